"""The passes over what stands beside the listings; one that fails stops neither the listings nor the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from integrations.mls.feed import ListingFeed, PartFeed, Places
from integrations.mls.replication import Replication
from integrations.mls.resources import Parts
from integrations.models.sync import PartSyncResult
from integrations.store import Store, feeds
from integrations.store.feeds import FeedState
from integrations.wire.errors import Rejected, WireError

log = structlog.get_logger(__name__)

WHOLE_EVERY: Final = timedelta(hours=24)
_NOT_THERE: Final = (404, 410, 501)


async def sync_parts(
    feed: ListingFeed, store: Store, *, incremental: bool, now: datetime
) -> tuple[PartSyncResult, ...]:
    """Read what changed of each resource. A server that has not got one is no error, and says nothing."""
    found = []
    for part in feed.parts:
        state = await store.read(feeds.load, feed.system, Parts(part).scope)
        if not incremental or _is_due(part, state, now):
            found.append(await _sync(part, store, state, incremental=incremental and part.can_filter, now=now))
    return tuple(result for result in found if result)


def _is_due(part: PartFeed, state: FeedState, now: datetime) -> bool:
    """What can only be read whole is read once a day."""
    return part.can_filter or state.last_success is None or now - state.last_success >= WHOLE_EVERY


async def _sync(
    part: PartFeed, store: Store, state: FeedState, *, incremental: bool, now: datetime
) -> PartSyncResult | None:
    replication, problem = Replication(Parts(part), store, state, Places()), ""
    try:
        await replication.run(incremental=incremental, now=now)
    except WireError as error:
        if isinstance(error, Rejected) and error.status in _NOT_THERE:
            return None
        problem = str(error)
        failed = replace(replication.state, last_error=problem, last_error_at=datetime.now(UTC))
        await store.write(feeds.keep, failed)
        log.warning("mls_part_not_synced", system=part.system, resource=part.resource, why=error.message)
    tally = replication.tally
    return PartSyncResult(
        resource=part.resource,
        read=tally.read,
        added=tally.added,
        changed=tally.changed,
        removed=tally.removed,
        quarantined=tally.quarantined,
        error=problem,
    )
