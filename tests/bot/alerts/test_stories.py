from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from integrations.models.alert import AlertStatus, Severity
from integrations.store import alerts as cards
from integrations.wire.errors import Unavailable

DANA, OWNER = "U0DANA", "U0JORGE"


async def test_a_hot_lead_reaches_jorge_at_once_and_says_why(place):
    shown = await place.tell("e1")
    assert (shown.channel, shown.message_ts) == ("D1", "1.a-e1")
    assert shown.waiting_since == place.clock.now
    assert await place.last_reason() == "urgent"


async def test_the_same_story_stays_on_its_card_with_the_newest_facts(place):
    first = await place.tell(why="looked", facts=(("Budget", "up to $700k"),))
    place.clock.on(minutes=1)
    again = await place.tell(why="asked", facts=(("Budget", "up to $800k"),))
    assert again.id == first.id
    assert (again.count, again.why, again.facts[0][1]) == (2, "asked", "up to $800k")
    assert place.messages.edits(first.id) == 2


async def test_the_same_effect_counts_once_for_ever(place):
    first = await place.tell("e1")
    assert (await place.tell("e1")).count == 1
    await place.book.done(first.id, OWNER)
    assert (await place.tell("e1")).id == first.id
    assert place.messages.edits(first.id) == 1


async def test_a_burst_is_one_card_and_one_edit(place):
    first = await place.tell()
    for _ in range(50):
        await place.tell()
    assert place.messages.edits(first.id) == 1
    await place.after(seconds=6)
    await place.after(seconds=6)
    assert place.messages.edits(first.id) == 2
    assert place.messages.cards[first.id][-1].count == 51


async def test_after_done_the_same_story_opens_a_new_card(place):
    first = await place.tell()
    await place.book.done(first.id, OWNER)
    second = await place.tell()
    assert second.id != first.id
    assert second.count == 1


async def test_two_processes_that_raise_the_same_new_story_make_one_card(place):
    told = await asyncio.gather(*(place.tell(f"p{at}", story="lead:c9") for at in range(8)))
    assert len({one.id for one in told}) == 1
    assert (await place.book.get(told[0].id)).count == 8


async def test_what_slack_did_not_take_is_shown_when_it_is_back(place):
    place.messages.down = True
    with pytest.raises(Unavailable):
        await place.tell("e1")
    place.messages.down = False
    await place.after(seconds=6)
    assert place.messages.edits("a-e1") == 1
    assert (await place.book.get("a-e1")).message_ts == "1.a-e1"


async def test_a_click_whose_edit_was_lost_is_made_good(place):
    one = await place.tell()
    await place.book.done(one.id, OWNER)  # and the edit never happened
    await place.after(seconds=6)
    assert place.messages.cards[one.id][-1].status is AlertStatus.DONE


async def test_quieter_news_takes_no_urgent_heading_away(place):
    await place.tell(title="Hot lead: Maria")
    one = await place.tell(title="Maria looked", why="looked at 3 homes", severity=Severity.NORMAL, kind="looked")
    assert (one.title, one.severity, one.kind) == ("Hot lead: Maria", Severity.URGENT, "hot_lead")
    assert one.why == "looked at 3 homes"


async def test_news_on_an_acknowledged_card_opens_it_again_and_calls_jorge(place):
    one = await place.tell()
    await place.book.acknowledge(one.id, OWNER)
    again = await place.tell(why="asked again")
    assert again.status is AlertStatus.OPEN
    assert list(place.messages.nudges.values()) == ["Again: Hot lead: Maria. asked again"]


async def test_news_on_a_claimed_card_disturbs_nobody_else(place):
    one = await place.tell()
    await place.book.claim(one.id, DANA)
    again = await place.tell()
    assert (again.status, again.claimed_by, again.count) == (AlertStatus.ACKNOWLEDGED, DANA, 2)
    assert place.messages.nudges == {}


async def test_the_first_claim_wins_however_many_come_at_once(place):
    one = await place.tell()
    results = await asyncio.gather(*(place.book.claim(one.id, f"U{at}") for at in range(6)), return_exceptions=True)
    winners = [each.claimed_by for each in results if not isinstance(each, Exception)]
    assert winners == [(await place.book.get(one.id)).claimed_by]


