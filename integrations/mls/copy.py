from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from integrations.mls.accuracy import LASTS, CMARecord
from integrations.mls.areas import Areas
from integrations.mls.display import in_zone, masked
from integrations.mls.door import Door
from integrations.mls.errors import AmbiguousAddress, NotPermitted, UnknownAddress, UnknownSort
from integrations.mls.homes import Found, find
from integrations.mls.market import MarketChange, recent_changes
from integrations.mls.terms import Terms
from integrations.mls.territory import Territory, is_mine
from integrations.mls.watch.desk import MarketDesk
from integrations.models.accuracy import CMAAccuracy
from integrations.models.listing import Listing, ListingPage, ListingQuery
from integrations.models.market import MarketReport, MarketShift
from integrations.models.own_areas import OwnAreas
from integrations.store import Store, feeds
from integrations.store.around import around
from integrations.store.feeds import FeedState
from integrations.store.listing_search import SORTS, Area, search
from integrations.store.places import Gazetteer, gazetteer

TOWN: Final = ZoneInfo("America/Los_Angeles")
_LATELY: Final = timedelta(days=1)


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class ListingCopy:
    """The copy of the MLSs in the store: every question is answered from it alone, never on the wire.

    `own_agent_keys` are Jorge's ListAgentKeys or his name as the MLS spells it, `own_areas` where he works, `zone` is
    where the homes are: it says which day it is there.
    """

    def __init__(
        self,
        store: Store,
        *,
        own_agent_keys: Collection[str] = (),
        own_areas: Sequence[str] = (),
        zone: tzinfo = TOWN,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._own = frozenset(own_agent_keys)
        self._zone = zone
        self._clock = clock
        self._areas: tuple[int, Areas] | None = None
        self.door = Door(store, self.terms_of, self.title_of, self.is_own, zone, clock)
        self._record = CMARecord(store, self.door.barred)
        self._watch = MarketDesk(store, zone, self.door.barred)
        self._territory = Territory(store, own_areas, self._own)

    async def feed_states(self) -> list[FeedState]:
        """How far each feed has been read, when last, and what went wrong since."""
        return await self._store.read(feeds.load_all)

    async def as_of(self) -> datetime | None:
        """The time that our copy is of: the oldest of the whole feeds; None before the first sync."""
        states = [state for state in await self.feed_states() if not state.scope]
        return min((state.as_of for state in states if state.as_of), default=None)

    async def search(self, query: ListingQuery) -> ListingPage:
        """The listings that fit, as they may be shown.

        Raises:
            UnknownArea: an area of the query is unknown; the error suggests names.
            UnknownSort: `query.sort` is unknown.
        """
        if query.sort not in SORTS:
            raise UnknownSort(query.sort, list(SORTS))
        areas = await self.areas_named(query.areas)
        total, found = await self._store.read(search, query, areas, self._own)
        beside = await self._store.read(around, found, self._clock())
        refused = await self.door.refusals(found, "internal")
        shown = tuple(self._shown(one) for one in found if one.ref not in refused)
        return ListingPage(
            query=query,
            total=total - len(refused),
            listings=shown,
            as_of=await self.as_of(),
            around={one.ref: in_zone(beside[one.ref], self._zone) for one in shown},
            credits=await self.door.credits(shown),
            remarks=await self.door.remarks(shown),
            withheld=tuple(dict.fromkeys(one.said for one in refused.values())),
        )

    def _shown(self, listing: Listing) -> Listing:
        return listing if self.is_own(listing) else masked(listing)

    async def listing(self, ref: str) -> Listing | None:
        """The listing with this ref, parcel number or listing id; None where there is none."""
        found = await self._store.read(find, ref)
        return found.homes[0] if found.certainty == "identifier" else None

    async def find_address(self, text: str) -> list[Listing]:
        """The homes that an address may mean, best first, each by its current listing; similar ones if none fits."""
        return list((await self._find(text)).homes)

    async def current_listing(self, text: str) -> Listing:
        """The current listing (else the latest sale) of the one home at this address, parcel number or listing id.

        Raises:
            UnknownAddress: no home has it; the error suggests similar addresses.
            AmbiguousAddress: several homes fit.
        """
        found = await self._find(text)
        if not found.certain:
            raise UnknownAddress(text, [listing.display_address for listing in found.homes[:5]])
        if len(found.homes) > 1:
            raise AmbiguousAddress(text, found.homes)
        return found.homes[0]

    async def _find(self, text: str) -> Found:
        return await self._store.read(find, text)

    async def resolve_area(self, text: str) -> Area:
        """The ZIP code, city, neighbourhood or county of this name.

        Raises:
            UnknownArea: there is none; the error suggests names.
        """
        return (await self._places()).resolve(text)

    async def zips_for(self, area_name: str) -> frozenset[str]:
        """The ZIP codes that an area covers. Raises `UnknownArea`."""
        return frozenset().union(*(area.zips for area in await self.areas_named([area_name])))

    async def areas_named(self, names: Sequence[str]) -> list[Area]:
        """The areas of these names; `my areas` are Jorge's own, each by itself.

        Raises:
            UnknownArea: there is none of a name; the error suggests names.
        """
        found: list[Area] = []
        for name in names:
            own = (await self.own_areas()).areas if is_mine(name) else ()
            found += [await self.resolve_area(one) for one in own or [name]]
        return found

    async def gazetteer(self) -> Gazetteer:
        """All places and streets that the store knows."""
        return (await self._places()).gazetteer

    async def _places(self) -> Areas:
        revision = await self._store.read(feeds.revision)
        if self._areas is None or self._areas[0] != revision:
            self._areas = (revision, Areas(await self._store.read(gazetteer)))
        return self._areas[1]

    async def own_areas(self) -> OwnAreas:
        """Where Jorge works: as he said, else as the settings say, else where his listings and sales are."""
        return await self._territory.told((await self._places()).resolve, self._clock())

    async def set_own_areas(self, areas: Sequence[str]) -> OwnAreas:
        """Keep where Jorge works; none forgets what he said.

        Raises:
            UnknownArea: an area is unknown; nothing is kept.
        """
        return await self._territory.keep(areas, (await self._places()).resolve, self._clock())

    def is_own(self, listing: Listing) -> bool:
        """Whether it is Jorge's own listing, by agent key or name."""
        return not self._own.isdisjoint({listing.list_agent_key, listing.list_agent_full_name})

    async def monitor_market_changes(
        self, geographic_areas: Sequence[str], since: datetime | None = None
    ) -> list[MarketChange]:
        """What came on the market, changed its price, went under contract or sold in these areas, newest first.

        Args:
            geographic_areas: ZIP codes, cities, neighbourhoods or counties; none means everywhere.
            since: an aware time; a day ago if not given.

        Raises:
            UnknownArea: an area is unknown; the error suggests names.
        """
        areas = await self.areas_named(geographic_areas)
        since = since or self._clock() - _LATELY
        found = await self._store.read(recent_changes, since, areas, self._zone)
        refused = await self.door.refusals([one.listing for one in found], "internal")
        return [one for one in found if one.listing.ref not in refused]

    async def market_report(self, geographic_area: str = "") -> MarketReport:
        """How areas are, together and each beside what lies around them: measures, heat, price course, forecasts.

        Args:
            geographic_area: one or several (`Ballard, Fremont`); none means Jorge's own, `all` everywhere.

        Raises:
            UnknownArea: an area is unknown; the error suggests names.
            NotPermitted: no MLS's licence grants statistics.
        """
        places = await self._places()
        own = await self.own_areas() if not geographic_area.strip() or is_mine(geographic_area) else None
        areas = [places.resolve(name) for name in own.areas] if own else places.several(geographic_area)
        systems = [state.system for state in await self.feed_states() if not state.scope]
        withheld = {one: said for one in systems if (said := self.door.withholds(one))}
        if systems and len(withheld) == len(systems):
            raise NotPermitted(" ".join(withheld.values()))
        found = await self._watch.report(areas, self._today())
        as_of = await self.as_of()
        about = {
            "as_of": as_of.astimezone(self._zone) if as_of else None,
            "sources": tuple(self.title_of(one) for one in systems if one not in withheld),
            "own": own if own and own.areas else None,
            "withheld": tuple(withheld.values()),
            "notices": self.door.notices(systems),
        }
        return found.model_copy(update=about)

    async def cma_accuracy(self, geographic_area: str = "", *, fresh: bool = False) -> CMAAccuracy:
        """How good our values are in an area (none: everywhere), by past sales; measured again after a week.

        Raises:
            UnknownArea: the area is unknown; the error suggests names.
            NotValuable: there are too few sales to test.
        """
        area = await self.resolve_area(geographic_area) if geographic_area else None
        return await self._record.report(area, self._clock(), fresh=fresh)

    async def keep_accuracy(self, lasts: timedelta = LASTS) -> bool:
        """Measure how good our values are where the stored figures are older than this; whether it was measured.

        Raises:
            NotValuable: there are too few sales to test.
        """
        return await self._record.keep_fresh(self._clock(), lasts)

    async def market_shifts(self) -> list[MarketShift]:
        """Look at Jorge's areas and the busiest ones, and tell what has left its usual range since the last look."""
        places = await self._places()
        own = [places.resolve(name) for name in (await self.own_areas()).areas]
        return await self._watch.shifts(own, self._today())

    def terms_of(self, system: str) -> Terms:  # noqa: ARG002  # a copy knows no feeds
        """The terms of a feed; the usual ones for one that is not connected."""
        return Terms()

    def title_of(self, system: str) -> str:
        """What people call a feed."""
        return system.upper()

    def _today(self) -> date:
        return self._clock().astimezone(self._zone).date()
