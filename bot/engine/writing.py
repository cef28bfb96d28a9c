from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Final

from integrations.events import Event
from integrations.store import Store
from integrations.store.intake import Verdict, commit
from integrations.store.reach import NotStored

MOST_WAITING: Final = 10_000
LARGEST_BATCH: Final = 512
PATIENCE: Final = 8.0  # seconds; the vendors' own patience begins at about ten

Answer = list[Verdict] | Exception


class InboxFull(NotStored):
    """More events wait to be written than may; the same may be taken in a while."""


@dataclass(slots=True)
class _Request:
    events: Sequence[Event]
    done: asyncio.Future[list[Verdict]]


class GroupWriter:
    """Writes events down, many with one commit.

    A batch is what queued while the last one was written: no timer, so a lone event waits for nobody. A thread of its
    own writes, and takes the next batch itself: asking the event loop for it would leave the disk idle for as long as
    the loop is busy with requests.
    """

    def __init__(
        self,
        store: Store,
        on_new: Callable[[], None],
        *,
        most_waiting: int = MOST_WAITING,
        largest_batch: int = LARGEST_BATCH,
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._on_new = on_new
        self._most_waiting = most_waiting
        self._largest_batch = largest_batch
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, "inbox")
        self._lock = threading.Lock()  # guards what follows, for moments only
        self._queue: deque[_Request] = deque()
        self._count = 0
        self._busy = False
        self._current: Sequence[_Request] = ()
        self._begun = 0.0
        self._watched = False

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return self._count

    @property
    def full(self) -> bool:
        """Whether new events are refused for now."""
        return self._count >= self._most_waiting

    async def write(self, events: Sequence[Event]) -> list[Verdict]:
        """Write events down together or not at all; returns when they are on disk, with a verdict for each.

        Raises:
            NotStored: the database cannot take them now, or too many wait (`InboxFull`).
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[list[Verdict]] = loop.create_future()
        with self._lock:
            if self._count and self._count + len(events) > self._most_waiting:
                raise InboxFull(f"{self._count} events wait to be written already")
            self._queue.append(_Request(events, done))
            self._count += len(events)
            idle, self._busy = not self._busy, True
            if idle:
                self._begun = monotonic()  # the thread may take a moment to start; the last batch's time is no measure
        if idle:
            self._thread.submit(self._drain, loop)
        if not self._watched:
            self._watch(loop)
        return await done

    def _drain(self, loop: asyncio.AbstractEventLoop) -> None:
        while batch := self._next():
            answers = self._write(batch)
            with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits any more
                loop.call_soon_threadsafe(self._deliver, batch, answers)

    def _next(self) -> list[_Request]:
        batch: list[_Request] = []
        size = 0
        with self._lock:
            while self._queue and (not batch or size + len(self._queue[0].events) <= self._largest_batch):
                batch.append(self._queue.popleft())
                size += len(batch[-1].events)
            self._count -= size
            self._busy = bool(batch)
            self._current, self._begun = batch, monotonic()
        return batch

    def _write(self, batch: Sequence[_Request]) -> list[Answer]:
        try:
            return list(commit(self._store, [one.events for one in batch]))
        except NotStored as error:
            # Each alone would run into the same wall, after the same wait. An error of its own for each: raised in
            # many tasks, one would gather all their tracebacks.
            return [NotStored(str(error)) for _ in batch]
        except Exception as error:  # noqa: BLE001  # told to the one who put it; a bad row must fail only its own request
            return [error] if len(batch) == 1 else self._write_singly(batch)

    def _write_singly(self, batch: Sequence[_Request]) -> list[Answer]:
        answers: list[Answer] = []
        for one in batch:
            answers += self._write([one])
            if isinstance(answers[-1], NotStored):
                return answers + [NotStored(str(answers[-1])) for _ in batch[len(answers) :]]
        return answers

    def _deliver(self, batch: Sequence[_Request], answers: Sequence[Answer]) -> None:
        for one, answer in zip(batch, answers, strict=True):
            if not isinstance(answer, Exception) and Verdict.NEW in answer:
                self._on_new()
            if one.done.done():
                continue
            if isinstance(answer, Exception):
                one.done.set_exception(answer)
            else:
                one.done.set_result(answer)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell those who wait too long; what is being written may get there after all, and is a repeat then."""
        with self._lock:
            self._watched = self._busy
            if not self._busy:
                return
            late: list[_Request] = []
            if monotonic() - self._begun > self._patience:
                late = [*self._current, *self._queue]
                self._queue.clear()
                self._count = 0
        told = f"the database did not answer within {self._patience:g} s"
        self._deliver(late, [NotStored(told) for _ in late])
        loop.call_later(self._patience / 4, self._watch, loop)
