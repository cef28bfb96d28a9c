"""One record at a time: what an event says has happened is read anew, then kept or deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final, Literal

from integrations.mls.batch import read_batch
from integrations.mls.feed import EntityEvent, ListingFeed
from integrations.models.listing import Listing
from integrations.store import Connection, Store, feeds, listing_events, listings
from integrations.store.listing_changes import Change
from integrations.store.listings import Saved

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
    batch = read_batch(feed, [record])
    if batch.unreadable:
        await store.write(feeds.set_aside, feed.system, batch.unreadable, now)
        return "unreadable", ()
    saved = await store.write(_keep, feed.system, batch.listings, now)
    await purge(saved.gone)
    outcome: Outcome = (
        "removed" if saved.removed else "added" if saved.added else "changed" if saved.changed else "same"
    )
    return outcome, tuple(saved.changes)


def _keep(connection: Connection, system: str, found: Sequence[Listing], now: datetime) -> Saved:
    saved = listings.save(connection, system, found, first_copy=False, at=now)
    feeds.release(connection, system, [one.listing_key for one in found])
    if saved.added or saved.changed or saved.removed:
        feeds.touch(connection, system)
    return saved


def _drop(connection: Connection, system: str, key: str, now: datetime) -> list[str]:
    ref = listings.ref_of(connection, system, key)
    if ref is None:
        return []
    listings.remove(connection, system, [ref], reason="no longer visible in the MLS", at=now)
    feeds.touch(connection, system)
    return [ref]


async def follow(feed: ListingFeed, store: Store, now: datetime, purge: Purge) -> list[tuple[str, Outcome]]:
    """Read the event log from where we are in it, and each record it names once. Raises `NoEvents` or a `WireError`.

    Where we are moves only behind events whose records were read.
    """
    after = await store.read(listing_events.last_sequence, feed.system)
    done: list[tuple[str, Outcome]] = []
    async for events in feed.events(after):
        keys = dict.fromkeys(event.key for event in events if event.resource == PROPERTY)
        for key in keys:
            outcome, _ = await refresh(feed, store, key, now, purge)
            done.append((key, outcome))
        await store.write(listing_events.note, feed.system, feed.system, [event.sequence for event in events], now)
    return done


async def take_push(
    feed: ListingFeed, store: Store, events: Sequence[EntityEvent], source: str, now: datetime, purge: Purge
) -> list[tuple[str, Outcome]]:
    """Events that an MLS pushed: each (source, sequence) has its effect once, whatever the order they come in."""
    label = f"push:{source or feed.system}"[:255]
    done: list[tuple[str, Outcome]] = []
    for event in sorted(events, key=lambda one: one.sequence):
        if event.resource != PROPERTY or await store.read(listing_events.heard, label, event.sequence):
            continue
        outcome, _ = await refresh(feed, store, event.key, now, purge)
        await store.write(listing_events.note, feed.system, label, [event.sequence], now)
        done.append((event.key, outcome))
    return done


__all__ = ["Outcome", "Purge", "follow", "refresh", "take_push"]
