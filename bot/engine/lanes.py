from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

_STIR: Final = 1.0  # seconds that a lane stays awake after its last job


@dataclass(slots=True)
class Lane:
    """One queue: how many jobs of it a process runs at once, and how often it looks while busy and while idle."""

    name: str
    workers: int
    busy: float
    idle: float
    active: int = 0
    awake_until: float = 0.0

    @property
    def has_room(self) -> bool:
        """Whether a job can start here at once."""
        return self.active < self.workers

    @property
    def interval(self) -> float:
        """Seconds until the next look."""
        return self.busy if self.active or time.monotonic() < self.awake_until else self.idle

    def stir(self) -> None:
        """Look often for a while: there is work."""
        self.awake_until = time.monotonic() + _STIR

    @contextmanager
    def working(self) -> Iterator[None]:
        """Count a job while it runs."""
        self.active += 1
        try:
            yield
        finally:
            self.active -= 1
            self.stir()


def lanes() -> dict[str, Lane]:
    """The lanes of a process. Each has its own workers, so that a flood in one delays no other."""
    return {
        "hot": Lane("hot", 8, 0.02, 0.25),
        "normal": Lane("normal", 4, 0.02, 0.5),
        "bulk": Lane("bulk", 2, 0.05, 1.0),
    }


def pace_polling(system: Any, ours: dict[str, Lane]) -> None:
    """Make DBOS look into its queues often while there is work and seldom while there is none.

    DBOS reads a queue's row before each look to learn its interval; this answers from memory instead, which also
    saves that query. Without it an idle bot takes a tenth of a core. Pinned to dbos 3.4 by a test.
    """
    read = system.get_queue
    known: dict[str, Any] = {}

    def get_queue(name: str, *args: Any, **options: Any) -> Any:
        lane = ours.get(name)
        if lane is None:
            return read(name, *args, **options)
        if name not in known:
            known[name] = read(name, *args, **options)
        if known[name] is not None:
            known[name]._polling_interval_sec = lane.interval  # noqa: SLF001  # the only way in
        return known[name]

    system.get_queue = get_queue
