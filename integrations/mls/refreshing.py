"""One record at a time: what an event says has happened is read anew, then kept or deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, Literal

import structlog

from integrations.mls.batch import Batch
from integrations.mls.feed import EntityEvent, ListingFeed, PartFeed
from integrations.mls.resources import Kept, Listings, Parts
from integrations.models.listing import Listing
from integrations.store import Connection, Store, feeds, listing_events, listing_parts, listings
from integrations.store.listing_changes import Change
from integrations.wire.errors import Rejected, Unreadable

log = structlog.get_logger(__name__)

Outcome = Literal["added", "changed", "removed", "same", "unreadable"]
Purge = Callable[[Sequence[str]], Awaitable[None]]
PROPERTY: Final = "Property"


async def refresh(
    feed: ListingFeed, store: Store, key: str, now: datetime, purge: Purge
) -> tuple[Outcome, tuple[Change, ...]]:
    """Read one record anew: keep it, or delete ours where the feed has it no more. Raises a `WireError`."""
    record = await feed.one(key)
    if record is None:
        gone = await store.write(_drop, feed.system, key, now)
        await purge(gone)
        return ("removed" if gone else "same"), ()
    resource = Listings(feed)
    batch = resource.read([record])
    if batch.unreadable:
        await store.write(feeds.set_aside, feed.system, batch.unreadable, now)
        return "unreadable", ()
    if not all(map(feed.wants, batch.items)) and not await store.read(listings.ref_of, feed.system, key):
        return "same", ()
    saved = await store.write(_keep, resource, batch, now)
    await purge(saved.gone)
    outcome: Outcome = (
        "removed" if saved.removed else "added" if saved.added else "changed" if saved.changed else "same"
    )
    return outcome, tuple(saved.changes)


def _keep(connection: Connection, resource: Listings, batch: Batch[Listing], now: datetime) -> Kept:
    saved = resource.keep(connection, batch, first_copy=False, at=now)
    if saved.added or saved.changed or saved.removed:
        feeds.touch(connection, resource.feed.system)
    return saved


async def refresh_part(feed: PartFeed, store: Store, key: str, now: datetime) -> Outcome:
    """Read one record beside the listings anew. Raises a `WireError`."""
    record, resource = await feed.one(key), Parts(feed)
    if record is None:
        ref = await store.read(listing_parts.ref_of, feed.resource, feed.system, key)
        removed = await store.write(listing_parts.remove, feed.resource, [ref] if ref else [])
        return "removed" if removed else "same"
    saved = await store.write(resource.keep, resource.read([record]), first_copy=False, at=now)
    return "added" if saved.added else "changed" if saved.changed else "removed" if saved.removed else "same"


async def _react(feed: ListingFeed, store: Store, event: EntityEvent, now: datetime, purge: Purge) -> Outcome | None:
    """What an event is about, read anew; None where it is about nothing that we keep."""
    if event.resource == PROPERTY:
        outcome, _ = await refresh(feed, store, event.key, now, purge)
        return outcome
    for part in feed.parts:
        if part.resource == event.resource:
            return await refresh_part(part, store, event.key, now)
    if event.resource == "Media":  # it comes with its listing only
        listing = await store.read(listing_parts.listing_key_of, feed.system, event.key)
        return (await refresh(feed, store, listing, now, purge))[0] if listing else None
    return None


def _drop(connection: Connection, system: str, key: str, now: datetime) -> list[str]:
    ref = listings.ref_of(connection, system, key)
    if ref is None:
        return []
    listings.remove(connection, system, [ref], reason="no longer visible in the MLS", at=now)
    feeds.touch(connection, system)
    return [ref]


async def follow(feed: ListingFeed, store: Store, now: datetime, purge: Purge) -> list[tuple[str, Outcome]]:
    """Read the event log from where we are in it, and each record it names once. Raises `NoEvents` or a `WireError`.

    Where we are moves only behind events whose records were read. One that the MLS refuses to show, or that cannot be
    read, holds nobody up: the next copy brings it.
    """
    after = await store.read(listing_events.last_sequence, feed.system)
    done: list[tuple[str, Outcome]] = []
    async for events in feed.events(after):
        for event in {(event.resource, event.key): event for event in events}.values():
            try:
                outcome = await _react(feed, store, event, now, purge)
            except (Rejected, Unreadable) as problem:
                log.warning("mls_event_not_followed", system=feed.system, key=event.key, why=str(problem))
                outcome = "unreadable"
            done += [(event.key, outcome)] if outcome else []
        await store.write(listing_events.note, feed.system, feed.system, [event.sequence for event in events], now)
    return done


async def take_push(
    feed: ListingFeed, store: Store, events: Sequence[EntityEvent], source: str, now: datetime, purge: Purge
) -> list[tuple[str, Outcome]]:
    """Events that an MLS pushed: each (source, sequence) has its effect once, whatever the order they come in."""
    label = f"push:{source or feed.system}"[:255]
    done: list[tuple[str, Outcome]] = []
    for event in sorted(events, key=lambda one: one.sequence):
        if await store.read(listing_events.heard, label, event.sequence):
            continue
        outcome = await _react(feed, store, event, now, purge)
        await store.write(listing_events.note, feed.system, label, [event.sequence], now)
        done += [(event.key, outcome)] if outcome else []
    return done


__all__ = ["Outcome", "Purge", "follow", "refresh", "take_push"]
