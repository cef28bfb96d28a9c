from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from types import ModuleType

from integrations.mls.pushes import SETTINGS as PUSHES
from integrations.mls.terms import SETTINGS as TERMS
from integrations.wire.vendor import Access, Vendor

_FAMILIES = ("mls", "crm", "marketing")


@dataclass(frozen=True, slots=True)
class Connection:
    """A vendor's card, its connector module, and what it will talk to."""

    vendor: Vendor
    module: ModuleType
    access: Access
    missing: tuple[str, ...] = ()


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(_discover())


def _discover() -> Iterator[ModuleType]:
    for family in _FAMILIES:
        package = import_module(f"integrations.{family}.connectors")
        for entry in pkgutil.iter_modules(package.__path__):
            module = import_module(f"{package.__name__}.{entry.name}")
            if hasattr(module, "VENDOR"):
                yield module


def cards() -> tuple[Vendor, ...]:
    """Every vendor there is a connector for."""
    return tuple(module.VENDOR for module in _modules())


def connections(configured: Mapping[str, Mapping[str, str]], town_url: str) -> tuple[Connection, ...]:
    """What each connector talks to: the vendor itself where its credentials are set, the town where it has a stand-in.

    A vendor with neither is left out, and one with some of its credentials says which are missing.
    """
    return tuple(one for module in _modules() if (one := _connection(module, configured, town_url)) is not None)


def _connection(module: ModuleType, configured: Mapping[str, Mapping[str, str]], town_url: str) -> Connection | None:
    vendor: Vendor = module.VENDOR
    given = dict(configured.get(vendor.slug, {}))
    base_url = given.pop("base_url", vendor.base_url)
    wants_town = given.pop("town", "").lower() in {"1", "true", "yes", "on"}
    missing = tuple(one.name for one in vendor.credentials if one.required and not given.get(one.name))
    if not missing:
        return Connection(vendor, module, Access(base_url, given, live=True))
    stands = _town_access(town_url)
    stand_in = stands.get((vendor.slug, given.get("platform", "")), stands.get((vendor.slug, "")))
    if stand_in is None or (vendor.slug in _optional() and not wants_town):
        return None
    # What a licence allows, and pushes, can be tried in the town, too.
    terms = {name: value for name, value in given.items() if name in (*TERMS, *PUSHES)}
    begun = any(one.required and given.get(one.name) for one in vendor.credentials)
    stand_in = replace(stand_in, credentials={**stand_in.credentials, **terms})
    return Connection(vendor, module, stand_in, missing if begun else ())


@cache
def _optional() -> frozenset[str]:
    """Vendors whose stand-in is connected only where the settings say `town = true` or `<SLUG>_TOWN=yes`."""
    from integrations.simulated.endpoint import endpoints

    return frozenset(one.slug for one in endpoints() if one.optional)


@cache
def _town_access(town_url: str) -> Mapping[tuple[str, str], Access]:
    """The stand-ins by vendor and, where a vendor's is on several platforms, the platform's name; one has none."""
    from integrations.simulated.endpoint import endpoints

    found = ((one, one.resolved(town_url)) for one in endpoints())
    return {(one.slug, given.get("platform", "")): Access(town_url + one.path, given) for one, given in found}
