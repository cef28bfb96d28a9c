"""Where Jorge works: what he said, else what the settings say, else where his listings and sales are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from integrations.mls.errors import UnknownArea
from integrations.models.own_areas import OwnAreas
from integrations.store import Store, own_areas
from integrations.store.listing_search import Area

MOST: Final = 12
_MOST_GUESSED: Final = 4
_LATELY: Final = timedelta(days=400)

Resolve = Callable[[str], Area]


def is_mine(name: str) -> bool:
    """Whether a name means Jorge's own areas."""
    return " ".join(name.lower().split()) in {"my areas", "my area", "our areas", "own areas"}


class Territory:
    """Jorge's own areas; `settings` are those of `jorge.toml`, `own` his agent keys and names."""

    def __init__(self, store: Store, settings: Sequence[str], own: Collection[str]) -> None:
        self._store = store
        self._settings = tuple(settings)
        self._own = own

    async def told(self, resolve: Resolve, now: datetime) -> OwnAreas:
        """The areas in force; names that no listing has are told apart."""
        if names := await self._store.read(own_areas.said):
            return _read("said", names, resolve)
        if self._settings:
            return _read("settings", self._settings, resolve)
        since = (now - _LATELY).date()
        names = await self._store.read(own_areas.worked_zips, self._own, since, _MOST_GUESSED) if self._own else []
        return _read("listings", names, resolve) if names else OwnAreas()

    async def keep(self, names: Sequence[str], resolve: Resolve, now: datetime) -> OwnAreas:
        """Keep what Jorge said, and no others; none forgets it.

        Raises:
            UnknownArea: an area is unknown; nothing is kept.
        """
        spelled = list(dict.fromkeys(resolve(name).title for name in names))[:MOST]
        await self._store.write(own_areas.keep, spelled, now)
        return (await self.told(resolve, now)).model_copy(update={"changed": True})


def _read(source: str, names: Sequence[str], resolve: Resolve) -> OwnAreas:
    known, unknown = [], []
    for name in names:
        try:
            known.append(resolve(name).title)
        except UnknownArea:
            unknown.append(name)
    return OwnAreas.model_validate({"areas": tuple(dict.fromkeys(known)), "source": source, "unknown": unknown})
