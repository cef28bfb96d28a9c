"""The resources of an MLS as a pass sees them: how a page of each is read and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from integrations.mls.batch import Batch, read_batch
from integrations.mls.feed import Item, ListingFeed, PartFeed, Record, RecordFeed
from integrations.models.listing import Listing
from integrations.models.listing_parts import Part
from integrations.store import Connection, feeds, listing_parts, listings
from integrations.store.listing_changes import Change

KeptT = TypeVar("KeptT", bound=Item)


@dataclass(slots=True)
class Kept:
    """What keeping a page did."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    changes: list[Change] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


class Resource(Protocol[KeptT]):
    """One resource of one MLS. `scope` names its place in the feed's states."""

    @property
    def feed(self) -> RecordFeed[KeptT]:
        """Where it is read from."""
        ...

    @property
    def scope(self) -> str:
        """Under which name its watermark is kept; empty for the listings."""
        ...

    def read(self, records: Sequence[Record]) -> Batch[KeptT]:
        """A page's records."""
        ...

    def keep(self, connection: Connection, batch: Batch[KeptT], *, first_copy: bool, at: datetime) -> Kept:
        """Write a page."""
        ...


@dataclass(frozen=True, slots=True)
class Listings:
    """Property, with the photos that came along."""

    feed: ListingFeed
    scope: str = ""

    def read(self, records: Sequence[Record]) -> Batch[Listing]:  # noqa: D102
        return read_batch(self.feed, records, self.feed.aside)

    def keep(self, connection: Connection, batch: Batch[Listing], *, first_copy: bool, at: datetime) -> Kept:  # noqa: D102
        system = self.feed.system
        saved = listings.save(connection, system, batch.items, first_copy=first_copy, at=at)
        asides = {ref: aside for ref, aside in batch.asides.items() if ref in saved.current}
        listing_parts.keep_extras(connection, {ref: one.extra for ref, one in asides.items() if one.extra})
        media = {ref: one.media for ref, one in asides.items() if one.media is not None}
        listing_parts.replace_media(connection, system, media)
        feeds.set_aside(connection, system, batch.unreadable, at)
        feeds.release(connection, system, [listing.listing_key for listing in batch.items])
        return Kept(saved.added, saved.changed, saved.removed, saved.changes, saved.gone)


@dataclass(frozen=True, slots=True)
class Parts:
    """Media, Member, Office or OpenHouse."""

    feed: PartFeed

    @property
    def scope(self) -> str:
        """A `#` tells it from the places that a sync may be limited to."""
        return f"#{self.feed.resource}"

    def read(self, records: Sequence[Record]) -> Batch[Part]:  # noqa: D102
        return read_batch(self.feed, records)

    def keep(self, connection: Connection, batch: Batch[Part], *, first_copy: bool, at: datetime) -> Kept:  # noqa: ARG002, D102
        system, name = self.feed.system, self.feed.resource
        kept = listing_parts.save(connection, system, batch.items, name)
        feeds.set_aside(connection, system, [replace(one, key=f"{name}:{one.key}") for one in batch.unreadable], at)
        feeds.release(connection, system, [f"{name}:{part.record_key}" for part in batch.items])
        return Kept(kept.added, kept.changed, kept.removed)
