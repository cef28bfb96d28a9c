from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import structlog

from bot.engine.inbox import Inbox
from integrations.store import Store
from integrations.store import events as book

log = structlog.get_logger(__name__)

SWEEP: Final = "sweep"
FOLLOW: Final = "follow"
RECONCILE: Final = "reconcile"
CHECK: Final = "check"
EVERY: Final = {
    "mls": 300,
    "crm": 300,
    "marketing": 900,
    SWEEP: 3600,
    FOLLOW: 60,
    RECONCILE: 3600,  # once a night: the hour is the office's, and what fails is tried again
    CHECK: 3600,
}  # seconds between two copies, or two looks
_GRACE: Final = 300
_KINDS: Final = {one: f"schedule.{one}" for one in (SWEEP, FOLLOW, RECONCILE, CHECK)}
_START: Final = datetime(2024, 1, 1, 9, tzinfo=UTC)  # every process counts its slots from here


class Schedule:
    """The clock: only ever puts an event into the inbox, keyed by its time, so that two clocks do no harm.

    All processes tick, and only the leader's ticks count. A new leader makes up for what was missed since the last
    tick, with one event however many there were.
    """

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        housekeeping: Callable[[], Awaitable[None]],
        leads: Callable[[], bool],
        *,
        every: Mapping[str, int] = EVERY,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._housekeeping = housekeeping
        self._leads = leads
        self._every = every
        self._now = now
        self._led = False
        self._scheduler: Any = None

    def start(self) -> None:
        """Begin to tick, on the running event loop."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(timezone=UTC)
        options = {"coalesce": True, "misfire_grace_time": _GRACE, "max_instances": 1}
        for system, seconds in self._every.items():
            self._scheduler.add_job(
                self.tick, "interval", seconds=seconds, start_date=_START, args=[system], id=f"sync:{system}", **options
            )
        self._scheduler.add_job(self._keep_house, "interval", seconds=20, id="housekeeping", **options)
        self._scheduler.add_job(self.watch, "interval", seconds=2, id="watch", **options)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def tick(self, system: str) -> None:
        """Ask for a copy of a system, or for a look of its own kind, where this is the leader; a slot counts once."""
        if self._leads():
            key = f"sched:{system}:{self._slot(system).isoformat()}"
            kind = _KINDS.get(system, "schedule.sync")
            await self._inbox.emit("schedule", kind, key, {"system": system})

    async def watch(self) -> None:
        """Notice when this process becomes leader, and make up for ticks that nobody gave."""
        led, self._led = self._led, self._leads()
        if led or not self._led:
            return
        for system in self._every:
            last = await self._store.read(book.latest_keyed, "schedule", f"sched:{system}:")
            # A system that never ticked is copied by whoever starts everything.
            if last is not None and last.event.key < f"sched:{system}:{self._slot(system).isoformat()}":
                await self.tick(system)

    def _slot(self, system: str) -> datetime:
        length = timedelta(seconds=self._every[system])
        return _START + (self._now() - _START) // length * length

    async def _keep_house(self) -> None:
        if self._leads():
            await self._housekeeping()
