from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys

import dbos
import pytest
from dbos import DBOS
from sqlalchemy.exc import OperationalError

from bot.engine.identity import is_gone, process_mark
from bot.engine.supervisor import Supervisor
from bot.engine.workflows import APPLICATION_VERSION
from integrations.store import Store, leases
from integrations.store import events as book
from integrations.store.system import open_system_engine


async def _stuck_in_its_second_step(room, *, executor="office"):
    """A run whose text is sent, and whose process dies before it can write that down."""
    await room.start(executor)
    room.phone.hold = asyncio.Event().wait
    event = await room.put("said", who="Ann", why="x")
    await room.until(lambda: room.phone.sent)
    await room.crash()
    room.phone.hold = None
    return event


async def test_a_crash_between_vendor_and_checkpoint_repeats_one_step_under_its_key(room):
    event = await _stuck_in_its_second_step(room)
    await room.start()
    await room.runs(event, "done")
    assert len(room.phone.calls) == 2
    assert len(room.phone.sent) == 1
    assert [len(versions) for versions in room.slack.cards.values()] == [1]


async def test_an_executor_that_never_returns_is_adopted(room):
    event = await _stuck_in_its_second_step(room, executor="dead")
    # As if it had run on another machine: nothing but the lapsed lease tells.
    (lease,) = await room.store.read(leases.named, "executor:")
    await room.store.write(leases.release, lease.name, lease.holder)
    await room.store.write(leases.hold, lease.name, "elsewhere:1:ffff", 5.0)
    engine = await room.start("alive")
    assert engine.supervisor.executor == "alive"
    await room.runs(event, "done")
    assert len(room.phone.sent) == 1
    await room.until(lambda: True)
    assert [one.name for one in await room.store.read(leases.named, "executor:")] == ["executor:alive"]


async def test_work_that_nobody_has_a_lease_for_is_adopted_too(room):
    event = await _stuck_in_its_second_step(room, executor="dead")
    await room.store.write(leases.release_all, (await room.store.read(leases.named, "executor:"))[0].holder)
    await room.start("alive")
    await room.runs(event, "done")
    assert len(room.phone.sent) == 1


async def test_work_that_was_not_taken_up_because_the_database_was_away_is_resumed_by_its_own_process(
    room, monkeypatch
):
    event = await _stuck_in_its_second_step(room)
    monkeypatch.setattr("dbos._dbos.startup_recovery_thread", lambda *_: None)  # logs the error, and goes on without
    engine = await room.start()
    for _ in range(2):
        await engine.supervisor.beat()
    await room.runs(event, "done")
    assert len(room.phone.calls) == 2
    assert len(room.phone.sent) == 1


@pytest.mark.parametrize("where", ["start_run", "finish_run"])
async def test_a_database_that_goes_away_in_the_middle_of_a_run_delays_it_and_loses_nothing(room, monkeypatch, where):
    engine = await room.start()
    write, trouble = room.store.write, [OperationalError("", {}, sqlite3.OperationalError("disk full"))] * 2

    async def failing(query, *args, **kwargs):
        if query.__name__ == where and trouble:
            raise trouble.pop()
        return await write(query, *args, **kwargs)

    monkeypatch.setattr(room.store, "write", failing)
    event = await room.put("said", who="Ann", why="x")
    async with asyncio.timeout(20):
        while trouble or [run.status for run in await room.store.read(book.runs_of, event.id)] != ["done"]:
            await engine.supervisor.beat()
            await asyncio.sleep(0.01)
    assert len(room.phone.sent) == 1
    assert [card.count for card in room.slack.latest] == [1]


async def test_work_that_runs_is_no_stray(room):
    engine = await room.start()
    release = asyncio.Event()
    room.phone.hold = release.wait
    event = await room.put("said", who="Ann", why="x")
    await room.until(lambda: room.phone.sent)
    for _ in range(3):
        await engine.supervisor.beat()
    assert not await engine.workflows.strays()
    release.set()
    await room.runs(event, "done")
    assert len(room.phone.calls) == 1


async def test_two_that_adopt_at_once_and_adopt_again_do_each_workflow_once(room):
    event = await _stuck_in_its_second_step(room, executor="dead")
    engine = await room.start("alive")
    await asyncio.gather(*(engine.workflows.adopt("dead") for _ in range(4)))
    await room.runs(event, "done")
    await engine.workflows.adopt("dead")
    await asyncio.sleep(0.2)
    assert len(room.phone.calls) == 2
    assert len(room.phone.sent) == 1


