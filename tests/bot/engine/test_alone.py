"""What only one process may do at a time."""

from __future__ import annotations

import asyncio

from bot.engine.alone import alone
from bot.engine.identity import process_mark
from integrations.store import leases


async def test_the_second_is_refused_until_the_first_has_ended(store):
    async with alone(store, "round:copy:nwmls") as first, alone(store, "round:copy:nwmls") as second:
        assert (first, second) == (True, False)
    async with alone(store, "round:copy:nwmls") as third:
        assert third
    assert await store.read(leases.named, "") == []


async def test_what_takes_longer_than_a_lease_is_renewed(store):
    async with alone(store, "x", lease=0.4), asyncio.timeout(20):
        (before,) = (now,) = await store.read(leases.named, "x")
        while now.left <= before.left:
            await asyncio.sleep(0.01)
            before, (now,) = now, await store.read(leases.named, "x")


async def test_a_process_that_died_is_taken_over_at_once(store):
    dead = ":".join([process_mark().rsplit(":", 2)[0], "999999999", "ab"])
    await store.write(leases.hold, "x", dead, 600)
    async with alone(store, "x") as mine:
        assert mine
