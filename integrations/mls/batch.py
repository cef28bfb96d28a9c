from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from integrations.mls.feed import ListingFeed, Record
from integrations.mls.reading import without_private
from integrations.models.listing import Listing
from integrations.store.feeds import Quarantined
from integrations.wire.errors import Unreadable


@dataclass(slots=True)
class Batch:
    """A page, read: the listings, the records that could not be read, and where in time the page lies."""

    listings: list[Listing] = field(default_factory=list)
    unreadable: list[Quarantined] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    oldest: datetime | None = None
    newest: datetime | None = None
    in_order: bool = True
    last: tuple[datetime, str] | None = None

    def follows(self, at: datetime | None) -> bool:
        """Whether the page begins where another one ended, or later."""
        return at is None or self.oldest is None or self.oldest >= at

    def add(self, listing: Listing) -> None:
        """Take a listing in."""
        at = listing.modification_timestamp
        self.in_order = self.in_order and (self.last is None or at >= self.last[0])
        self.last = (at, listing.listing_key)
        self.oldest = min(self.oldest or at, at)
        self.newest = max(self.newest or at, at)
        self.keys.add(listing.listing_key)
        self.listings.append(listing)


def read_batch(feed: ListingFeed, records: Sequence[Record]) -> Batch:
    """Read a page's records; one that cannot be read is set aside with its reason and stops nothing."""
    batch = Batch()
    for record in records:
        try:
            batch.add(feed.read(record))
        except Unreadable as problem:
            key = str(record.get("ListingKey") or "") or _nameless(record)
            batch.keys.add(key)
            batch.unreadable.append(Quarantined(key, problem.message, without_private(record)))
    return batch


def _nameless(record: Record) -> str:
    return "?" + hashlib.sha256(repr(sorted(record.items())).encode()).hexdigest()[:20]
