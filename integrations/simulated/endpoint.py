from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import integrations.simulated


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


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """Every stand-in that has an `ENDPOINT`, by slug."""
    found = []
    for entry in pkgutil.iter_modules(integrations.simulated.__path__):
        if entry.ispkg:
            module = import_module(f"{integrations.simulated.__name__}.{entry.name}")
            if hasattr(module, "ENDPOINT"):
                found.append(module.ENDPOINT)
    return tuple(sorted(found, key=lambda one: one.slug))
