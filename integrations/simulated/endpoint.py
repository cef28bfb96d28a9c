from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from starlette.applications import Starlette

import integrations.simulated

if TYPE_CHECKING:
    from integrations.simulated.town import Town

# `world` and `data` are no vendors; `desk` is Slack's stand-in and listens on its own port.
_NOT_VENDORS = frozenset({"world", "data", "desk"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where in the town a vendor's stand-in answers, and the credentials it accepts.

    `path` is below the town's URL. A credential may hold `{town}`, which stands for that URL. An `optional` one is
    connected only where the settings say so (`BRIGHT_TOWN=yes`).
    """

    slug: str
    path: str
    credentials: Mapping[str, str]
    optional: bool = False

    def resolved(self, town_url: str) -> dict[str, str]:
        """The credentials for a town at `town_url`."""
        return {name: value.replace("{town}", town_url) for name, value in self.credentials.items()}


class StandIn(Protocol):
    """A vendor's stand-in: a module of this package, or one of several in a module's `STAND_INS`."""

    MOUNT: str

    def create_app(self, town: Town) -> Starlette:
        """Return the vendor over this town, to be mounted at `MOUNT`."""
        ...


@cache
def stand_ins() -> tuple[StandIn, ...]:
    """Every stand-in of this package."""
    found: list[Any] = []
    for entry in pkgutil.iter_modules(integrations.simulated.__path__):
        if entry.ispkg and entry.name not in _NOT_VENDORS:
            module = import_module(f"{integrations.simulated.__name__}.{entry.name}")
            found += getattr(module, "STAND_INS", (module,))
    return tuple(one for one in found if hasattr(one, "MOUNT") and hasattr(one, "create_app"))


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """Every stand-in that has an `ENDPOINT`, by slug."""
    found: list[Endpoint] = [one.ENDPOINT for one in stand_ins() if hasattr(one, "ENDPOINT")]
    return tuple(sorted(found, key=lambda one: one.slug))
