from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from bot.engine.ids import EventIds
from bot.engine.inbox import MAX_DEPTH, Inbox, InboxFull, LoopRefused
from integrations.events import Event
from integrations.store import Store
from integrations.store import events as book
from integrations.store.intake import CONFLICT_NOTE, Verdict, figures
from integrations.store.reach import NotStored


def letter(inbox: Inbox, key: str, **payload) -> Event:
    return inbox.new_event("vendor", "vendor.said", key, payload)


@dataclass
class Commits:
    """Counts a store's transactions and can hold them back."""

    store: Store
    count: int = 0

    def __post_init__(self):
        self.gate = threading.Event()
        self.gate.set()
        self._writing = self.store.writing
        self.store.writing = self._counted

    @contextmanager
    def _counted(self):
        self.gate.wait(20)
        self.count += 1
        with self._writing() as connection:
            yield connection


async def test_what_queues_behind_a_commit_is_the_next_commit(store: Store):
    commits, inbox = Commits(store), Inbox(store)
    commits.gate.clear()
    first = asyncio.create_task(inbox.put(letter(inbox, "first")))
    await asyncio.sleep(0.02)
    rest = [asyncio.create_task(inbox.put(letter(inbox, f"k{n}", n=n))) for n in range(200)]
    await asyncio.sleep(0)
    assert inbox.waiting == 200
    commits.gate.set()
    assert await first
    assert await asyncio.gather(*rest) == [True] * 200
    assert commits.count == 2
    kept = await store.read(book.unmatched, 500)
    assert [one.event.key for one in kept] == ["first", *(f"k{n}" for n in range(200))]
    assert kept[7].event == (await store.read(book.get, kept[7].event.id)).event
    assert kept[7].event.payload == {"n": 6}


async def test_the_same_key_is_one_event_for_ever_however_it_arrives(store: Store):
    inbox = Inbox(store)
    news = await asyncio.gather(*(inbox.put(letter(inbox, "same", a=1)) for _ in range(5)))
    assert sorted(news) == [False, False, False, False, True]
    assert not await Inbox(store).put(letter(inbox, "same", a=1))
    (kept,) = await store.read(book.unmatched)
    assert (kept.repeats, kept.note) == (5, "")


async def test_a_known_key_with_another_content_is_flagged_and_not_done_again(store: Store):
    inbox = Inbox(store)
    event = letter(inbox, "same", a=1, b=[2])
    assert await inbox.put_all([event]) == [Verdict.NEW]
    assert await inbox.put_all([letter(inbox, "same", b=[2], a=1)]) == [Verdict.REPEAT]
    assert await inbox.put_all([letter(inbox, "same", a=2)] * 2) == [Verdict.CONFLICT] * 2
    await store.write(book.mark, [event.id], "matched")
    kept = await store.read(book.get, event.id)
    assert (kept.event.payload, kept.repeats, kept.note) == ({"a": 1, "b": [2]}, 3, CONFLICT_NOTE)


async def test_a_failing_row_fails_only_its_own_request(store: Store):
    commits, inbox = Commits(store), Inbox(store)
    taken = letter(inbox, "taken")
    await inbox.put(taken)
    commits.gate.clear()
    blocker = asyncio.create_task(inbox.put(letter(inbox, "blocker")))
    await asyncio.sleep(0.02)
    bad = taken.model_copy(update={"key": "other"})  # the same id under another key
    tasks = [
        asyncio.create_task(inbox.put_all(group))
        for group in ([letter(inbox, "a")], [letter(inbox, "with-bad"), bad], [letter(inbox, "b"), letter(inbox, "c")])
    ]
    await asyncio.sleep(0)
    commits.gate.set()
    good, wrong, fine = await asyncio.gather(*tasks, return_exceptions=True)
    assert await blocker
    assert (good, fine) == ([Verdict.NEW], [Verdict.NEW] * 2)
    assert "UNIQUE" in str(wrong).upper()
    assert {one.event.key for one in await store.read(book.unmatched)} == {"taken", "blocker", "a", "b", "c"}


