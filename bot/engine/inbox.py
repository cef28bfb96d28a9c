from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from integrations.events import Event
from integrations.store import Store
from integrations.store.intake import NotStored, Verdict, commit

MAX_DEPTH: Final = 8
MOST_WAITING: Final = 10_000
LARGEST_BATCH: Final = 512
PATIENCE: Final = 8.0  # seconds; the vendors' own patience begins at about ten


class LoopRefused(Exception):
    """An event stands too deep below its first cause: rules feed each other in a loop."""


class InboxFull(NotStored):
    """More events wait to be written than may; the same may be taken in a while."""


@dataclass(slots=True)
class _Request:
    events: Sequence[Event]
    done: asyncio.Future[list[Verdict]]


class Inbox:
    """Where everything that happened is written down, once for ever, before anybody acts on it.

    Events that arrive while a batch is being committed form the next batch (group commit): one disk sync for many,
    and no timer, so a lone event waits for nobody. The events of one `put_all` are written together or not at all.
    A thread of its own does the writing, so that slow queries elsewhere never hold it up.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        *,
        most_waiting: int = MOST_WAITING,
        largest_batch: int = LARGEST_BATCH,
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._now = now
        self._most_waiting = most_waiting
        self._largest_batch = largest_batch
        self._patience = patience
        self._waiting: deque[_Request] = deque()
        self._count = 0
        self._writer: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "inbox")
        self.arrived = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return self._count

    @property
    def full(self) -> bool:
        """Whether new events are refused for now."""
        return self._count >= self._most_waiting

    async def put(self, event: Event) -> bool:
        """Write an event down; returns when it is on disk. False where (source, key) was there already.

        Raises:
            NotStored: the database cannot take it now, or too many wait (`InboxFull`).
        """
        return (await self.put_all([event]))[0] is Verdict.NEW

    async def put_all(self, events: Sequence[Event]) -> list[Verdict]:
        """Write events down together; returns when they are on disk.

        Raises:
            NotStored: the database cannot take them now, or too many wait (`InboxFull`).
        """
        if not events:
            return []
        if self._count and self._count + len(events) > self._most_waiting:
            raise InboxFull(f"{self._count} events wait to be written already")
        done: asyncio.Future[list[Verdict]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Request(events, done))
        self._count += len(events)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="inbox-writer")
        return await done

    async def emit(
        self, source: str, kind: str, key: str, payload: Mapping[str, Any], *, cause: Event | None = None
    ) -> Event | None:
        """Write down an event of our own, caused by another; None where it is there already.

        Raises:
            LoopRefused: more than `MAX_DEPTH` events stand behind it.
        """
        event = self.new_event(source, kind, key, payload, cause=cause)
        if event.depth > MAX_DEPTH:
            raise LoopRefused(
                f"{kind} would be event {event.depth} in a row caused by another; check the rules for a loop"
            )
        return event if await self.put(event) else None

    def new_event(
        self,
        source: str,
        kind: str,
        key: str,
        payload: Mapping[str, Any],
        *,
        occurred_at: datetime | None = None,
        cause: Event | None = None,
    ) -> Event:
        """An event that has not been written down yet."""
        now = self._now()
        return Event(
            id=secrets.token_hex(10),
            source=source,
            type=kind,
            key=key,
            occurred_at=occurred_at or now,
            received_at=now,
            payload=dict(payload),
            cause=cause.id if cause else None,
            depth=cause.depth + 1 if cause else 0,
        )

    async def _write(self) -> None:
        while self._waiting:
            batch = self._next()
            try:
                await self._write_batch(batch)
            except NotStored as error:
                self._fail(batch, error)  # each alone would run into the same wall, after the same wait
            except Exception as error:  # noqa: BLE001  # a bad row must fail its own request only
                if len(batch) == 1:
                    self._fail(batch, error)
                else:
                    await self._write_singly(batch)

    async def _write_singly(self, batch: Sequence[_Request]) -> None:
        for index, one in enumerate(batch):
            try:
                await self._write_batch([one])
            except NotStored as error:
                self._fail(batch[index:], error)
                return
            except Exception as error:  # noqa: BLE001  # told to the one who put it
                self._fail([one], error)

    async def _write_batch(self, batch: Sequence[_Request]) -> None:
        work = asyncio.get_running_loop().run_in_executor(
            self._thread, commit, self._store, [one.events for one in batch]
        )
        while not (await asyncio.wait({work}, timeout=self._patience))[0]:
            # It may be written after all: then whoever is told to come again is told that it is a repeat.
            late = NotStored(f"the database did not answer within {self._patience:g} s")
            self._fail([*batch, *self._take_all()], late)
        for one, verdicts in zip(batch, work.result(), strict=True):
            if Verdict.NEW in verdicts:
                self.arrived.set()
            if not one.done.done():
                one.done.set_result(verdicts)

    def _next(self) -> list[_Request]:
        batch: list[_Request] = []
        size = 0
        while self._waiting and (not batch or size + len(self._waiting[0].events) <= self._largest_batch):
            batch.append(self._waiting.popleft())
            size += len(batch[-1].events)
        self._count -= size
        return batch

    def _take_all(self) -> list[_Request]:
        left = list(self._waiting)
        self._waiting.clear()
        self._count = 0
        return left

    @staticmethod
    def _fail(batch: Sequence[_Request], error: Exception) -> None:
        for one in batch:
            if not one.done.done():
                # An error of its own for each: raised in many tasks, one would gather all their tracebacks.
                one.done.set_exception(type(error)(str(error)) if isinstance(error, NotStored) else error)
