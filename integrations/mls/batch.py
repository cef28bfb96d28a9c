from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic

from integrations.mls.feed import Aside, ItemT, Record, RecordFeed
from integrations.mls.reading import without_private
from integrations.store.feeds import Quarantined
from integrations.wire.errors import Unreadable


@dataclass(slots=True)
class Batch(Generic[ItemT]):
    """A page, read: its records, those that could not be read, and where in time the page lies.

    `asides` has, by listing, what a Property record holds beyond the listing.
    """

    items: list[ItemT] = field(default_factory=list)
    unreadable: list[Quarantined] = field(default_factory=list)
    asides: dict[str, Aside] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    oldest: datetime | None = None
    newest: datetime | None = None
    in_order: bool = True
    last: tuple[datetime, str] | None = None

    def follows(self, at: datetime | None) -> bool:
        """Whether the page begins where another one ended, or later."""
        return at is None or self.oldest is None or self.oldest >= at

    def add(self, item: ItemT) -> None:
        """Take a record in."""
        at = item.modification_timestamp
        self.in_order = self.in_order and (self.last is None or at >= self.last[0])
        self.last = (at, item.record_key)
        self.oldest = min(self.oldest or at, at)
        self.newest = max(self.newest or at, at)
        self.keys.add(item.record_key)
        self.items.append(item)


def read_batch(
    feed: RecordFeed[ItemT], records: Sequence[Record], aside: Callable[[Record], Aside] | None = None
) -> Batch[ItemT]:
    """Read a page's records; one that cannot be read is set aside with its reason and stops nothing."""
    batch: Batch[ItemT] = Batch()
    for record in records:
        try:
            item = feed.read(record)
        except Unreadable as problem:
            key = str(record.get(feed.key_field) or "") or _nameless(record)
            batch.keys.add(key)
            batch.unreadable.append(Quarantined(key, problem.message, without_private(record)))
            continue
        batch.add(item)
        if aside:
            batch.asides[item.ref] = aside(record)
    return batch


def _nameless(record: Record) -> str:
    return "?" + hashlib.sha256(repr(sorted(record.items())).encode()).hexdigest()[:20]
