"""Running the passes over the feeds and telling what they did."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import structlog

from integrations.mls.feed import ListingFeed, Places
from integrations.mls.refreshing import Purge
from integrations.mls.replication import Progress, Replication
from integrations.mls.resources import Listings
from integrations.mls.syncing_parts import sync_parts
from integrations.models.sync import PropertySyncResult
from integrations.store import Store, feeds
from integrations.wire.errors import Unauthorized, Unreadable, WireError

log = structlog.get_logger(__name__)

_POSTAL: Final = re.compile(r"\d{5}")
_LONGEST_SCOPE: Final = 200


async def run_pass(
    feed: ListingFeed,
    store: Store,
    places: Places,
    *,
    incremental: bool,
    progress: Progress | None,
    now: datetime,
    purge: Purge,
) -> PropertySyncResult:
    """One pass over one feed. A `WireError` ends it and becomes the result's `error`; what was read stays."""
    begun = time.perf_counter()
    state = await store.read(feeds.load, feed.system, _scope(places))
    replication = Replication(Listings(feed), store, state, places, progress=progress)
    problem = ""
    try:
        await replication.run(incremental=incremental, now=now)
    except WireError as error:
        problem = explain(error)
        failed = replace(replication.state, last_error=problem, last_error_at=datetime.now(UTC))
        await store.write(feeds.keep, failed)
        log.warning("mls_sync_failed", system=feed.system, why=error.message)
    finally:
        if replication.tally.gone:
            await purge(replication.tally.gone)
    parts = () if problem else await sync_parts(feed, store, incremental=incremental, now=now)
    tally = replication.tally
    return PropertySyncResult(
        system=feed.system,
        title=feed.title,
        read=tally.read,
        added=tally.added,
        changed=tally.changed,
        removed=tally.removed,
        quarantined=tally.quarantined,
        seconds=round(time.perf_counter() - begun, 3),
        watermark=replication.state.watermark,
        incremental=incremental and state.watermark is not None,
        error=problem,
        changes=tuple((change.kind, change.ref) for change in tally.changes),
        parts=parts,
    )


def explain(error: WireError) -> str:
    """What went wrong, and what to do about it."""
    if isinstance(error, Unauthorized):
        return f"{error} — check the credentials of this MLS, and whether it suspended them."
    if isinstance(error, Unreadable):
        return f"{error} — our copy is unchanged from here on; tell the MLS's support."
    return f"{error} — the next sync goes on where this one stopped."


def failed(feed: ListingFeed, error: BaseException) -> PropertySyncResult:
    """The result of a pass that broke on an error of our own."""
    log.error("mls_sync_broke", system=feed.system, exc_info=error)
    return PropertySyncResult(
        system=feed.system, title=feed.title, error=f"{type(error).__name__}: {error} — this is a fault of Jorge's."
    )


def aggregate(results: Sequence[PropertySyncResult]) -> PropertySyncResult:
    """Several systems' results as one."""
    if len(results) == 1:
        return results[0]
    marks = [result.watermark for result in results if result.watermark]
    return PropertySyncResult(
        system="all",
        title=", ".join(result.title for result in results) or "no MLS connected",
        read=sum(result.read for result in results),
        added=sum(result.added for result in results),
        changed=sum(result.changed for result in results),
        removed=sum(result.removed for result in results),
        quarantined=sum(result.quarantined for result in results),
        seconds=max((result.seconds for result in results), default=0.0),
        watermark=min(marks, default=None),
        incremental=all(result.incremental for result in results),
        error="; ".join(result.error for result in results if result.error),
        changes=tuple(change for result in results for change in result.changes),
        parts=tuple(part for result in results for part in result.parts),
    )


def read_places(names: Sequence[str]) -> Places:
    """A geographic filter of ZIP codes and city names."""
    codes = tuple(sorted({name.strip() for name in names if _POSTAL.fullmatch(name.strip())}))
    cities = tuple(sorted({name.strip() for name in names if not _POSTAL.fullmatch(name.strip())}))
    return Places(codes, cities)


def _scope(places: Places) -> str:
    if len(places.scope) <= _LONGEST_SCOPE:
        return places.scope
    return hashlib.sha256(places.scope.encode()).hexdigest()
