from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from bot.engine.inbox import Inbox
from integrations.events import Event
from integrations.models.frozen import Frozen
from integrations.store import Store
from integrations.store import quarantine as shelf
from integrations.store.event_tree import Knot, tree_of
from integrations.store.intake import Figures, Verdict, as_kept, figures
from integrations.store.quarantine import Quarantined
from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Challenged, Delivery, Hint, WebhookSource

_LONGEST_KEY: Final = 255
_LONGEST_TYPE: Final = 64
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_PROOF: Final = re.compile(r"authorization|cookie|signature|secret|token")


class ProcessingResult(Frozen):
    """What became of a webhook: the events that were new, and how many were known already.

    `conflicts` counts those whose key was known with another content; they were not done again.
    """

    event_ids: tuple[str, ...] = ()
    repeats: int = 0
    conflicts: int = 0


class UnknownSource(LookupError):
    """No connector takes webhooks under this name."""


class WebhookOrchestrator:
    """Takes webhooks in: verifies, writes down, and returns once that is on disk. Acting on them comes after."""

    def __init__(self, store: Store, inbox: Inbox, sources: Mapping[str, WebhookSource]) -> None:
        self._store = store
        self._inbox = inbox
        self._sources = sources

    def knows(self, source: str) -> bool:
        """Whether anybody takes webhooks under this name."""
        return source in self._sources

    async def receive(self, source: str, delivery: Delivery) -> ProcessingResult:
        """Take a delivery as it came over the wire.

        Raises:
            UnknownSource: nobody listens under this name.
            Forged: the vendor did not send it, or there is no secret to tell by.
            Unreadable: authentic and not understandable; `quarantine` keeps it.
            NotStored: the database cannot take it now.
        """
        self._source(source).verify(delivery)
        return await self._take(source, delivery)

    def challenge(self, source: str, delivery: Delivery) -> str | None:
        """The answer to a vendor that tries the address by GET; None where its vendor never does.

        Raises:
            UnknownSource: nobody listens under this name.
            Forged: the one who asks does not know what was agreed.
        """
        connector = self._source(source)
        return connector.challenge(delivery) if isinstance(connector, Challenged) else None

    async def process_webhook_event(self, source: str, event_type: str, payload: Mapping[str, Any]) -> ProcessingResult:
        """Take an event that has been verified elsewhere. The same payload again is the same event."""
        stamp = hashlib.sha256(orjson.dumps([event_type, dict(payload)], option=orjson.OPT_SORT_KEYS)).hexdigest()
        key = str(payload.get("event_id") or payload.get("eventId") or stamp)
        return await self._record([self._inbox.new_event(source, event_type, _fit_key(key), payload)])

    async def orchestrate_cross_system_updates(self, primary_event: str) -> list[Knot]:
        """The whole tree of what one event caused, in the order in which it is told: each event with its rules' runs.

        `primary_event` is an id or how it begins; nothing comes of one that is not known.
        """
        return await self._store.read(tree_of, primary_event)

    async def quarantine(self, source: str, delivery: Delivery, reason: str) -> str:
        """Keep an authentic delivery that nobody could read, with the reason but without what proved it; its id."""
        headers = {name: value for name, value in delivery.headers.items() if not _PROOF.search(name)}
        one = Quarantined(
            id=shelf.mark_of(source, delivery.body),
            source=source,
            received_at=datetime.now(UTC),
            reason=reason,
            body=delivery.body,
            headers=headers,
            params={name: value for name, value in delivery.params.items() if not _PROOF.search(name.lower())},
        )
        await self._store.write(shelf.set_aside, one)
        return one.id

    async def quarantined(self) -> list[Quarantined]:
        """What is in quarantine, oldest first."""
        return await self._store.read(shelf.quarantined)

    async def replay_quarantined(self, mark: str) -> ProcessingResult:
        """Read a delivery again that could not be read, after a fix; it leaves the quarantine once its events are kept.

        It was proved when it arrived and is not proved again.

        Raises:
            UnknownSource: nothing is in quarantine under this id, or nobody listens under its source's name.
            Unreadable: it still cannot be read; the new reason is written down.
        """
        one = await self._store.read(shelf.get, mark)
        if one is None:
            raise UnknownSource(f"nothing is in quarantine under {mark}")
        self._source(one.source)
        try:
            result = await self._take(one.source, Delivery(one.headers, one.body, "", one.params))
        except Unreadable as error:
            await self._store.write(shelf.explain, one.id, str(error))
            raise
        await self._store.write(shelf.release, one.id)
        return result

    async def figures(self) -> Figures:
        """The inbox in numbers."""
        return await self._store.read(figures)

    @property
    def unwritten(self) -> int:
        """How many events wait to be written."""
        return self._inbox.waiting

    @property
    def full(self) -> bool:
        """Whether new events are refused for now."""
        return self._inbox.full

    def _source(self, source: str) -> WebhookSource:
        connector = self._sources.get(source)
        if connector is None:
            raise UnknownSource(f"nobody takes webhooks under the name {source!r}")
        return connector

    async def _take(self, source: str, delivery: Delivery) -> ProcessingResult:
        hints = self._sources[source].read(delivery)
        return await self._record([self._event(source, hint) for hint in hints])

    def _event(self, source: str, hint: Hint) -> Event:
        try:
            as_kept(hint.payload)
        except TypeError as error:
            raise Unreadable(source, f"the webhook's content cannot be kept: {error}") from error
        kind = f"{source}.{_CONTROL.sub('', hint.type)[:_LONGEST_TYPE]}"
        return self._inbox.new_event(source, kind, _fit_key(hint.key), hint.payload, occurred_at=hint.occurred_at)

    async def _record(self, found: Sequence[Event]) -> ProcessingResult:
        verdicts = await self._inbox.put_all(found)
        return ProcessingResult(
            event_ids=tuple(event.id for event, told in zip(found, verdicts, strict=True) if told is Verdict.NEW),
            repeats=sum(told is not Verdict.NEW for told in verdicts),
            conflicts=sum(told is Verdict.CONFLICT for told in verdicts),
        )


def _fit_key(key: str) -> str:
    """A key that both databases take: one that is too long or holds control characters is replaced by its hash."""
    if len(key) <= _LONGEST_KEY and not _CONTROL.search(key):
        return key
    return "sha256:" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
