"""One file a platform; each has `VENDOR` and `connect(access)`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from integrations.mls.feed import ListingFeed
from integrations.wire.vendor import Access, Vendor


class Connector(Protocol):
    """A module of this folder."""

    VENDOR: Vendor
    connect: Callable[[Access], ListingFeed]


def discover() -> dict[str, Connector]:
    """All connectors of this folder, by slug."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    connectors = (cast("Connector", module) for module in modules)
    return {connector.VENDOR.slug: connector for connector in connectors}
