from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


class Work:
    """What goes on in the background: one job at a time in a lane, stoppable, finished or ended on shutdown."""

    def __init__(self) -> None:
        self.closing = False
        self._lanes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: dict[asyncio.Task[None], str] = {}

    def start(self, job: Coroutine[Any, Any, None], *, lane: str = "") -> asyncio.Task[None]:
        """Run a job; those of one lane follow each other in order, those without run at once."""
        task = asyncio.get_running_loop().create_task(self._run(job, lane))
        self._tasks[task] = lane
        task.add_done_callback(lambda done: self._tasks.pop(done, None))
        return task

    def stop(self, lane: str) -> int:
        """Cancel the jobs of a lane, waiting ones too; returns how many there were."""
        found = [task for task, where in self._tasks.items() if where == lane and not task.done()]
        for task in found:
            task.cancel()
        return len(found)

    async def settle(self) -> None:
        """Wait until nothing is left to do."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self, grace: float = 3.0) -> None:
        """Let jobs end within `grace` seconds, then cancel the rest."""
        self.closing = True
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=grace)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, job: Coroutine[Any, Any, None], lane: str) -> None:
        try:
            if lane:
                async with self._lanes[lane]:
                    await job
            else:
                await job
        except asyncio.CancelledError:
            job.close()
            raise
        except Exception:  # noqa: BLE001
            # The outer border: a job that fails without having told anybody must at least be found in the log.
            _log.exception("background job failed", lane=lane)
