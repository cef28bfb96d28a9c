"""An MLS that is away: told once, its return once, and no trouble of one feed is another's."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.engine.at_work import AtWork
from bot.engine.feeds import Feeds
from bot.engine.inbox import Inbox
from bot.engine.outages import Outages
from integrations.mls import MLSIntegrationHub
from integrations.mls.feed import NoEvents
from integrations.mls.pushes import HINT
from integrations.models.sync import PropertySyncResult, SyncResult
from integrations.store import events as book
from integrations.wire.errors import Unavailable
from tools.tool import Hubs

AT = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)


class Office:
    """An engine's feeds over a hub whose MLSs do what a test says; `restart` forgets all but the store."""

    def __init__(self, store):
        self.store, self.time, self.asked, self.patience = store, AT, [], 5.0
        self.copies, self.logs, self.keys = {}, {}, {}
        self.real = MLSIntegrationHub(store, [])
        self.restart()

    def restart(self):
        self.inbox = Inbox(self.store, lambda: self.time)
        hub = SimpleNamespace(
            systems=("bright", "nwmls"), title_of=str.upper, as_of=self.real.as_of, is_own=self.real.is_own,
            door=self.real.door,
            sync_each=self.sync_each, follow_events=self.follow_events, reconcile=self.reconcile,
        )  # fmt: skip
        hubs = Hubs(self.store, hub, SimpleNamespace(), SimpleNamespace(), now=lambda: self.time)
        self.feeds = Feeds(hubs, self.inbox, lambda: self.time, AtWork(self.patience))

    async def sync_each(self, systems):
        (system,) = systems
        what = self.copies.get(system, 0)
        if isinstance(what, int):
            return [PropertySyncResult(system=system, title=system.upper(), read=what, changed=what)]
        if isinstance(what, str):
            return [PropertySyncResult(system=system, title=system.upper(), error=what)]
        return await self.act(what)

    async def follow_events(self, system):
        self.asked.append(system)
        return await self.act(self.logs.get(system, []))

    async def reconcile(self, system):
        return await self.act(self.keys.get(system, 0))

    async def act(self, what):
        if isinstance(what, Exception):
            raise what
        return await what() if callable(what) else what

    def rounds(self):
        return (self.copies, self.feeds.copy), (self.logs, self.feeds.follow), (self.keys, self.feeds.reconcile)

    async def after(self, minutes, doing):
        self.time += timedelta(minutes=minutes)
        return await doing()

    async def told(self):
        found = await self.store.read(book.newest, limit=50, type_like="sync.")
        return [(one.event.type.removeprefix("sync."), one.event.payload["title"]) for one in reversed(found)]

    async def last(self):
        return (await self.store.read(book.newest, limit=1, type_like="sync."))[0].event.payload


@pytest.fixture
async def office(store):
    made = Office(store)
    yield made
    await made.feeds.at_work.stop()


async def test_an_outage_is_told_once_and_its_end_once_with_the_records_caught_up_over_restarts(office):
    office.copies["nwmls"] = "503 for /odata"
    for _ in range(30):
        await office.after(5, office.feeds.copy)
        office.restart()
    assert await office.told() == [("failed", "NWMLS")]
    office.copies["nwmls"] = 43
    for _ in range(2):
        await office.after(5, office.feeds.copy)
        office.restart()
    assert await office.told() == [("failed", "NWMLS"), ("recovered", "NWMLS")]
    said = await office.last()
    assert (said["said"], said["away"]) == ("NWMLS answers again; 43 records caught up", "2 h 30 min")


async def test_the_next_outage_is_told_again(office):
    for what in ("down", 1, "down", 2):
        office.copies["nwmls"] = what
        await office.after(60, office.feeds.copy)
    assert [kind for kind, _ in await office.told()] == ["failed", "recovered"] * 2
    assert (await office.last())["records"] == 2


async def test_an_mls_that_flaps_is_not_told_at_each_turn_but_when_it_stays_away(office):
    for what in ("down", 1, "down", 1, "down", "down", 1, "down", 1):
        office.copies["nwmls"] = what
        await office.after(4, office.feeds.copy)
    assert [kind for kind, _ in await office.told()] == ["failed", "recovered"]
    office.copies["nwmls"] = "down"
    for _ in range(4):
        await office.after(4, office.feeds.copy)
    assert [kind for kind, _ in await office.told()] == ["failed", "recovered", "failed"]


async def test_two_processes_that_see_the_same_outage_tell_it_once(office):
    outages = [Outages(office.store, Inbox(office.store, lambda: AT), lambda: AT) for _ in range(2)]
    down = SyncResult(system="fub", title="Follow Up Boss", error="down")
    for result in (down, SyncResult(system="fub", title="Follow Up Boss", added=1)):
        await asyncio.gather(*(one.note(result) for one in outages))
    assert await office.told() == [("failed", "Follow Up Boss"), ("recovered", "Follow Up Boss")]
    assert (await office.last())["said"] == "Follow Up Boss answers again; 1 record caught up"


