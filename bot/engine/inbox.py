from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from integrations.events import Event
from integrations.store import Store
from integrations.store import events as book

MAX_DEPTH = 8


class LoopRefused(Exception):
    """An event stands too deep below its first cause: rules feed each other in a loop."""


class Inbox:
    """Where everything that happened is written down, once for ever, before anybody acts on it.

    Events that arrive while a batch is being committed form the next batch (group commit): one disk sync for many,
    and no timer, so a lone event waits for nobody.
    """

    def __init__(self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._now = now
        self._waiting: list[tuple[Event, asyncio.Future[bool]]] = []
        self._writer: asyncio.Task[None] | None = None
        self.arrived = asyncio.Event()

    async def put(self, event: Event) -> bool:
        """Write an event down; returns when it is on disk. False where (source, key) was there already."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((event, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="inbox-writer")
        fresh = await done
        if fresh:
            self.arrived.set()
        return fresh

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
            batch, self._waiting = self._waiting, []
            try:
                fresh = await self._store.write(book.record_all, [event for event, _ in batch])
            except Exception:  # noqa: BLE001  # a bad row must fail its own request only
                await self._write_singly(batch)
                continue
            for (_, done), new in zip(batch, fresh, strict=True):
                if not done.done():
                    done.set_result(new)

    async def _write_singly(self, batch: list[tuple[Event, asyncio.Future[bool]]]) -> None:
        for event, done in batch:
            try:
                new = await self._store.write(book.record, event)
            except Exception as error:  # noqa: BLE001  # told to the one who put it
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(new)
