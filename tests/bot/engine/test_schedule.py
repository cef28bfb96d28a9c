"""The clock's ticks, with a moving clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.engine.inbox import Inbox
from bot.engine.schedule import Schedule
from integrations.store import Store
from integrations.store import events as book


@pytest.fixture
def clock(store: Store):
    """A moving clock and schedules by it, each in a process of its own."""

    class Clock:
        now = datetime(2026, 3, 8, 9, 58, 20, tzinfo=UTC)  # two minutes before clocks go forward in Seattle

        def schedule(self, *, leads=True, every=300):
            async def nothing():
                return

            inbox = Inbox(store, lambda: self.now)
            return Schedule(store, inbox, nothing, lambda: leads, every={"mls": every}, now=lambda: self.now)

        async def ticks(self):
            return [one.event.key for one in reversed(await store.read(book.newest))]

    return Clock()


async def test_two_clocks_give_one_tick_and_a_follower_none(clock):
    await clock.schedule(leads=False).tick("mls")
    assert await clock.ticks() == []
    await asyncio.gather(clock.schedule().tick("mls"), clock.schedule().tick("mls"))
    assert await clock.ticks() == ["sched:mls:2026-03-08T09:55:00+00:00"]


async def test_however_many_ticks_were_missed_a_new_leader_makes_up_with_one(clock):
    await clock.schedule().watch()
    assert await clock.ticks() == []  # a system that never ticked is not copied by surprise
    await clock.schedule().tick("mls")
    clock.now += timedelta(hours=7)
    new = clock.schedule()
    await new.watch()
    await new.watch()
    assert len(await clock.ticks()) == 2
    assert (await clock.ticks())[-1] == "sched:mls:2026-03-08T16:55:00+00:00"


async def test_a_clock_that_jumps_back_or_over_daylight_saving_repeats_no_tick(clock):
    schedule = clock.schedule()
    for minutes in (0, 5, -5, 5, 5):
        clock.now += timedelta(minutes=minutes)
        await schedule.tick("mls")
    times = [key.removeprefix("sched:mls:2026-03-08T")[:5] for key in await clock.ticks()]
    assert times == ["09:55", "10:00", "10:05"]


async def test_the_hour_that_a_clock_in_seattle_shows_twice_ticks_twice_and_a_missing_one_is_none(clock):
    schedule = clock.schedule(every=3600)
    for begins, hours in ((datetime(2026, 11, 1, 7, 30, tzinfo=UTC), 4), (datetime(2027, 3, 14, 8, 30, tzinfo=UTC), 3)):
        before = len(await clock.ticks())
        for quarter in range(4 * hours):
            clock.now = begins + timedelta(minutes=15 * quarter)
            await schedule.tick("mls")
        assert len(await clock.ticks()) - before == hours + 1  # the first and the last hour are there in part
