from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.engine.inbox import Inbox
from bot.engine.payloads import Buyers, listing_payload, matches_payload, newly_fitting, offered
from integrations.crm.matching import match_buyers
from integrations.store import events as book
from integrations.store import lead_watch, listing_news, listings, marks, saved_searches
from integrations.store.listing_news import ListingNews
from tools.tool import Hubs

_MARK: Final = "listing_history"
_AT_ONCE: Final = 500
_FITTING: Final = ("new", "price_change", "back_on_market")
_NEW: Final = ("listing.new", "listing.back_on_market")
_OFFERING: Final = (*_NEW, "listing.price_change")


@dataclass(frozen=True, slots=True)
class MarketNews:
    """Turns what an MLS sync found into events: one a change, and one a day for the homes that fit warm buyers."""

    hubs: Hubs
    inbox: Inbox
    now: Callable[[], datetime]

    async def tell(self, changes: Sequence[tuple[str, str]]) -> None:
        """Tell what a copy changed (kind and listing ref); the same change again does nothing.

        The history holds the changes; only of a listing that is gone meanwhile it holds none any more.
        """
        held = await self.hubs.store.read(listings.held, [ref for _, ref in changes])
        gone = [pair for pair in dict.fromkeys(changes) if pair[1] not in held]
        if gone:
            await self._tell((), gone)
        await self.catch_up()

    async def begin(self) -> None:
        """At the first start: what the store holds already is no news."""
        if await self.hubs.store.read(marks.position, _MARK) is None:
            await self.hubs.store.write(marks.move, _MARK, await self.hubs.store.read(listing_news.newest_line))

    async def catch_up(self) -> int:
        """Tell what the history holds and was not told: changes of a copy that a crash kept from telling, too.

        How many lines were read. A crash before the mark moves has them read again, and told no second time.
        """
        store, count = self.hubs.store, 0
        position = await store.read(marks.position, _MARK)
        if position is None:
            await self.begin()
            return 0
        while True:
            found, last = await store.write(listing_news.news_behind, position, _AT_ONCE)
            if last is None:
                return count
            await self._tell(found, ())
            await store.write(marks.move, _MARK, last)
            position, count = last, count + len(found)

    async def _tell(self, found: Sequence[ListingNews], gone: Sequence[tuple[str, str]]) -> None:
        store = self.hubs.store
        buyers, saved = await store.read(saved_searches.seekers)
        watched = await store.read(lead_watch.watched_areas)
        first = {id(one) for one in await store.read(listing_news.first_told, found)}
        found = [one for one in found if id(one) in first or self.hubs.mls.is_own(one.listing)]
        said = await self.hubs.mls.door.credits([one.listing for one in found])
        events = []
        for one in found:
            fitting = match_buyers(buyers, one.listing, saved=saved) if self._may_fit(one) else ()
            own, credit = self.hubs.mls.is_own(one.listing), said[one.listing.ref]
            payload = listing_payload(one, own=own, buyers=fitting, watched=watched, credit=credit, saved=saved)
            if newly := _newly(one, fitting, saved):
                payload["newly"] = newly
            events.append(self.inbox.new_event("mls", f"listing.{one.kind}", _key(one), payload, occurred_at=one.at))
        for kind, ref in gone:
            key = f"{ref}:{kind}:{self.now():%Y-%m-%d}"
            events.append(self.inbox.new_event("mls", f"listing.{kind}", key, {"listing_ref": ref}))
        await self.inbox.put_all(events)
        if any(_offers(event.type, event.payload) for event in events):
            await self._tell_matches()

    def _may_fit(self, one: ListingNews) -> bool:
        return one.kind in _FITTING and one.listing.internet_entire_listing_display

    async def _tell_matches(self) -> None:
        midnight = self.now().astimezone(ZoneInfo(self.hubs.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        today = await self.hubs.store.read(book.since, midnight, types=_OFFERING)
        homes = offered(one.event.payload for one in today if _offers(one.event.type, one.event.payload))
        if not homes:
            return
        day = f"{midnight:%Y-%m-%d}"
        named = sorted(f"{home['listing_ref']}:{','.join(sorted(home['newly']['waiting_ids']))}" if home.get("newly")
                       else home["listing_ref"] for home in homes)  # fmt: skip
        stamp = hashlib.sha256("|".join(named).encode()).hexdigest()[:16]
        payload = matches_payload(homes, day)
        await self.inbox.emit("mls", "listing.matches", f"matches:{day}:{stamp}", payload)


def _newly(one: ListingNews, fitting: Buyers, saved: saved_searches.Searches) -> dict[str, Any]:
    """Whom a home fits only since its price changed: nobody is told of the same home twice."""
    if one.kind != "price_change" or not fitting or not one.old:
        return {}
    before = one.listing.model_copy(update={"list_price": Decimal(one.old)})
    fitted = {person.id for person, _ in match_buyers([person for person, _ in fitting], before, saved=saved)}
    return newly_fitting([pair for pair in fitting if pair[0].id not in fitted], saved)


def _offers(kind: str, payload: Mapping[str, Any]) -> bool:
    """Whether an event tells of a home that fits somebody who waits, and is not Jorge's own."""
    fits = (kind in _NEW and payload.get("waiting_buyers")) or (kind == "listing.price_change" and payload.get("newly"))
    return bool(fits) and not payload.get("own")


def _key(one: ListingNews) -> str:
    return f"{one.listing.ref}:{one.kind}:{one.at.isoformat()}:{one.old}:{one.new}"
