"""One pass over a feed: read a window of modification times, keep what is newer, and only then move the watermark.

A page is committed as it comes, with the place it ended at, so an interrupted pass goes on where it stopped. Rows
that the server counted but did not send (shuffled pages) are found by cutting the window. A server that finds its next
page by counting rows ($skip) would leave one out for each that leaves the window meanwhile: it is asked anew from the
last record on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Generic

from integrations.mls.batch import Batch
from integrations.mls.cutting import Seen, parts, start
from integrations.mls.feed import ItemT, Page, Places, Span
from integrations.mls.resources import Kept, Resource
from integrations.store import Connection, Store, feeds
from integrations.store.feeds import FeedState
from integrations.store.listing_changes import Change
from integrations.wire.errors import Unreadable

Progress = Callable[[int, int | None], None]
OVERLAP: Final = timedelta(minutes=20)
_DEEPEST_CUT: Final = 60


@dataclass(slots=True)
class Tally:
    """What a pass has done so far."""

    read: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    quarantined: int = 0
    changes: list[Change] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


class Replication(Generic[ItemT]):
    """A pass over one resource of a feed. `tally` and `state` are current at any time, also after an error."""

    def __init__(
        self,
        resource: Resource[ItemT],
        store: Store,
        state: FeedState,
        places: Places,
        *,
        progress: Progress | None = None,
    ) -> None:
        self._resource = resource
        self._feed = feed = resource.feed
        self._store = store
        self._places = places
        self._progress = progress or (lambda _read, _total: None)
        self._first_copy = state.watermark is None
        self._newest = max(filter(None, (state.cursor_at, state.watermark)), default=None)
        self._in_order = feed.keeps_order
        self._repeats = False
        self._writing: asyncio.Task[None] | None = None
        self.state = state
        self.tally = Tally()

    async def run(self, *, incremental: bool, now: datetime) -> None:
        """Read everything since the watermark (all of it where not `incremental`). Raises a `WireError`."""
        if not incremental:
            await self._forget_place()
        span = self._span(incremental=incremental, now=now)
        try:
            await self._read_whole(span, depth=0)
        finally:
            await self._written()
        done = replace(
            self.state,
            watermark=self._newest,
            cursor_at=None,
            cursor_key=None,
            as_of=now,
            last_success=now,
            last_error="",
        )
        await self._store.write(feeds.keep, done)
        self.state = done

    def _span(self, *, incremental: bool, now: datetime) -> Span:
        state = self.state
        plain = Span(max(now, state.watermark or now), places=self._places, first=self._first_copy)
        if incremental and state.cursor_at and state.cursor_key:
            return replace(plain, cursor=(state.cursor_at, state.cursor_key))
        since = state.watermark - OVERLAP if incremental and state.watermark else None
        return replace(plain, since=since)

    async def _read_whole(self, span: Span, depth: int) -> None:
        """Read a span, and its parts again for as long as the server counts more rows than it sent."""
        seen = await self._read(span, top=depth == 0)
        missing = seen.missing
        if not missing:
            return
        self._in_order = False
        await self._forget_place()
        if depth == _DEEPEST_CUT or not seen.middle:
            raise Unreadable(self._feed.system, f"the feed counts {missing} more rows than it sends; sync again later")
        for part in parts(span, seen):
            await self._read_whole(part, depth + 1)

    async def _forget_place(self) -> None:
        """The rows before the place where the last page ended are not all read: do not go on from there."""
        if self.state.cursor_at:
            self.state = replace(self.state, cursor_at=None, cursor_key=None)
            await self._store.write(feeds.keep, self.state)

    async def _read(self, span: Span, *, top: bool) -> Seen:
        seen = Seen(names_keys=start(span) == span.until)
        place: Span | None = span
        while place:
            async with aclosing(self._feed.pages(place)) as pages:
                place = await self._take(pages, place, seen, top=top)
        await self._written()
        return seen

    async def _take(self, pages: AsyncIterator[Page], span: Span, seen: Seen, *, top: bool) -> Span | None:
        """Take the pages of a span in; where it is better to ask anew, the rest of the span."""
        async for page in pages:
            if seen.count is None:
                seen.count = page.count
            batch = await asyncio.to_thread(self._resource.read, page.records)
            seen.note(batch.keys, [item.modification_timestamp for item in batch.items])
            await self._written()
            self._in_order = self._in_order and page.in_order
            self._writing = asyncio.create_task(self._keep(batch))
            self.tally.read += len(page.records)
            self._progress(self.tally.read, seen.count if top else None)
            if page.counts_on and page.in_order and batch.in_order and self._gets_on(span, batch):
                return replace(span, cursor=batch.last)
        return None

    def _gets_on(self, span: Span, batch: Batch[ItemT]) -> bool:
        """Whether asking from the page's last record on leads further.

        A feed that cannot filter by key sends all records of that instant again: of those there must not be a page.
        """
        if span.cursor and span.cursor[1] in batch.keys:
            self._repeats = True
        if batch.last is None or batch.last == span.cursor:
            return False
        return not self._repeats or batch.oldest != batch.last[0]

    async def _written(self) -> None:
        """Wait for the page being written; the next one is fetched meanwhile."""
        task, self._writing = self._writing, None
        if task:
            await task

    async def _keep(self, batch: Batch[ItemT]) -> None:
        self._in_order = self._in_order and batch.in_order and batch.follows(self.state.cursor_at)
        if batch.newest:
            self._newest = max(self._newest or batch.newest, batch.newest)
        saved, self.state = await self._store.write(self._save, batch)
        self.tally.added += saved.added
        self.tally.changed += saved.changed
        self.tally.removed += saved.removed
        self.tally.quarantined += len(batch.unreadable)
        self.tally.changes.extend(saved.changes)
        self.tally.gone.extend(saved.gone)

    def _save(self, connection: Connection, batch: Batch[ItemT]) -> tuple[Kept, FeedState]:
        saved = self._resource.keep(connection, batch, first_copy=self._first_copy, at=datetime.now(UTC))
        touched = bool(saved.added or saved.changed or saved.removed)
        place = batch.last if self._in_order else None
        state = replace(
            self.state,
            cursor_at=place[0] if place else None,
            cursor_key=place[1] if place else None,
            revision=self.state.revision + (touched and not self._resource.scope.startswith("#")),
        )
        if touched or batch.unreadable or (self.state.cursor_at and not place):
            feeds.keep(connection, state)
        return saved, state
