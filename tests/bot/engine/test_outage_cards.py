"""An MLS goes away and comes back: from the clock's tick through the rules of the book to one card."""

from __future__ import annotations

import asyncio
from itertools import count

from bot.rules import read_book
from integrations.mls import MLSIntegrationHub
from integrations.models.alert import AlertStatus
from integrations.models.sync import PropertySyncResult

OURS = {"sync_failing", "sync_recovered"}


async def test_an_outage_makes_one_card_that_is_done_when_the_mls_answers_again(room, store):
    said = {"error": "503 for /odata"}
    asked = []
    real = MLSIntegrationHub(store, [])

    async def sync_each(systems):
        asked.append(systems)
        return [PropertySyncResult(system=systems[0], title="NWMLS", **said)]

    mls = {"systems": ("nwmls",), "title_of": str.upper, "as_of": real.as_of, "is_own": real.is_own}
    vars(room.toolbox.hubs.mls).update(mls, sync_each=sync_each)
    room.rules[:] = [rule for rule in read_book() if rule.rule_id in OURS]
    await room.start()
    await room.put("schedule.sync", "tick1", "schedule", system="mls")
    await room.until(lambda: room.slack.cards)
    (card,) = room.slack.latest
    assert (card.title, card.why) == ("NWMLS cannot be copied", "503 for /odata")
    copies = len(asked)
    await room.put("schedule.sync", "tick2", "schedule", system="mls")
    await room.until(lambda: len(asked) > copies)
    said.clear()
    said.update(read=43, changed=43)
    # A tick that comes while the copy of the one before is under way begins none.
    ticks = count(3)
    async with asyncio.timeout(30):
        while room.slack.latest[0].status is not AlertStatus.DONE:
            await room.put("schedule.sync", f"tick{next(ticks)}", "schedule", system="mls")
            await asyncio.sleep(0.2)
    (card,) = room.slack.latest
    assert (card.title, card.count) == ("NWMLS answers again; 43 records caught up", 2)
    assert card.why == "It was away for 0 min."


def test_the_rules_of_outages_are_in_the_book():
    assert {rule.rule_id for rule in read_book()} >= OURS | {"feed_differs", "feed_agrees", "feed_takedown"}
