from __future__ import annotations

from datetime import UTC, datetime, timedelta

from integrations.store import slack as shelf

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
ASKED = {"text": "hello", "channel": "D1", "user": "U1", "thread_ts": "1.1"}


async def test_a_delivery_is_new_once(store):
    assert await store.write(shelf.saw, "event:1", NOW)
    assert not await store.write(shelf.saw, "event:1", NOW)


async def test_a_question_stays_open_until_it_is_answered(store):
    await store.write(shelf.saw, "event:1", NOW, ASKED)
    await store.write(shelf.saw, "event:2", NOW)
    assert await store.read(shelf.unanswered, NOW) == [("event:1", ASKED)]
    assert await store.read(shelf.unanswered, NOW + timedelta(seconds=1)) == []
    await store.write(shelf.finish, "event:1", NOW)
    assert await store.read(shelf.unanswered, NOW) == []


async def test_the_outbox_knows_where_a_message_stands(store):
    assert await store.write(shelf.begin, "k", "D1", None, NOW) is None
    assert (await store.write(shelf.begin, "k", "D1", None, NOW)).message_ts is None
    await store.write(shelf.posted, "k", "D1", "1.2")
    assert (await store.read(shelf.sent_as, "D1", "1.2")).key == "k"
    await store.write(shelf.withdraw, "k")
    assert (await store.read(shelf.sent, "k")).message_ts == "1.2"


async def test_what_is_long_past_is_forgotten(store):
    await store.write(shelf.saw, "event:1", NOW - timedelta(days=9))
    await store.write(shelf.keep_offer, "t", {"options": ["a"]}, NOW)
    await store.write(shelf.forget, NOW - timedelta(days=7))
    assert await store.write(shelf.saw, "event:1", NOW)
    assert await store.read(shelf.offered, "t") == {"options": ["a"]}
