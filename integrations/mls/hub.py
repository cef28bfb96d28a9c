from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, tzinfo
from functools import partial

from integrations.mls.cma import NotValuable, SellingCosts
from integrations.mls.copy import TOWN, utc_now
from integrations.mls.errors import NotPermitted, UnknownSystem
from integrations.mls.feed import EntityEvent, ListingFeed
from integrations.mls.reconciling import reconcile
from integrations.mls.refreshing import Outcome, Purge, follow, refresh, take_push
from integrations.mls.replication import Progress
from integrations.mls.showcase import Showcase
from integrations.mls.syncing import aggregate, failed, read_places, run_pass
from integrations.mls.terms import Standing, Terms
from integrations.mls.valuing import LearnedMarket, Question
from integrations.mls.verifying import Verification, verify
from integrations.models.cma import CMA, ComparableChoices, PropertyDetails
from integrations.models.sync import PropertySyncResult
from integrations.store import Store, rounds


class MLSIntegrationHub(Showcase):
    """The MLSs and their copy in the store: syncing, finding homes and areas, valuing, watching the market."""

    def __init__(
        self,
        store: Store,
        connectors: Sequence[ListingFeed],
        *,
        own_agent_keys: Collection[str] = (),
        own_areas: Sequence[str] = (),
        zone: tzinfo = TOWN,
        clock: Callable[[], datetime] = utc_now,
        selling_costs: SellingCosts | None = None,
        link_base: str = "",
    ) -> None:
        super().__init__(store, own_agent_keys=own_agent_keys, own_areas=own_areas, zone=zone, clock=clock)
        self._feeds = {feed.system: feed for feed in connectors}
        self._running = {system: asyncio.Lock() for system in self._feeds}
        self._market = LearnedMarket(store, self.door)
        self._costs = selling_costs
        self._link_base = link_base
        self._purgers: list[Purge] = []

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
        *,
        on_progress: Callable[[str, int, int | None], None] | None = None,
    ) -> list[PropertySyncResult]:
        """Like `sync_property_data`, one result a system. A system that fails says so in its `error`.

        `on_progress` is told the title of the system too.
        """
        chosen = [self._feed(system) for system in (self._feeds if mls_systems is None else mls_systems)]
        steps = [partial(on_progress, feed.title) if on_progress else progress for feed in chosen]
        where = geographic_filter or ()
        passes = [self._sync_one(one, where, incremental, step) for one, step in zip(chosen, steps, strict=True)]
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
                feed,
                self._store,
                places,
                incremental=incremental,
                progress=progress,
                now=self._clock(),
                purge=self._purge,
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
            return await reconcile(feed, self._store, most_missing=most_missing, now=self._clock(), purge=self._purge)

    async def refresh(self, mls_system: str, listing_key: str) -> Outcome:
        """Read one record anew, as after an event: added, changed, removed, same or unreadable.

        Raises:
            UnknownSystem: the MLS is not connected.
            WireError: the MLS failed; our copy is as it was.
        """
        outcome, _ = await refresh(self._feed(mls_system), self._store, listing_key, self._clock(), self._purge)
        return outcome

    async def follow_events(self, mls_system: str) -> list[tuple[str, Outcome]]:
        """Read an MLS's event log from where we are in it; which records it named and what became of ours.

        Raises:
            NoEvents: this MLS keeps no log.
            UnknownSystem, WireError: as in `refresh`.
        """
        return await follow(self._feed(mls_system), self._store, self._clock(), self._purge)

    async def take_push(
        self, mls_system: str, events: Sequence[EntityEvent], source: str = ""
    ) -> list[tuple[str, Outcome]]:
        """Act on events that an MLS pushed, each once however often it comes. Raises as `refresh`."""
        return await take_push(self._feed(mls_system), self._store, events, source, self._clock(), self._purge)

    def on_purge(self, purger: Purge) -> None:
        """Have `purger` called with the refs of listings that may no longer be held: media, caches, uploads go too."""
        self._purgers.append(purger)

    async def _purge(self, refs: Sequence[str]) -> None:
        for purger in self._purgers if refs else ():
            await purger(refs)

    async def verify(self, mls_system: str, sample: int = 200, seed: int | None = None) -> Verification:
        """Compare a sample of our copy with the source, field by field, and keep what that showed.

        Raises:
            UnknownSystem: the MLS is not connected.
            WireError: the MLS failed.
        """
        found = await verify(self._feed(mls_system), self._store, sample, seed)
        await self._store.write(rounds.found, mls_system, "check", found.kept, self._clock())
        return found

    def terms_of(self, system: str) -> Terms:  # noqa: D102
        feed = self._feeds.get(system)
        return feed.terms if feed else Terms()

    async def aging_feeds(self) -> list[str]:
        """A warning for each connected feed whose copy is getting too old to be shown to clients."""
        states = {state.system: state for state in await self.feed_states() if not state.scope}
        found = []
        for system, feed in self._feeds.items():
            state = states.get(system)
            standing = Standing(feed.title, feed.terms, state.as_of if state else None, self._clock())
            if standing.age is not None and standing.is_aging:
                hours, most = standing.age.total_seconds() / 3600, feed.terms.stale_after.total_seconds() / 3600
                why = f" Last error: {state.last_error}" if state and state.last_error else ""
                found.append(f"{feed.title} was last copied {hours:.0f} h ago; at {most:.0f} h its listings hide.{why}")
        return found

    async def generate_automated_cma(
        self,
        property_address: str,
        property_details: PropertyDetails | None = None,
        choices: ComparableChoices | None = None,
        since: date | None = None,
    ) -> CMA:
        """Value the home at an address (or parcel number, or listing id) from the closed sales in the store.

        `property_details` override the record's facts, `choices` the rule by which sales are compared. The analysis
        is kept; where the same home was analysed before, the result's `since` tells what changed, since the day `since`
        where one is asked for. Sales are named as the last analysis shows them too: "3", "the one on 12th Ave".

        Raises:
            UnknownAddress: no home has the address; the error suggests similar ones.
            AmbiguousAddress: several homes fit.
            MissingFacts: the record lacks a fact that Jorge can supply.
            NotValuable: there are too few sales; the message names homes for sale nearby.
            UnknownComparable: `choices` name a sale that is none.
            NotPermitted: the MLS's licence grants no back-office use.
        """
        subject = await self.current_listing(property_address)
        if refused := await self.permit(subject, "valuation"):
            raise NotPermitted(refused.said)
        now = self._clock()
        as_of, today = await self.as_of() or now, self._today()
        question = Question(subject, property_details, choices, as_of, now, today, self._zone, since)
        return await self._market.analyse(question, costs=self._costs, link_base=self._link_base)

    def title_of(self, system: str) -> str:
        """What people call a feed."""
        feed = self._feeds.get(system)
        return feed.title if feed else super().title_of(system)

    def _feed(self, system: str) -> ListingFeed:
        feed = self._feeds.get(system)
        if feed is None:
            raise UnknownSystem(system, list(self._feeds))
        return feed
