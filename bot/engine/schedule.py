from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.engine.inbox import Inbox

log = structlog.get_logger(__name__)

_MINUTES = {"mls": 5, "crm": 5, "marketing": 15}
_GRACE = 300


class Schedule:
    """The clock: only ever puts an event into the inbox, keyed by its time, so that two clocks do no harm."""

    def __init__(self, inbox: Inbox, housekeeping: Callable[[], Awaitable[None]]) -> None:
        self._inbox = inbox
        self._housekeeping = housekeeping
        self._scheduler: Any = None

    def start(self) -> None:
        """Begin to tick, on the running event loop."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(timezone=UTC)
        options = {"coalesce": True, "misfire_grace_time": _GRACE, "max_instances": 1}
        for system, minutes in _MINUTES.items():
            self._scheduler.add_job(
                self._tick, "interval", minutes=minutes, args=[system, minutes], id=f"sync:{system}", **options
            )
        self._scheduler.add_job(self._housekeeping, "interval", seconds=20, id="housekeeping", **options)
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def _tick(self, system: str, minutes: int) -> None:
        now = datetime.now(UTC)
        slot = now.replace(minute=now.minute // minutes * minutes, second=0, microsecond=0)
        await self._inbox.emit("schedule", "schedule.sync", f"sched:{system}:{slot.isoformat()}", {"system": system})
