from __future__ import annotations

import asyncio

import pytest

from bot.engine.inbox import Inbox
from bot.engine.matcher import Matcher


@pytest.mark.parametrize("ticks", range(4))
async def test_the_matcher_stops_though_an_event_arrives_at_that_moment(store, ticks):
    inbox = Inbox(store)
    matcher = Matcher(store, inbox, None, tuple, lambda _event: None, leads=lambda: False, look_again=30)
    matcher.start()
    for _ in range(3):
        await asyncio.sleep(0)
    inbox.arrived.set()
    for _ in range(ticks):
        await asyncio.sleep(0)
    stopped, _ = await asyncio.wait([asyncio.create_task(matcher.stop())], timeout=5)
    assert stopped
