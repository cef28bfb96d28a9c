"""The market watch over a store: reports of areas, and what has shifted since the last look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, tzinfo

from integrations.mls.watch.watching import Around, Sight, busy_areas, look_around, look_at, note, read_report
from integrations.models.market import MarketReport, MarketShift
from integrations.store import Connection, Store, feeds, own_areas
from integrations.store.listing_search import Area

Barred = Callable[[Connection], frozenset[str]]


class MarketDesk:
    """Answers from the store, without listings that are `barred` from statistics.

    What lies around the areas is reckoned once a day and copy.
    """

    def __init__(self, store: Store, zone: tzinfo, barred: Barred) -> None:
        self._store = store
        self._zone = zone
        self._barred = barred
        self._around: dict[str, tuple[tuple[int, Sight], Around]] = {}

    async def report(self, areas: Sequence[Area], day: date) -> MarketReport:
        """The report of these areas together, each beside what lies around them; of all where none is given."""
        sight = await self._sight(day)
        around = await self._around_of(areas, sight) if areas else None
        return await self._store.read(read_report, areas, around, sight)

    async def shifts(self, own: Sequence[Area], day: date) -> list[MarketShift]:
        """Look at Jorge's areas and the busiest ones, keep the day, and tell what has left its usual range."""
        sight = await self._sight(day)
        watched = {area.name: area for area in (*own, *await self._store.read(busy_areas, day))}
        told: list[MarketShift] = []
        for area in watched.values():
            look = await self._store.read(look_at, area, sight)
            told += await self._store.write(note, look)
        return told

    async def _sight(self, day: date) -> Sight:
        return Sight(day, self._zone, await self._store.read(self._barred))

    async def _around_of(self, areas: Sequence[Area], sight: Sight) -> Around:
        """The areas' county; all areas where a county is asked about."""
        asked = any(area.kind == "county" for area in areas)
        county = None if asked else await self._store.read(own_areas.county_of, areas)
        mark = await self._store.read(feeds.revision), sight
        kept = self._around.get(county or "")
        if kept is None or kept[0] != mark:
            area = Area("county", county) if county else None
            kept = mark, await self._store.read(look_around, area, sight)
            self._around[county or ""] = kept
        return kept[1]
