from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from bot.engine.inbox import Inbox
from integrations.events import Event
from integrations.models.frozen import Frozen
from integrations.store import Store
from integrations.store import events as book
from integrations.wire.inbound import Delivery, WebhookSource


class ProcessingResult(Frozen):
    """What became of a webhook: the events that were new, and how many were known already."""

    event_ids: tuple[str, ...] = ()
    repeats: int = 0


class UnknownSource(LookupError):
    """No connector takes webhooks under this name."""


class WebhookOrchestrator:
    """Takes webhooks in: verifies, writes down, and returns once that is on disk. Acting on them comes after."""

    def __init__(self, store: Store, inbox: Inbox, sources: Mapping[str, WebhookSource]) -> None:
        self._store = store
        self._inbox = inbox
        self._sources = sources

    async def receive(self, source: str, delivery: Delivery) -> ProcessingResult:
        """Take a delivery as it came over the wire.

        Raises:
            UnknownSource: nobody listens under this name.
            Forged: the vendor did not send it, or there is no secret to tell by.
            Unreadable: authentic and not understandable; it is kept in quarantine.
        """
        connector = self._sources.get(source)
        if connector is None:
            raise UnknownSource(
                f"no connector takes webhooks at {source!r}; there are {', '.join(sorted(self._sources))}"
            )
        connector.verify(delivery)
        found = [
            self._inbox.new_event(source, f"{source}.{hint.type}", hint.key, hint.payload, occurred_at=hint.occurred_at)
            for hint in connector.read(delivery)
        ]
        return await self._record(found)

    async def process_webhook_event(self, source: str, event_type: str, payload: Mapping[str, Any]) -> ProcessingResult:
        """Take an event that has been verified elsewhere. The same payload again is the same event."""
        stamp = hashlib.sha256(orjson.dumps([event_type, dict(payload)], option=orjson.OPT_SORT_KEYS)).hexdigest()
        key = str(payload.get("event_id") or payload.get("eventId") or stamp)
        return await self._record([self._inbox.new_event(source, event_type, key, payload)])

    async def orchestrate_cross_system_updates(self, primary_event: str) -> list[tuple[int, book.Recorded]]:
        """The whole tree of what one event caused, each with its depth below it."""
        root = await self._store.read(book.get, primary_event)
        if root is None:
            return []
        tree: list[tuple[int, book.Recorded]] = []
        stack = [(0, root)]
        while stack:
            depth, one = stack.pop()
            tree.append((depth, one))
            stack.extend((depth + 1, child) for child in reversed(await self._store.read(book.caused_by, one.event.id)))
        return tree

    async def quarantine(self, source: str, body: bytes, reason: str, at: datetime, mark: str) -> None:
        """Keep an authentic payload that nobody could read, with the reason."""
        row = {
            "id": mark,
            "source": source,
            "received_at": at,
            "reason": reason,
            "body": body.decode("utf-8", "replace"),
        }
        await self._store.write(book.set_aside, row)

    async def _record(self, found: list[Event]) -> ProcessingResult:
        fresh = [await self._inbox.put(event) for event in found]
        ids = tuple(event.id for event, new in zip(found, fresh, strict=True) if new)
        return ProcessingResult(event_ids=ids, repeats=len(found) - len(ids))
