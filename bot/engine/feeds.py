from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.engine.inbox import Inbox
from bot.engine.news import MarketNews
from integrations.events import Event
from integrations.mls import ReconcileRefused
from integrations.mls.feed import EntityEvent, NoEvents
from integrations.mls.pushes import HINT
from integrations.wire.errors import WireError
from tools.tool import Hubs

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Feeds:
    """What the engine does with MLS feeds between two copies: event logs, pushes, and the daily comparison of keys.

    One feed's trouble stops no other.
    """

    hubs: Hubs
    inbox: Inbox
    now: Callable[[], datetime]

    @property
    def news(self) -> MarketNews:
        """What tells of changes."""
        return MarketNews(self.hubs, self.inbox, self.now)

    async def follow(self) -> str:
        """Read every feed's event log from where we are in it; in a few words what came of it."""
        said = []
        for system in self.hubs.mls.systems:
            try:
                done = await self.hubs.mls.follow_events(system)
            except NoEvents:
                continue
            except WireError as error:
                # The copy that runs every few minutes tells of an outage; here it would be told every minute.
                log.info("mls_events_not_read", system=system, why=str(error))
                said.append(f"{system}: {error}")
                continue
            said.append(f"{system}: {len(done)} records")
        await self.news.catch_up()
        return ", ".join(said) or "no feed keeps an event log"

    async def reconcile(self) -> str:
        """Compare every feed's keys with ours and let go of what is gone; a suspicious gap is told, not believed."""
        said = []
        for system in self.hubs.mls.systems:
            day = f"{system}:{self.now():%Y-%m-%d}"
            try:
                removed = await self.hubs.mls.reconcile(system)
            except ReconcileRefused as refused:
                payload = {"system": system, "missing": refused.missing, "held": refused.held}
                await self.inbox.emit("schedule", "feed.takedown", f"takedown:{day}", payload)
                said.append(f"{system}: refused, {refused.missing} of {refused.held} missing")
            except WireError as error:
                payload = {"system": system, "title": system.upper(), "error": str(error)}
                await self.inbox.emit("sync", "sync.failed", f"reconcile:{day}", payload)
                said.append(f"{system}: {error}")
            else:
                said.append(f"{system}: {removed} removed")
        return ", ".join(said) or "no MLS is connected"

    async def take_push(self, event: Event) -> str:
        """Read what a push says has changed, within seconds; a push that names no record leads to a copy of the feed.

        Raises:
            Unavailable: the MLS is down; try again.
        """
        told: dict[str, Any] = event.payload
        system = str(told.get("system") or event.source)
        if told.get("key") is None:
            result = (await self.hubs.mls.sync_each([system]))[0]
            said = result.error or f"{result.changed + result.added} records"
        else:
            one = EntityEvent(int(told["sequence"]), str(told["resource"]), str(told["key"]))
            done = await self.hubs.mls.take_push(system, [one], str(told.get("source") or ""))
            said = ", ".join(outcome for _, outcome in done) or "known before"
        await self.news.catch_up()
        return said


def is_push(event: Event) -> bool:
    """Whether an MLS pushed it."""
    return event.type == f"{event.source}.{HINT}"
