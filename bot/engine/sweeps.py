from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.engine.inbox import Inbox
from bot.engine.payloads import duplicate_payload, quiet_payload, shift_payload
from integrations.mls.terms import Terms
from integrations.store import events as book
from integrations.store import lead_watch
from tools.tool import Hubs

QUIET: Final = timedelta(days=14)
AHEAD: Final = timedelta(hours=2)  # two looks at least fall between the alarm and the hour when listings hide
MOST_A_DAY: Final = 10  # of each kind; the rest follow on the next days, hottest first


@dataclass(frozen=True, slots=True)
class Sweeps:
    """Looks at what no webhook tells: copies that grow old, leads that went quiet, contacts that are there twice."""

    hubs: Hubs
    inbox: Inbox
    now: Callable[[], datetime]

    async def sweep(self) -> str:
        """Look once, and write down what is new; in a few words what that was."""
        stale, quiet, twice = await self._stale_feeds(), await self._quiet_leads(), await self._duplicates()
        shifted = await self._market_shifts()
        return f"{stale} stale feeds, {quiet} quiet leads, {twice} duplicates, {shifted} market shifts"

    async def _market_shifts(self) -> int:
        """Once a day: the medians move slowly, and a look costs seconds."""
        today = self.now().astimezone(ZoneInfo(self.hubs.zone)).date().isoformat()
        if await self.inbox.emit("schedule", "market.looked", f"market:{today}", {"day": today}) is None:
            return 0
        told = 0
        for shift in await self.hubs.mls.market_shifts():
            key = f"shift:{shift.area}:{shift.measure}:{shift.direction}:{shift.day.isoformat()}"
            told += await self.inbox.emit("schedule", "market.shift", key, shift_payload(shift)) is not None
        return told

    async def _stale_feeds(self) -> int:
        told = 0
        for state in await self.hubs.mls.feed_states():
            terms = self.hubs.mls.terms_of(state.system)
            if state.scope or state.as_of is None or self.now() - state.as_of <= _warn_after(terms):
                continue
            hours = int((self.now() - state.as_of).total_seconds() // 3600)
            payload = {
                "system": state.system,
                "as_of": state.as_of.isoformat(),
                "hours": hours,
                "most": int(terms.stale_after.total_seconds() // 3600),
                "error": state.last_error,
            }
            key = f"stale:{state.system}:{state.as_of.isoformat()}"
            told += await self.inbox.emit("schedule", "feed.stale", key, payload) is not None
        return told

    async def _quiet_leads(self) -> int:
        now, told = self.now(), 0
        room = await self._room("lead.quiet")
        for contact in await self.hubs.store.read(lead_watch.quiet, now - QUIET):
            heard = contact.last_activity_at or contact.created_at
            if told >= room or heard is None:
                break
            # Once in 14 days: the number of whole fortnights since the lead was heard of is part of the key.
            key = f"quiet:{contact.id}:{heard:%Y-%m-%d}:{(now - heard) // QUIET}"
            told += await self.inbox.emit("schedule", "lead.quiet", key, quiet_payload(contact, heard, now)) is not None
        return told

    async def _duplicates(self) -> int:
        told = 0
        room = await self._room("contact.duplicate")
        seen: set[tuple[str, ...]] = set()
        for shared in await self.hubs.store.read(lead_watch.shared_points):
            ids = tuple(sorted(one.id for one in shared.contacts))
            if told >= room:
                break
            if ids in seen:  # the same people share a phone and an address
                continue
            seen.add(ids)
            key = "duplicate:" + hashlib.sha256("|".join(ids).encode()).hexdigest()[:32]
            payload = duplicate_payload(shared)
            told += await self.inbox.emit("schedule", "contact.duplicate", key, payload) is not None
        return told

    async def _room(self, kind: str) -> int:
        today = self.now().astimezone(ZoneInfo(self.hubs.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        newest = await self.hubs.store.read(book.newest, limit=MOST_A_DAY, type_like=kind)
        return MOST_A_DAY - sum(one.event.received_at >= today for one in newest)


def _warn_after(terms: Terms) -> timedelta:
    return min(terms.warn_after, max(terms.stale_after - AHEAD, terms.stale_after / 2))
