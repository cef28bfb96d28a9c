from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from bot.engine.ids import EventIds
from bot.engine.writing import LARGEST_BATCH, MOST_WAITING, PATIENCE, GroupWriter, InboxFull
from integrations.events import Event
from integrations.store import Store
from integrations.store.intake import Verdict

MAX_DEPTH: Final = 8


class LoopRefused(Exception):
    """An event stands too deep below its first cause: rules feed each other in a loop."""


class Inbox:
    """Where everything that happened is written down, once for ever, before anybody acts on it.

    Events that arrive while a batch is being committed form the next batch (group commit, see `GroupWriter`). The
    events of one `put_all` are written together or not at all.
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
        self._ids = EventIds()
        self.arrived = asyncio.Event()
        limits = {"most_waiting": most_waiting, "largest_batch": largest_batch}
        self._writer = GroupWriter(store, self.arrived.set, patience=patience, **limits)

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return self._writer.waiting

    @property
    def full(self) -> bool:
        """Whether new events are refused for now."""
        return self._writer.full

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
        return await self._writer.write(events) if events else []

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
            id=self._ids.next(),
            source=source,
            type=kind,
            key=key,
            occurred_at=occurred_at or now,
            received_at=now,
            payload=dict(payload),
            cause=cause.id if cause else None,
            depth=cause.depth + 1 if cause else 0,
        )


__all__ = ["MAX_DEPTH", "Inbox", "InboxFull", "LoopRefused"]
