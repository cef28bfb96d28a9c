from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from integrations.crm.contract import BaseCRMConnector, Broken, PeoplePage
from integrations.crm.keeping import Scored, keep_person, keep_records, rescore
from integrations.models.sync import ContactSyncResult
from integrations.store import Store, crm_sync
from integrations.store import contacts as book
from integrations.wire.errors import Rejected, WireError

log = structlog.get_logger(__name__)

Progress = Callable[[str, int, int | None], None]

# Above this many people whose activities are to be read, the list of all activities is cheaper.
_SINGLY: Final = 15
_SCORED_AT_ONCE: Final = 500
_SCORE_LIFETIME: Final = timedelta(hours=6)
# A scan that misses more than this share of the people is taken for a fault, not for deletions.
_MOST_GONE: Final = 0.2
_FEW: Final = 10


@dataclass(slots=True)
class _Tally:
    read: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    news: set[str] = field(default_factory=set)
    broken: list[Broken] = field(default_factory=list)
    changes: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""


class Walk:
    """One sync of one CRM: read people by update time, then what they did, and score.

    The watermark moves only when a walk is complete, and never past a row that could not be read; an interrupted walk
    goes on where it stopped. Only a complete scan of everybody infers
    who was deleted, and not when too many are missing.
    """

    def __init__(
        self, connector: BaseCRMConnector, store: Store, now: Callable[[], datetime], on_progress: Progress | None
    ) -> None:
        self._connector = connector
        self._store = store
        self._now = now
        self._system = connector.vendor.slug
        self._progress = on_progress or (lambda _system, _read, _total: None)

    async def run(self, since: datetime | None, *, full: bool) -> ContactSyncResult:
        """Sync from `since`, or the watermark; `full` reads everybody. Errors of the CRM are told in the result."""
        started, begun = self._now(), time.monotonic()
        cursor = await self._store.read(crm_sync.cursor, self._system)
        is_first = cursor.watermark is None
        tally = _Tally()
        try:
            watermark = await self._read_people(cursor, since or (None if full else cursor.watermark), tally)
            await self._read_activities(tally, is_first=is_first)
            await self._store.write(crm_sync.keep_cursor, self._system, watermark=watermark, synced_at=started)
            await self._score_the_old()
        except WireError as error:
            watermark, tally.error = cursor.watermark, str(error)
            log.warning("crm_sync_failed", system=self._system, why=str(error))
        return ContactSyncResult(
            system=self._system,
            title=self._connector.vendor.title,
            read=tally.read,
            added=tally.added,
            changed=tally.changed,
            removed=tally.removed,
            quarantined=len(tally.broken),
            seconds=round(time.monotonic() - begun, 3),
            watermark=watermark,
            incremental=not is_first and not full,
            error=tally.error,
            changes=() if is_first else tuple(dict.fromkeys(tally.changes)),
        )

    async def _read_people(self, cursor: crm_sync.Cursor, since: datetime | None, tally: _Tally) -> datetime | None:
        """Walk the people and return how far the watermark may go."""
        resumes = cursor.walk_token is not None and cursor.walk_since == since
        token = cursor.walk_token if resumes else None
        newest = cursor.walk_newest if resumes else None
        failed = cursor.walk_failed if resumes else None
        started = (cursor.walk_started if resumes else None) or self._now()
        while True:
            page = await self._page(since, token)
            added, changed = await self._store.write(keep_records, self._system, page.records, self._now())
            tally.read += len(page.records) + len(page.broken)
            tally.added += len(added)
            tally.changed += len(changed)
            tally.news.update(added, changed)
            tally.broken += page.broken
            times = [record.updated_at for record in page.records]
            newest = max([newest, *times] if newest else times, default=newest)
            bad = [one.updated_at or since or started for one in page.broken]
            failed = min([failed, *bad] if failed else bad, default=failed)
            token = page.token
            walk = {"walk_since": since, "walk_newest": newest, "walk_failed": failed, "walk_token": token}
            await self._store.write(crm_sync.keep_cursor, self._system, **walk, walk_started=started)
            self._progress(self._system, tally.read, page.total)
            if token is None:
                break
        if since is None:
            await self._infer_deletions(started, tally)
        return _reached(cursor.watermark, newest, failed)

    async def _page(self, since: datetime | None, token: str | None) -> PeoplePage:
        try:
            return await self._connector.people(since, token)
        except Rejected:
            # The place where an earlier walk stopped may not be known there any more: the next one begins anew.
            await self._store.write(crm_sync.keep_cursor, self._system, walk_token=None)
            raise

    async def _read_activities(self, tally: _Tally, *, is_first: bool) -> None:
        stale = await self._store.read(crm_sync.stale, self._system)
        if is_first or len(stale) > _SINGLY:
            active = await self._read_all_activities(stale)
            tally.news |= active
            self._note(await self._score(active.union(stale)), tally)
            return
        for external_id in stale:
            record = await self._connector.person(external_id)
            if record is None:
                tally.removed += await self._store.write(book.archive, self._system, external_id, self._now())
                continue
            done = await self._connector.activities(external_id)
            scored = await self._store.write(keep_person, self._system, record, done, self._now())
            tally.news.update([external_id] if scored.is_news else [])
            self._note([scored], tally)

    async def _read_all_activities(self, stale: Sequence[str]) -> set[str]:
        """Read what everybody did and return who did something new."""
        active: set[str] = set()
        token: str | None = None
        while True:
            page = await self._connector.all_activities(token)
            active |= await self._store.write(book.save_activities, self._system, dict(page.activities))
            token = page.token
            if token is None:
                break
        await self._store.write(crm_sync.freshen, self._system, stale)
        return active

    async def _score(self, external_ids: Collection[str]) -> list[Scored]:
        ids = await self._store.read(crm_sync.contact_ids, self._system, external_ids)
        return await self._rescore(ids)

    async def _score_the_old(self) -> None:
        """Time alone cools a lead, so scores are worked out again when they are some hours old."""
        old = await self._store.read(crm_sync.scored_before, self._now() - _SCORE_LIFETIME)
        await self._rescore(old)

    async def _rescore(self, ids: Sequence[str]) -> list[Scored]:
        done: list[Scored] = []
        for start in range(0, len(ids), _SCORED_AT_ONCE):
            some = ids[start : start + _SCORED_AT_ONCE]
            done += await self._store.write(rescore, some, self._now())
        return done

    async def _infer_deletions(self, started: datetime, tally: _Tally) -> None:
        gone = await self._store.read(crm_sync.unseen_since, self._system, started)
        known = await self._store.read(crm_sync.count, self._system)
        if len(gone) > max(_FEW, known * _MOST_GONE):
            tally.error = f"{len(gone)} of {known} people are missing there; nothing was removed here. Please check."
            return
        for external_id in gone:
            tally.removed += await self._store.write(book.archive, self._system, external_id, self._now())

    def _note(self, scored: Sequence[Scored], tally: _Tally) -> None:
        for one in scored:
            if one.contact.external_ids.get(self._system) in tally.news:
                tally.changes.append(("changed", one.contact.id))
            if one.became_hot:
                tally.changes.append(("hot", one.contact.id))


def _reached(before: datetime | None, newest: datetime | None, failed: datetime | None) -> datetime | None:
    reached = newest if failed is None or newest is None else min(newest, failed)
    if before is None or reached is None:
        return reached or before
    return max(before, reached)