async def test_too_many_waiting_events_are_refused_and_the_others_kept(store: Store):
    commits, inbox = Commits(store), Inbox(store, most_waiting=3)
    commits.gate.clear()
    tasks = [asyncio.create_task(inbox.put(letter(inbox, "0")))]
    await asyncio.sleep(0.02)
    tasks += [asyncio.create_task(inbox.put(letter(inbox, str(n)))) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    assert inbox.full
    with pytest.raises(InboxFull):
        await inbox.put(letter(inbox, "4"))
    commits.gate.set()
    assert await asyncio.gather(*tasks) == [True] * 4
    assert await inbox.put(letter(inbox, "4"))


async def test_a_database_that_does_not_answer_is_told_in_time_and_loses_nothing(store: Store):
    commits, inbox = Commits(store), Inbox(store, patience=0.3)
    commits.gate.clear()
    tasks = [asyncio.create_task(inbox.put(letter(inbox, "0")))]
    await asyncio.sleep(0.01)
    tasks.append(asyncio.create_task(inbox.put(letter(inbox, "1"))))
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, NotStored) for one in answers)
    with pytest.raises(NotStored):
        await inbox.put(letter(inbox, "2"))
    commits.gate.set()
    assert await inbox.put(letter(inbox, "1"))
    assert not await inbox.put(letter(inbox, "0"))  # it was written late


async def test_a_locked_database_is_not_stored(tmp_path):
    store = Store.at(tmp_path / "jorge.db")
    store.migrate()
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    other = sqlite3.connect(tmp_path / "jorge.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    inbox = Inbox(store)
    answers = await asyncio.gather(*(inbox.put(letter(inbox, str(n))) for n in range(3)), return_exceptions=True)
    assert [type(one) for one in answers] == [NotStored] * 3
    other.execute("ROLLBACK")
    other.close()
    assert await inbox.put(letter(inbox, "0"))
    store.close()


async def test_a_full_disk_is_not_stored_and_what_was_kept_stays(tmp_path):
    store = Store.at(tmp_path / "jorge.db")
    store.migrate()
    inbox = Inbox(store)
    assert await inbox.put(letter(inbox, "before"))
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(NotStored, match="full"):
        await inbox.put(letter(inbox, "big", text="x" * 200_000))
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
    assert await inbox.put(letter(inbox, "big", text="x" * 200_000))
    assert [one.event.key for one in await store.read(book.unmatched)] == ["before", "big"]
    store.close()


async def test_the_inbox_in_numbers(store: Store):
    inbox = Inbox(store)
    assert (await store.read(figures)).model_dump() == {
        "waiting": 0,
        "oldest_waiting": None,
        "dead": 0,
        "quarantined": 0,
    }
    events = [letter(inbox, str(n)) for n in range(3)]
    await inbox.put_all(events)
    await store.write(book.mark, [events[0].id], "dead", "poison")
    found = await store.read(figures)
    assert (found.waiting, found.dead, found.oldest_waiting) == (2, 1, events[1].received_at)


async def test_rules_that_feed_each_other_are_stopped(store: Store):
    inbox = Inbox(store)
    event = await inbox.emit("jorge", "a", "0", {})
    for depth in range(1, MAX_DEPTH + 1):
        event = await inbox.emit("jorge", "a", str(depth), {}, cause=event)
    with pytest.raises(LoopRefused):
        await inbox.emit("jorge", "a", "one more", {}, cause=event)
    assert await inbox.emit("jorge", "a", "0", {}) is None


@pytest.mark.postgres
async def test_processes_that_write_the_same_keys_in_another_order_do_not_stop_each_other(postgres_url: str):
    first, second = Store(postgres_url), Store(postgres_url)
    first.migrate()
    inboxes = (Inbox(first), Inbox(second))
    for turn in range(15):
        keys = [f"{turn}-{n}" for n in range(40)]
        groups = [[letter(one, key) for key in order] for one, order in zip(inboxes, (keys, keys[::-1]), strict=True)]
        answers = await asyncio.gather(*(one.put_all(group) for one, group in zip(inboxes, groups, strict=True)))
        assert [told for answer in answers for told in answer].count(Verdict.NEW) == 40
    first.close()
    second.close()


def test_event_ids_rise_and_their_first_ten_letters_tell_them_apart():
    ids = EventIds()
    given = [ids.next() for _ in range(5000)]
    assert given == sorted(given)
    assert len({one[:10] for one in given}) == 5000
    assert EventIds().next()[10:] != given[0][10:]
