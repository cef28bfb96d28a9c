from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from integrations.store import rule_turns as turns
from integrations.store.rule_turns import Limit, Rest

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def cap(most, subject="", hours=24):
    return Limit(most=most, subject=subject, window=timedelta(hours=hours))


async def take(store, event_id, at, *limits, rest=None, rule="r"):
    return await store.write(turns.take, rule, event_id, now=at, rest=rest, limits=limits)


async def test_a_rule_acts_as_often_as_its_cap_says_and_then_says_when_again(store):
    for hour in range(3):
        assert await take(store, f"e{hour}", NOON + timedelta(hours=hour), cap(3)) is None
    assert await take(store, "e3", NOON + timedelta(hours=3), cap(3)) == NOON + DAY


async def test_the_window_rolls_and_has_no_midnight(store):
    assert await take(store, "e1", NOON + timedelta(hours=11, minutes=50), cap(1)) is None
    after_midnight = NOON + timedelta(hours=12, minutes=10)
    assert await take(store, "e2", after_midnight, cap(1)) == NOON + DAY + timedelta(hours=11, minutes=50)
    assert await take(store, "e3", NOON + DAY + timedelta(hours=11, minutes=50), cap(1)) is None


async def test_what_was_refused_counts_for_nothing(store):
    assert await take(store, "e0", NOON, cap(1, hours=1)) is None
    for minute in range(1, 30):
        assert await take(store, f"r{minute}", NOON + timedelta(minutes=minute), cap(1, hours=1)) is not None
    assert await take(store, "e1", NOON + timedelta(hours=1), cap(1, hours=1)) is None


async def test_each_subject_has_a_cap_of_its_own_beside_the_one_for_all(store):
    def limits(who):
        return cap(3), cap(1, who)

    assert await take(store, "e1", NOON, *limits("ann")) is None
    assert await take(store, "e2", NOON, *limits("ann")) == NOON + DAY
    assert await take(store, "e3", NOON, *limits("bob")) is None
    assert await take(store, "e4", NOON, *limits("cid")) is None
    assert await take(store, "e5", NOON, *limits("dan")) == NOON + DAY


async def test_the_event_that_got_its_turn_may_go_on_after_a_crash(store):
    rest = Rest(subject="ann", length=timedelta(hours=1))
    for _ in range(3):
        assert await take(store, "e1", NOON, cap(1), rest=rest) is None
    assert await take(store, "e2", NOON, cap(1), rest=rest) == NOON + DAY


async def test_a_rule_that_rests_uses_none_of_its_cap_and_a_full_cap_begins_no_rest(store):
    rest = Rest(subject="ann", length=timedelta(hours=1))
    assert await take(store, "e1", NOON, cap(2), rest=rest) is None
    assert await take(store, "e2", NOON + timedelta(minutes=1), cap(2), rest=rest) == NOON + timedelta(hours=1)
    assert await take(store, "e3", NOON + timedelta(hours=1), cap(2), rest=rest) is None
    full = NOON + timedelta(hours=3)
    assert await take(store, "e4", full, cap(2), rest=rest) == NOON + DAY
    assert await take(store, "e5", full, cap(9), rest=rest) is None


async def test_of_many_events_at_once_no_more_act_than_the_cap_allows(store):
    said = await asyncio.gather(*[take(store, f"e{n}", NOON, cap(3)) for n in range(12)])
    assert sum(one is None for one in said) == 3


async def test_caps_of_one_rule_are_no_matter_of_another(store):
    assert await take(store, "e1", NOON, cap(1)) is None
    assert await take(store, "e1", NOON, cap(1), rule="other") is None