async def test_what_is_given_back_waits_for_somebody_anew(place):
    one = await place.tell()
    await place.book.claim(one.id, DANA)
    place.clock.on(minutes=20)
    back = await place.book.release(one.id, DANA)
    assert (back.status, back.claimed_by, back.waiting_since) == (AlertStatus.OPEN, None, place.clock.now)
    assert back.round == 1


async def test_a_snoozed_story_counts_on_and_comes_back_once(place):
    one = await place.tell()
    await place.book.snooze(one.id, OWNER, place.clock.now + timedelta(hours=1))
    await place.tell()
    assert await place.last_reason() == "snoozed until Mar 4, 10:00"
    await place.after(minutes=61)
    await place.after(minutes=1)
    woken = await place.book.get(one.id)
    assert (woken.status, woken.count) == (AlertStatus.OPEN, 2)
    assert [said for said in place.messages.nudges.values() if "snooze is over" in said] == [
        "The snooze is over: Hot lead: Maria"
    ]


async def test_a_snoozed_story_that_becomes_urgent_does_not_wait(place):
    one = await place.tell(severity=Severity.NORMAL)
    await place.book.snooze(one.id, OWNER, place.clock.now + timedelta(hours=9))
    again = await place.tell(severity=Severity.URGENT)
    assert again.status is AlertStatus.OPEN
    assert again.snoozed_until is None


async def test_a_snooze_that_ends_at_night_waits_for_the_brief(place, make):
    place.clock.now = make.night - timedelta(hours=2)
    one = await place.tell(severity=Severity.NORMAL)
    await place.book.snooze(one.id, OWNER, make.night)
    await place.at(make.night)
    kept = await place.book.get(one.id)
    assert (kept.status, kept.deferred_until) == (AlertStatus.OPEN, make.brief)
    await place.at(make.brief)
    assert (await place.book.get(one.id)).deferred_until is None


async def test_the_list_shows_the_most_pressing_first(place):
    await place.tell("n", story="s1", severity=Severity.NORMAL)
    await place.tell("u", story="s2")
    await place.tell("d", story="s3")
    await place.book.acknowledge("a-d", OWNER)
    assert [one.id for one in await place.book.listed()] == ["a-u", "a-n", "a-d"]
    assert [one.id for one in await place.book.listed(AlertStatus.ACKNOWLEDGED)] == ["a-d"]
    assert await place.store.read(cards.counted) == {"open": 2, "acknowledged": 1}


OUTAGE = {"story": "sync:nwmls", "kind": "sync_failing", "severity": Severity.NORMAL, "contact_id": None, "people": ()}
BACK = OUTAGE | {"kind": "sync_recovered", "status": AlertStatus.DONE, "title": "NWMLS answers again", "why": ""}


async def test_news_that_ends_its_story_closes_the_card_and_says_so_in_its_thread_once(place):
    first = await place.tell("down", **OUTAGE)
    place.clock.on(hours=2)
    for _ in range(2):
        back = await place.tell("back", **BACK)
    assert (back.id, back.status, back.title) == (first.id, AlertStatus.DONE, "NWMLS answers again")
    assert place.messages.edits(first.id) == 2
    assert list(place.messages.nudges.values()) == ["NWMLS answers again."]
    assert (await place.tell("down again", **OUTAGE)).id != first.id


async def test_news_that_ends_a_story_whose_card_jorge_put_away_is_said_on_a_card_that_is_done(place):
    first = await place.tell("down", **OUTAGE)
    await place.book.done(first.id, OWNER)
    back = await place.tell("back", **BACK)
    assert (back.status, place.messages.edits(back.id)) == (AlertStatus.DONE, 1)


async def test_what_began_and_ended_in_the_night_wakes_nobody(place, make):
    place.clock.now = make.night
    first = await place.tell("down", **OUTAGE)
    await place.tell("back", **BACK)
    await place.at(make.brief)
    assert place.messages.edits(first.id) == 0
    assert place.messages.nudges == {}
