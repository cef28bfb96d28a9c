from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

_STIR: Final = 1.0  # seconds that a lane stays awake after its last job
_LOOKER: Final = "queue-worker-"  # how DBOS names the thread that looks into a queue


@dataclass(slots=True)
class Lane:
    """One queue: how many jobs of it a process runs at once, and how often it looks while busy and while idle."""

    name: str
    workers: int
    busy: float
    idle: float
    active: int = 0
    started_here: int = 0
    awake_until: float = 0.0
    queue: Any = None
    reserved: set[str] = field(default_factory=set)
    bell: threading.Event = field(default_factory=threading.Event)

    def stir(self) -> None:
        """There is work: look now, and often for a while."""
        self.awake_until = time.monotonic() + _STIR
        self.bell.set()

    def rest(self) -> None:
        """Wait, in the thread that looks into the queue, until there may be work.

        Looking costs the jobs that run a few milliseconds each time, so it is done often only while jobs come out of
        it. Those that begin at once leave nothing there.
        """
        if time.monotonic() > self.awake_until:
            self.bell.wait(self.idle)
        self.bell.clear()

    def reserve(self, workflow_id: str) -> bool:
        """Take a worker for a job that is to start at once; False where all are busy."""
        if self.active >= self.workers or workflow_id in self.reserved:
            return False
        self.reserved.add(workflow_id)
        self._count(1, at_once=True)
        return True

    def give_back(self, workflow_id: str) -> None:
        """Free a worker whose job did not start."""
        if workflow_id in self.reserved:
            self.reserved.remove(workflow_id)
            self._count(-1, at_once=True)

    @contextmanager
    def working(self, workflow_id: str, *, at_once: bool) -> Iterator[None]:
        """Count a job while it runs; `at_once` says that it did not come out of the queue, which counts its own."""
        if workflow_id in self.reserved:
            self.reserved.remove(workflow_id)
        else:
            self._count(1, at_once=at_once)
        if not at_once:
            self.stir()
        try:
            yield
        finally:
            self._count(-1, at_once=at_once)
            if at_once:
                self.bell.set()  # one look: there is room for what somebody queued meanwhile
            else:
                self.stir()

    def tune(self) -> Any:
        """The queue as DBOS shall see it now: with the workers that jobs which began at once have left."""
        if self.queue is not None:
            self.queue._worker_concurrency = max(0, self.workers - self.started_here)  # noqa: SLF001  # the only way in
        return self.queue

    def _count(self, change: int, *, at_once: bool) -> None:
        self.active += change
        if at_once:
            self.started_here += change
        self.tune()


def lanes() -> dict[str, Lane]:
    """The lanes of a process. Each has its own workers, so that a flood in one delays no other."""
    return {
        "hot": Lane("hot", 8, 0.02, 0.25),
        "normal": Lane("normal", 4, 0.02, 0.5),
        "bulk": Lane("bulk", 2, 0.05, 1.0),
    }


def pace_polling(system: Any, ours: dict[str, Lane]) -> None:
    """Make DBOS look into its queues often while there is work and seldom while there is none.

    DBOS reads a queue's row before each look; this answers from memory instead, which saves that query, and takes its
    time over it while the lane is idle. Without it an idle bot takes a tenth of a core. Pinned to dbos 3.4 by a test.
    """
    read = system.get_queue

    def get_queue(name: str, *args: Any, **options: Any) -> Any:
        lane = ours.get(name)
        if lane is None:
            return read(name, *args, **options)
        if threading.current_thread().name.startswith(_LOOKER):
            lane.rest()
        if lane.queue is None:
            lane.queue = read(name, *args, **options)
        return lane.tune()

    system.get_queue = get_queue
