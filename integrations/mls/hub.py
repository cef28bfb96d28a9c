from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, tzinfo
from functools import partial

from integrations.mls.cma import NotValuable, compose_cma
from integrations.mls.copy import TOWN, ListingCopy, utc_now
from integrations.mls.errors import UnknownSystem
from integrations.mls.feed import ListingFeed
from integrations.mls.replication import Progress
from integrations.mls.syncing import aggregate, failed, read_places, reconcile, run_pass
from integrations.mls.valuing import LearnedMarket
from integrations.models.cma import CMA, PropertyDetails
from integrations.models.sync import PropertySyncResult
from integrations.store import Store, listings


class MLSIntegrationHub(ListingCopy):
    """The MLSs and their copy in the store: syncing, finding homes and areas, valuing, watching the market."""

    def __init__(
        self,
        store: Store,
        connectors: Sequence[ListingFeed],
        *,
        own_agent_keys: Collection[str] = (),
        zone: tzinfo = TOWN,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(store, own_agent_keys=own_agent_keys, zone=zone, clock=clock)
        self._feeds = {feed.system: feed for feed in connectors}
        self._running = {system: asyncio.Lock() for system in self._feeds}
        self._market = LearnedMarket(store)

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
        self._market.learn_ahead(self._today())
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

    def _feed(self, system: str) -> ListingFeed:
        feed = self._feeds.get(system)
        if feed is None:
            raise UnknownSystem(system, list(self._feeds))
        return feed
