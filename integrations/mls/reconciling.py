"""Comparing the keys that an MLS has with those that we hold, and letting go of what is no longer there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime
from typing import Final

import structlog

from integrations.mls.errors import ReconcileRefused
from integrations.mls.feed import ItemT, ListingFeed, PartFeed, RecordFeed
from integrations.mls.refreshing import Purge, refresh
from integrations.models.listing import Listing
from integrations.store import Connection, Store, feeds, listing_parts, listings
from integrations.wire.errors import Rejected, WireError

log = structlog.get_logger(__name__)

MOST_MISSING_SHARE: Final = 0.02
MOST_MISSING: Final = 200
MOST_LACKING: Final = 200
MOST_NAMED: Final = 500
FEW: Final = 3
MOST_FEW_SHARE: Final = 0.1  # of a small feed even a few are suspicious
MOST_MISSING_PARTS: Final = 0.1  # photos and visiting hours come and go


async def reconcile(feed: ListingFeed, store: Store, *, most_missing: int | None, now: datetime, purge: Purge) -> int:
    """Compare all keys, ask again for each that is missing, and remove those that are gone. How many were.

    What the MLS itself calls deleted counts as missing, even where its key is still listed. What the MLS lists and we
    lack (a record shown to us again keeps its old time, so no pass meets it) is read.

    Raises:
        ReconcileRefused: more are missing than `most_missing` (2 % or 200, whichever is less, but up to 3 are
            believed where they are no tenth of all); nothing was removed.
        WireError: the feed failed; nothing was removed.
    """
    held = await store.read(listings.keys_of, feed.system)
    few = min(FEW, int(len(held) * MOST_FEW_SHARE))
    usual = max(few, min(MOST_MISSING, int(len(held) * MOST_MISSING_SHARE)))
    limit = usual if most_missing is None else most_missing
    deleted = {key async for page in _deleted(feed) for key in page}
    missing, there = await _missing(feed, held, deleted & held.keys())
    if _suspicious(missing, there, limit):
        lost = await store.read(listings.by_refs, [held[key] for key in missing[:MOST_NAMED]])
        raise ReconcileRefused(
            feed.system, len(missing), len(held), [_named(one) for one in lost], nothing_there=not there
        )
    gone = [held[key] for key in missing if await feed.one(key) is None]
    removed = await store.write(_remove, feed.system, gone, now)
    await purge(gone)
    await _read_lacking(feed, store, there - held.keys() - deleted, now=now, purge=purge)
    for part in feed.parts:
        await _reconcile_part(part, store, now)
    return removed


async def _read_lacking(feed: ListingFeed, store: Store, lacking: set[str], *, now: datetime, purge: Purge) -> None:
    """Read records that no pass met. Many lacking means that the copy is not whole, or meant to be of some places."""
    state = await store.read(feeds.load, feed.system)
    lacking -= {one.key for one in await store.read(feeds.quarantined, feed.system)} if lacking else set()
    if state.watermark is None or len(lacking) > MOST_LACKING:
        return
    for key in sorted(lacking):
        outcome, _ = await refresh(feed, store, key, now, purge)
        log.info("mls_lacking_read", system=feed.system, key=key, outcome=outcome)


async def _reconcile_part(feed: PartFeed, store: Store, now: datetime) -> None:
    """The same for a resource beside the listings; one that cannot be compared stays as it is and stops nothing."""
    await store.write(listing_parts.drop_past, now)
    held = await store.read(listing_parts.keys_of, feed.resource, feed.system)
    limit = max(MOST_MISSING, int(len(held) * MOST_MISSING_PARTS))
    try:
        missing, there = await _missing(feed, held)
        if _suspicious(missing, there, limit):
            log.warning("mls_part_not_reconciled", system=feed.system, resource=feed.resource, missing=len(missing))
            return
        sure = missing if len(missing) > MOST_MISSING else [key for key in missing if await feed.one(key) is None]
    except WireError as problem:
        log.warning("mls_part_not_reconciled", system=feed.system, resource=feed.resource, why=str(problem))
        return
    await store.write(listing_parts.remove, feed.resource, [held[key] for key in sure])


async def _missing(
    feed: RecordFeed[ItemT], held: Collection[str], deleted: Collection[str] = ()
) -> tuple[list[str], set[str]]:
    """The keys of those held that the feed does not list or calls deleted, and all that it lists."""
    there = {key async for page in _keys(feed) for key in page}
    return sorted((set(held) - there).union(deleted)), there


def _suspicious(missing: Sequence[str], there: set[str], limit: int) -> bool:
    return len(missing) > limit or (bool(missing) and not there)


def _named(listing: Listing) -> str:
    street = listing.unparsed_address if listing.internet_address_display else ""
    return f"{street or listing.display_address} ({listing.listing_key}, {listing.standard_status})"


def _remove(connection: Connection, system: str, gone: Sequence[str], now: datetime) -> int:
    removed = listings.remove(connection, system, gone, reason="no longer in the feed", at=now)
    if removed:
        feeds.touch(connection, system)
    return removed


async def _deleted(feed: ListingFeed) -> AsyncIterator[Sequence[str]]:
    """What the MLS calls deleted; a list that cannot be read says nothing."""
    try:
        async for page in feed.deleted():
            yield page
    except Rejected as refusal:
        log.warning("mls_deletions_not_read", system=feed.system, why=refusal.message)


async def _keys(feed: RecordFeed[ItemT]) -> AsyncIterator[Sequence[str]]:
    async for page in feed.keys():
        yield page
