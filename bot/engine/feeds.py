from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog

from bot.engine.alone import alone
from bot.engine.at_work import BUSY, AtWork
from bot.engine.checking import Checking
from bot.engine.comparing import Comparing
from bot.engine.inbox import Inbox
from bot.engine.news import MarketNews
from bot.engine.nights import is_due
from bot.engine.outages import Outages
from integrations.events import Event
from integrations.mls.feed import EntityEvent, NoEvents
from integrations.mls.pushes import HINT
from integrations.store import rounds
from integrations.store.rounds import Kind
from integrations.wire.errors import Unavailable, WireError
from tools.tool import Hubs

log = structlog.get_logger(__name__)

LONGEST: Final[dict[Kind, float]] = {"copy": 43_200.0, "events": 1800.0, "keys": 7200.0, "check": 3600.0}
LONGEST_PUSH: Final = 90.0
LOOKS: Final = 5  # at an event log, in a minute
PAUSE: Final = 10.0  # seconds between two of them
NO_LOG: Final = timedelta(days=1)  # until an MLS without an event log is asked again whether it keeps one
Doing = Callable[[str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Feeds:
    """What the engine does with MLS feeds: copies, and between two of them event logs, pushes and comparisons.

    Every feed is served by itself: one that fails, hangs or is slow stops no other.
    """

    hubs: Hubs
    inbox: Inbox
    now: Callable[[], datetime]
    at_work: AtWork = field(default_factory=AtWork)
    pause: float = PAUSE

    @property
    def news(self) -> MarketNews:
        """What tells of changes."""
        return MarketNews(self.hubs, self.inbox, self.now)

    @property
    def outages(self) -> Outages:
        """What tells that an MLS does not answer, and that it does again."""
        return Outages(self.hubs.store, self.inbox, self.now)

    async def copy(self, systems: Sequence[str] | None = None) -> str:
        """Copy what changed, from every feed or these; in a few words what came of it."""
        return await self._each("copy", self._copy, systems) or "no MLS is connected"

    async def follow(self, *, looks: int = 1) -> str:
        """Read every feed's event log from where we are in it, `looks` times; in a few words what came of it.

        Looking a few times a minute costs one request each, and brings a change within seconds.
        """
        said = await self._each("events", partial(self._follow, looks))
        await self.news.catch_up()
        return said or "no feed keeps an event log"

    async def reconcile(self, *, due: bool = False) -> str:
        """Compare every feed's keys with ours and let go of what is gone; a suspicious gap is told, not believed.

        `due`: only where the night has come (see `nights`).
        """
        chosen = await self._chosen("keys", due=due)
        do = Comparing(self.hubs, self.inbox, self.outages).compare
        return await self._each("keys", do, chosen) or "no MLS is to be compared now"

    async def check(self, *, due: bool = False) -> str:
        """Read a sample of every feed anew and compare it with ours, field by field; `due` as in `reconcile`."""
        chosen = await self._chosen("check", due=due)
        do = Checking(self.hubs, self.inbox, self.outages).check
        return await self._each("check", do, chosen) or "no MLS is to be checked now"

    async def take_push(self, event: Event) -> str:
        """Read what a push says has changed, within seconds; a push that names no record leads to a copy of the feed.

        Raises:
            Unavailable: the MLS is down; try again.
        """
        told: dict[str, Any] = event.payload
        system = str(told.get("system") or event.source)
        if told.get("key") is None:
            said = await self.copy([system])
            if said.endswith(BUSY):  # with a copy that may have begun before this change
                raise Unavailable(system, said, PAUSE)
            return said
        one = EntityEvent(int(told["sequence"]), str(told["resource"]), str(told["key"]))
        try:
            async with asyncio.timeout(LONGEST_PUSH):
                done = await self.hubs.mls.take_push(system, [one], str(told.get("source") or ""))
        except TimeoutError as error:
            raise Unavailable(system, f"the record was not read within {LONGEST_PUSH:.0f} s") from error
        await self.news.catch_up()
        return ", ".join(outcome for _, outcome in done) or "known before"

    async def _each(self, kind: Kind, do: Doing, systems: Sequence[str] | None = None) -> str:
        chosen = self.hubs.mls.systems if systems is None else systems
        said = await self.at_work.make(kind, {one: partial(self._guarded, kind, do, one) for one in chosen})
        return ", ".join(f"{system}: {words}" for system, words in said.items() if words)

    async def _chosen(self, kind: Kind, *, due: bool) -> Sequence[str]:
        if not due:
            return self.hubs.mls.systems
        zone = ZoneInfo(self.hubs.zone)
        stand = {one: await self.hubs.store.read(rounds.load, one, kind) for one in self.hubs.mls.systems}
        return [system for system, one in stand.items() if is_due(one.done_at, self.now(), zone)]

    async def _guarded(self, kind: Kind, do: Doing, system: str) -> str:
        """One feed's round, with its trouble written down; outer border."""
        try:
            async with alone(self.hubs.store, f"round:{kind}:{system}") as is_alone:
                return await self._made(kind, do, system) if is_alone else BUSY
        except WireError as problem:
            error = str(problem)
        except Exception as problem:
            log.exception("mls_round_broke", system=system, kind=kind)
            error = f"{type(problem).__name__}: {problem}. This is a fault of Jorge's."
        try:
            await self.outages.failed(system, self.hubs.mls.title_of(system), error, kind)
        except Exception:  # the next round notes it
            log.exception("mls_outage_not_noted", system=system, kind=kind, why=error)
        return error

    async def _made(self, kind: Kind, do: Doing, system: str) -> str:
        try:
            async with asyncio.timeout(LONGEST[kind]):
                return await do(system)
        except TimeoutError as error:
            raise Unavailable(system, f"it did not end within {LONGEST[kind] / 60:.0f} minutes") from error

    async def _copy(self, system: str) -> str:
        (result,) = await self.hubs.mls.sync_each([system])
        await self.outages.note(result)
        await self.news.tell(result.changes)
        return result.error or f"{result.read:,} read, {result.added + result.changed + result.removed:,} changed"

    async def _follow(self, looks: int, system: str) -> str:
        before = await self.hubs.store.read(rounds.load, system, "events")
        if before.rest_until is not None and before.rest_until > self.now():
            return ""
        count = 0
        for left in range(looks, 0, -1):
            try:
                done = await self.hubs.mls.follow_events(system)
            except NoEvents:
                await self.outages.worked(system, self.hubs.mls.title_of(system), "events")
                await self.hubs.store.write(rounds.rest, system, "events", self.now() + NO_LOG)
                return ""
            await self.outages.worked(system, self.hubs.mls.title_of(system), "events", caught=len(done))
            count += len(done)
            if done:
                await self.news.catch_up()
            if left > 1:
                await asyncio.sleep(self.pause)
        return f"{count} records"


def is_push(event: Event) -> bool:
    """Whether an MLS pushed it."""
    return event.type == f"{event.source}.{HINT}"