async def test_a_log_that_cannot_be_read_while_copies_fail_too_is_the_same_outage(office):
    office.copies["nwmls"], office.logs["nwmls"] = "down", Unavailable("nwmls", "down")
    await office.feeds.copy()
    for _ in range(10):
        await office.after(1, office.feeds.follow)
    office.copies["nwmls"], office.logs["nwmls"] = 5, []
    await office.after(1, office.feeds.copy)
    await office.after(1, office.feeds.follow)
    assert await office.told() == [("failed", "NWMLS"), ("recovered", "NWMLS")]


async def test_a_log_that_fails_while_copies_work_is_told_once_after_a_few_tries_and_its_end_once(office):
    office.logs["nwmls"] = Unavailable("nwmls", "no log today")
    await office.after(1, office.feeds.follow)
    await office.after(1, office.feeds.copy)
    assert await office.told() == []
    for _ in range(5):
        await office.after(1, office.feeds.follow)
    assert await office.told() == [("failed", "NWMLS's event log")]
    office.logs["nwmls"] = [("K1", "changed")]
    await office.after(1, office.feeds.follow)
    await office.after(1, office.feeds.follow)
    assert await office.told() == [("failed", "NWMLS's event log"), ("recovered", "NWMLS's event log")]


async def test_a_comparison_of_keys_that_fails_every_night_is_told_once(office):
    office.keys["nwmls"] = Unavailable("nwmls", "down")
    for _ in range(3):
        await office.after(1440, office.feeds.reconcile)
    assert await office.told() == [("failed", "NWMLS's list of keys")]
    office.keys["nwmls"] = 2
    assert await office.after(60, office.feeds.reconcile) == "bright: 0 removed, nwmls: 2 removed"
    assert await office.told() == [("failed", "NWMLS's list of keys"), ("recovered", "NWMLS's list of keys")]


async def test_a_feed_that_hangs_holds_no_other_and_is_not_asked_twice_at_once(office):
    begun = []

    async def hang():
        begun.append(1)
        await asyncio.Event().wait()

    office.patience = 0.2
    office.restart()
    for doings, do in office.rounds():
        doings["bright"] = hang
        for _ in range(2):
            assert (await do()).startswith("bright: still at it, nwmls: 0 re")
    assert begun == [1, 1, 1]
    await office.feeds.at_work.stop()
    assert await office.feeds.copy() == "bright: still at it, nwmls: still at it"
    assert begun == [1, 1, 1]


async def test_a_feed_that_one_process_is_copying_no_other_begins_to_copy(office):
    begun = []

    async def hang():
        begun.append(1)
        await asyncio.Event().wait()

    office.patience = 0.2
    office.restart()
    office.copies["nwmls"] = hang
    await office.feeds.copy()
    another = replace(office.feeds, at_work=AtWork())
    assert await another.copy() == "bright: 0 read, 0 changed, nwmls: still at it"
    assert begun == [1]
    await office.feeds.at_work.stop()
    office.copies["nwmls"] = 3
    assert await another.copy() == "bright: 0 read, 0 changed, nwmls: 3 read, 3 changed"


async def test_a_feed_that_breaks_on_a_fault_of_ours_ends_no_loop(office):
    for doings, do in office.rounds():
        doings["bright"] = RuntimeError("no such thing")
        said = await do()
        assert said.startswith("bright: RuntimeError: no such thing. This is a fault of Jorge's., nwmls: 0 re")


async def test_an_mls_without_an_event_log_is_asked_again_tomorrow_and_not_every_minute(office):
    office.logs["nwmls"] = NoEvents("nwmls", "keeps none")
    for _ in range(3):
        await office.after(1, office.feeds.follow)
        office.restart()
    assert office.asked.count("nwmls") == 1
    await office.after(1440, office.feeds.follow)
    assert office.asked.count("nwmls") == 2
    assert await office.told() == []


async def test_an_mls_that_gives_its_event_log_up_while_it_fails_leaves_no_card_open(office):
    office.logs["nwmls"] = Unavailable("nwmls", "down")
    for _ in range(3):
        await office.after(1, office.feeds.follow)
    office.logs["nwmls"] = NoEvents("nwmls", "keeps none")
    await office.after(1, office.feeds.follow)
    assert [kind for kind, _ in await office.told()] == ["failed", "recovered"]


async def test_an_event_log_is_looked_at_several_times_a_minute(office):
    office.feeds = replace(office.feeds, pause=0.0)
    assert await office.feeds.follow(looks=3) == "bright: 0 records, nwmls: 0 records"
    assert office.asked.count("nwmls") == 3


async def test_a_push_without_a_key_comes_again_where_a_copy_is_being_made_already(office):
    office.patience = 0.1
    office.restart()
    office.copies["nwmls"] = asyncio.Event().wait
    push = office.inbox.new_event("nwmls", f"nwmls.{HINT}", "k", {"system": "nwmls"})
    with pytest.raises(Unavailable, match="still at it"):
        await office.feeds.take_push(push)
    await office.feeds.at_work.stop()
    office.patience = 5.0
    office.restart()
    office.copies["nwmls"] = 7
    assert await office.feeds.take_push(push) == "nwmls: 7 read, 7 changed"
