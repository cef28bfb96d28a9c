"""A copy that is interrupted anywhere, while its source changes, ends as the source; whatever the source's habits."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from integrations.mls.feed import Aside, NoEvents, Page, Places
from integrations.mls.reading import read_property
from integrations.mls.reconciling import reconcile
from integrations.mls.syncing import run_pass
from integrations.mls.terms import Terms
from integrations.store import feeds, listings
from integrations.store.tables.listings import listing_feeds, listing_history, listing_tombstones
from integrations.store.tables.listings import listings as kept
from integrations.wire.errors import Unavailable

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


@dataclass(frozen=True)
class Habits:
    """How a source pages. `by_key`: it can filter by key; `counted`: by counting rows; `counts`: it says how many."""

    size: int
    shuffled: bool = False
    counted: bool = False
    overlapping: bool = False
    by_key: bool = True
    counts: bool = True


@dataclass
class Source:
    """An MLS in memory. At each page something may happen to its rows, and to us."""

    habits: Habits
    rows: dict[str, dict]
    happenings: list[tuple[str, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    now: datetime = NOON + timedelta(hours=1)
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311
    system: str = "mls"
    title: str = "An MLS"
    key_field: str = "ListingKey"
    terms: Terms = field(default_factory=Terms)
    parts: tuple = ()

    @property
    def keeps_order(self):
        return not self.habits.shuffled

    def _window(self, span):
        rows = [row for row in self.rows.values() if self._is_asked(span, row["ModificationTimestamp"], row)]
        if self.habits.shuffled:
            self.chance.shuffle(rows)
            return rows
        return sorted(rows, key=_place)

    def _is_asked(self, span, at, row):
        key, (since, last) = row["ListingKey"], span.cursor or (span.since, None)
        if last is not None and self.habits.by_key and not (at > since or (at == since and key > last)):
            return False
        if since and (at < since or (last is None and span.since_open and at == since)):
            return False
        if at > span.until or (span.until_open and at == span.until):
            return False
        return (span.key_above is None or key > span.key_above) and (span.key_up_to is None or key <= span.key_up_to)

    async def pages(self, span):
        skip, last, count, size = 0, None, None, self.habits.size
        while True:
            self._go_wrong()
            rows = self._window(span)
            count = len(rows) if count is None and self.habits.counts else count
            if not self.habits.shuffled and not self.habits.counted and last:
                rows, skip = [row for row in rows if _place(row) > last], 0
            found, more = rows[skip : skip + size], skip + size < len(rows)
            sent = ([self.rows[last[1]]] if self.habits.overlapping and last and last[1] in self.rows else []) + found
            skip, last = skip + size, _place(found[-1]) if found else last
            yield Page([_sent(row) for row in sent], count, counts_on=more and self.habits.counted)
            self._happen()
            if not more:
                return

    def _go_wrong(self):
        match self.faults.pop(0) if self.faults else "":
            case "error":
                raise Unavailable("mls", "down")
            case "cancel":
                asyncio.current_task().cancel()

    def _happen(self):
        what, number = self.happenings.pop(0) if self.happenings else ("", 0)
        keys = sorted(self.rows)
        self.now += timedelta(seconds=1)
        if what == "new":
            self.rows[f"N{len(keys):02}{self.now:%M%S}"] = _row(f"N{len(keys):02}{self.now:%M%S}", self.now)
        elif what == "all":
            for row in self.rows.values():
                row["ModificationTimestamp"] = self.now
        elif keys and what:
            row = self.rows[keys[number % len(keys)]]
            row["ModificationTimestamp"] = self.now
            if what == "vanish" and len(keys) > 1:  # of an empty source nothing is believed
                del self.rows[row["ListingKey"]]
            elif what == "price":
                row["ListPrice"] -= 1000

    async def keys(self):
        yield list(self.rows)

    def wants(self, listing):
        return True

    async def deleted(self):
        for none in ():
            yield none

    async def one(self, key):
        return _sent(self.rows[key]) if key in self.rows else None

    def read(self, record):
        return read_property(record, self.system, vendor=self.system)

    def aside(self, record):
        return Aside({})

    async def events(self, after):
        raise NoEvents(self.system, "none")
        yield after

    async def aclose(self):
        pass


def _place(row):
    return row["ModificationTimestamp"], row["ListingKey"]


def _sent(row):
    return row | {"ModificationTimestamp": row["ModificationTimestamp"].isoformat()}


def _row(key, at):
    return {"ListingKey": key, "StandardStatus": "Active", "ListPrice": 500_000, "ModificationTimestamp": at}


async def _none(_refs):
    pass


@dataclass
class Copying:
    """The passes over a source, each by a process that may die, and what must be true after each."""

    source: Source
    store: object

    async def once(self, faults=(), dies=("", 0), *, incremental=True):
        """One pass; True where it says that it is complete."""
        self.source.faults, store = list(faults), _Mortal(self.store, *dies)
        self.source.now += timedelta(seconds=1)
        now = self.source.now
        self.source.now += timedelta(seconds=1)
        work = run_pass(self.source, store, Places(), incremental=incremental, progress=None, now=now, purge=_none)
        try:
            result = await asyncio.create_task(work)
        except (Killed, asyncio.CancelledError):
            result = None
        await self.check()
        return result is not None and not result.error

    async def check(self):
        """All that lies before the watermark or the place to go on from is held, as it was sent."""
        state = await self.store.read(feeds.load, "mls")
        held = {one.listing_key: one.modification_timestamp for one in await self.held()}
        place = (state.cursor_at, state.cursor_key) if state.cursor_at else None
        for key, row in self.source.rows.items():
            at = row["ModificationTimestamp"]
            if (state.watermark and at <= state.watermark) or (place and (at, key) <= place):
                assert held.get(key) == at, f"{key} of {at} was not read; {state}"

    async def held(self):
        refs = await self.store.read(listings.keys_of, "mls")
        return await self.store.read(listings.by_refs, list(refs.values()))

    async def settle(self):
        """The source rests: one pass and one comparison of keys, and the copy is the source."""
        self.source.happenings = []
        assert await self.once()
        await reconcile(self.source, self.store, most_missing=1000, now=self.source.now, purge=_none)
        theirs = {one.ref: one for one in map(self.source.read, map(_sent, self.source.rows.values()))}
        assert {one.ref: one for one in await self.held()} == theirs
        with self.store.reading() as connection:
            lines = connection.execute(select(listing_history.c["ref", "kind", "at", "new"])).all()
        assert [line for line, times in Counter(lines).items() if times > 1] == []


class _Mortal:
    """A store whose process dies `before` or `after` its n-th commit."""

    def __init__(self, store, when, commit):
        self._store, self._when, self._left = store, when, commit

    async def read(self, query, *args, **kwargs):
        return await self._store.read(query, *args, **kwargs)

    async def write(self, query, *args, **kwargs):
        self._left -= 1
        if self._left < 0 and self._when == "dead":
            raise Killed
        if self._left or not self._when:
            return await self._store.write(query, *args, **kwargs)
        if self._when == "after":
            await self._store.write(query, *args, **kwargs)
        self._when = "dead"
        raise Killed


def _empty(store):
    with store.writing() as connection:
        for table in (kept, listing_history, listing_feeds, listing_tombstones):
            connection.execute(table.delete())


STYLES = [
    Habits(1),
    Habits(1, shuffled=True),
    Habits(1, shuffled=True, counted=True),
    Habits(1, counted=True),
    Habits(1, overlapping=True),
    Habits(1, by_key=False),
    Habits(1, by_key=False, counts=False),
]
habits = st.builds(lambda style, size: replace(style, size=size), st.sampled_from(STYLES), st.integers(2, 4))
happening = st.tuples(st.sampled_from(["", "", "touch", "price", "vanish", "new", "all"]), st.integers(0, 20))
death = st.tuples(st.sampled_from(["", "before", "after"]), st.integers(1, 6))
fault = st.lists(st.sampled_from(["", "", "error", "cancel"]), max_size=6)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    habits,
    st.lists(st.integers(0, 3), max_size=14),
    st.lists(st.tuples(fault, death, st.booleans(), st.lists(happening, max_size=6)), min_size=1, max_size=4),
)
def test_a_copy_that_breaks_off_anywhere_ends_as_its_source(store, how, minutes, passes):
    _empty(store)
    rows = {f"K{at:02}": _row(f"K{at:02}", NOON + timedelta(minutes=minute)) for at, minute in enumerate(minutes)}

    async def run():
        copying = Copying(Source(how, rows), store)
        for faults, dies, incremental, happenings in passes:
            copying.source.happenings = list(happenings)
            await copying.once(faults, dies, incremental=incremental)
        await copying.settle()

    asyncio.run(run())


@pytest.mark.parametrize("how", [Habits(3, counted=True), Habits(3), Habits(3, shuffled=True)], ids=str)
def test_rows_that_leave_the_window_while_it_is_read_leave_none_out(store, how):
    rows = {f"K{at:02}": _row(f"K{at:02}", NOON + timedelta(minutes=at // 5)) for at in range(12)}

    async def run():
        copying = Copying(Source(how, rows, [("touch", 0), ("vanish", 1)]), store)
        await copying.once(["", "", "error"])
        assert await copying.once()
        await copying.settle()

    asyncio.run(run())
