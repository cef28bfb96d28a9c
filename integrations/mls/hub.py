from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from integrations.mls.areas import Areas
from integrations.mls.cma import NotValuable, compose_cma
from integrations.mls.display import masked
from integrations.mls.errors import AmbiguousAddress, UnknownAddress, UnknownSort, UnknownSystem
from integrations.mls.feed import ListingFeed
from integrations.mls.homes import Found, find
from integrations.mls.market import MarketChange, recent_changes
from integrations.mls.replication import Progress
from integrations.mls.syncing import aggregate, failed, read_places, reconcile, run_pass
from integrations.mls.valuing import LearnedMarket
from integrations.models.cma import CMA, PropertyDetails
from integrations.models.listing import Listing, ListingPage, ListingQuery
from integrations.models.sync import PropertySyncResult
from integrations.store import Store, feeds, listings
from integrations.store.feeds import FeedState
from integrations.store.listing_search import SORTS, Area, search
from integrations.store.places import Gazetteer, gazetteer

_TOWN: Final = ZoneInfo("America/Los_Angeles")
_LATELY: Final = timedelta(days=1)


class MLSIntegrationHub:
    """The MLSs and their copy in the store: syncing, finding homes and areas, valuing, watching the market.

    Questions are answered from the copy alone, never on the wire. `own_agent_keys` are Jorge's ListAgentKeys or his
    name as the MLS spells it, `zone` is where the homes are: it says which day it is there.
    """

    def __init__(
        self,
        store: Store,
        connectors: Sequence[ListingFeed],
        *,
        own_agent_keys: Collection[str] = (),
        zone: tzinfo = _TOWN,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._feeds = {feed.system: feed for feed in connectors}
        self._running = {system: asyncio.Lock() for system in self._feeds}
        self._own = frozenset(own_agent_keys)
        self._zone = zone
        self._clock = clock
        self._market = LearnedMarket(store)
        self._areas: tuple[int, Areas] | None = None

    @property
    def systems(self) -> tuple[str, ...]:
        """The connected MLSs."""
        return tuple(self._feeds)

    async def aclose(self) -> None:
        """Close all connections to the MLSs."""
        for feed in self._feeds.values():
            await feed.aclose()
        await self._market.aclose()

    async def warm_up(self) -> None:
        """Learn the market and the places now, so that the first question is answered as fast as the next ones."""
        await self._places()
        with contextlib.suppress(NotValuable):
            await self._market.current(self._today())

    async def sync_property_data(
        self,
        mls_systems: Sequence[str] | None = None,
        geographic_filter: Sequence[str] | None = None,
        incremental: bool = True,
        progress: Progress | None = None,
    ) -> PropertySyncResult:
        """Copy what changed from the MLSs (all of them if none is named) and say what it did, all systems together.

        Args:
            mls_systems: slugs of connected MLSs.
            geographic_filter: ZIP codes and cities; only homes there are read.
            incremental: False reads everything again.
            progress: called after each page with the records read and, where known, how many there are.

        Raises:
            UnknownSystem: an MLS is not connected.
        """
        return aggregate(await self.sync_each(mls_systems, geographic_filter, incremental, progress))

    async def sync_each(
        self,
        mls_systems: Sequence[str] | None = None,
        geographic_filter: Sequence[str] | None = None,
        incremental: bool = True,
        progress: Progress | None = None,
    ) -> list[PropertySyncResult]:
        """Like `sync_property_data`, one result a system. A system that fails says so in its `error`."""
        chosen = [self._feed(system) for system in (self._feeds if mls_systems is None else mls_systems)]
        passes = [self._sync_one(feed, geographic_filter or (), incremental, progress) for feed in chosen]
        results = await asyncio.gather(*passes, return_exceptions=True)
        return [
            result if isinstance(result, PropertySyncResult) else failed(feed, result)
            for feed, result in zip(chosen, results, strict=True)
        ]

    async def _sync_one(
        self, feed: ListingFeed, where: Sequence[str], incremental: bool, progress: Progress | None
    ) -> PropertySyncResult:
        places = read_places(where)
        async with self._running[feed.system]:
            return await run_pass(
                feed, self._store, places, incremental=incremental, progress=progress, now=self._clock()
            )

    async def reconcile(self, mls_system: str, *, most_missing: int | None = None) -> int:
        """Remove listings that the MLS has no more; how many were.

        Raises:
            ReconcileRefused: so many are missing that the feed is more likely wrong; nothing was removed.
            UnknownSystem: the MLS is not connected.
            WireError: the MLS failed; nothing was removed.
        """
        feed = self._feed(mls_system)
        async with self._running[feed.system]:
            return await reconcile(feed, self._store, most_missing=most_missing, now=self._clock())

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
        areas = [await self.resolve_area(area) for area in query.areas]
        total, found = await self._store.read(search, query, areas, self._own)
        shown = tuple(listing if self.is_own(listing) else masked(listing) for listing in found)
        return ListingPage(query=query, total=total, listings=shown, as_of=await self.as_of())

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
        return (await self.resolve_area(area_name)).zips

    async def gazetteer(self) -> Gazetteer:
        """All places and streets that the store knows."""
        return (await self._places()).gazetteer

    async def _places(self) -> Areas:
        revision = await self._store.read(feeds.revision)
        if self._areas is None or self._areas[0] != revision:
            self._areas = (revision, Areas(await self._store.read(gazetteer)))
        return self._areas[1]

    def is_own(self, listing: Listing) -> bool:
        """Whether it is Jorge's own listing, by agent key or name."""
        return not self._own.isdisjoint({listing.list_agent_key, listing.list_agent_full_name})

    async def generate_automated_cma(
        self, property_address: str, property_details: PropertyDetails | None = None
    ) -> CMA:
        """Value the home at an address (or parcel number, or listing id) from the closed sales in the store.

        `property_details` override the record's facts.

        Raises:
            UnknownAddress: no home has the address; the error suggests similar ones.
            AmbiguousAddress: several homes fit.
            MissingFacts: the record lacks a fact that Jorge can supply.
            NotValuable: there are too few sales.
        """
        subject = await self.current_listing(property_address)
        now = self._clock()
        model = await self._market.current(self._today())
        compose = partial(
            compose_cma,
            model,
            subject,
            property_details,
            as_of=await self.as_of() or now,
            competition=await self._store.read(listings.offered),
        )
        return await asyncio.to_thread(compose)

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
        areas = [await self.resolve_area(area) for area in geographic_areas]
        return await self._store.read(recent_changes, since or self._clock() - _LATELY, areas, self._zone)

    def _today(self) -> date:
        return self._clock().astimezone(self._zone).date()

    def _feed(self, system: str) -> ListingFeed:
        feed = self._feeds.get(system)
        if feed is None:
            raise UnknownSystem(system, list(self._feeds))
        return feed