async def test_a_lease_that_lapses_on_a_live_but_slow_executor_harms_nothing(room):
    engine = await room.start("slow")
    release = asyncio.Event()
    room.phone.hold = release.wait
    event = await room.put("said", who="Ann", why="x")
    await room.until(lambda: room.phone.sent)
    await engine.workflows.adopt("slow")  # a peer thinks that it is dead; the workflow starts a second time
    await room.until(lambda: len(room.phone.calls) == 2)
    release.set()
    await room.runs(event, "done")
    assert len(room.phone.sent) == 1
    assert [card.count for card in room.slack.latest] == [1]


async def test_a_deploy_resumes_what_was_begun_because_the_version_is_pinned(room):
    await _stuck_in_its_second_step(room)
    await room.start()
    statuses = await DBOS.list_workflows_async(load_input=False, load_output=False)
    assert {one.app_version for one in statuses} == {APPLICATION_VERSION}


def test_dbos_is_the_version_whose_inside_is_known():
    from importlib.metadata import version

    assert version("dbos").startswith("3.4."), "read _recover_pending_workflows, get_queue and _workflow_tasks again"
    assert dbos.DBOS._recover_pending_workflows


async def test_a_second_process_of_a_name_gets_a_number_and_the_name_is_free_at_once_after_a_kill(store: Store):
    machine = process_mark().rpartition(":")[0].rpartition(":")[0]
    first, second = Supervisor(store, "office"), Supervisor(store, "office")
    first._mark, second._mark = f"{machine}:{os.getppid()}:aa", "elsewhere:7:bb"
    assert await first.enlist() == "office"
    assert await second.enlist() == "office.2"
    await first.stop()
    killed = Supervisor(store, "office")
    killed._mark = f"{machine}:4194305:cc"
    assert await killed.enlist() == "office"
    assert await Supervisor(store, "office").enlist() == "office"


def test_a_process_is_known_to_be_gone_only_on_its_own_machine():
    mine = process_mark()
    machine = mine.rpartition(":")[0].rpartition(":")[0]
    assert is_gone(mine)  # another process with our id and another number: it was before us
    assert is_gone(f"{machine}:4194305:00")
    assert not is_gone(f"{machine}:{os.getppid()}:00")
    assert not is_gone("elsewhere:4194305:00")


async def test_of_two_leaders_one_leads_and_the_other_takes_over(store: Store):
    class Idle:
        async def strays(self):
            return set()

        async def executors(self):
            return set()

        async def adopt(self, _name):
            return 0

    one, two = Supervisor(store, "a", lease=0.3, beat=9), Supervisor(store, "b", lease=0.3, beat=9)
    one._mark, two._mark = "here:1:aa", "there:1:bb"
    for each in (one, two):
        await each.enlist()
        await each.start(Idle(), ("matcher",))
    assert (one.leads("matcher"), two.leads("matcher")) == (True, False)
    await asyncio.sleep(0.35)
    await two.beat()
    await one.beat()
    assert (one.leads("matcher"), two.leads("matcher")) == (False, True)
    await two.stop()
    await one.beat()
    assert one.leads("matcher")
    await one.stop()
    assert not await store.read(leases.named, "")


async def test_of_many_who_want_a_lapsed_lease_one_gets_it(store: Store):
    await store.write(leases.hold, "part", "old", -1.0)
    got = await asyncio.gather(*(store.write(leases.hold, "part", f"p{n}", 5.0) for n in range(12)))
    assert sum(got) == 1


def test_both_sqlite_files_are_in_wal_with_full_durability(tmp_path):
    store, system = Store.at(tmp_path / "jorge.db"), open_system_engine(f"sqlite:///{tmp_path / 'dbos.db'}")
    for engine in (store.engine, system):
        with engine.connect() as connection:
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert found == ["wal", 2]
        engine.dispose()


def test_a_process_that_takes_webhooks_in_has_nothing_that_could_run_a_workflow():
    loaded = "import bot.processes, bot.house, bot.engine.inbox, bot.engine.orchestrator, bot.web.app, sys"
    check = f"{loaded}; sys.exit(bool({{'dbos', 'apscheduler'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
