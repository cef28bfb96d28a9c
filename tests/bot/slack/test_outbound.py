from __future__ import annotations

import asyncio
import time

import pytest
from sqlalchemy import select

from bot.slack.card import Card
from bot.slack.client import connect_client
from bot.slack.outbound import Outbound
from bot.slack.views.blocks import card as make_card
from bot.slack.views.blocks import markdown, section, table
from integrations.store import slack as shelf
from integrations.store import slack_said
from integrations.store.tables.takedowns import slack_said as said

C = "C1"


@pytest.fixture
def out(room):
    return room.slackhouse.house.outbound


async def test_the_same_key_posts_once_even_after_a_restart(room, out, book):
    first = await out.post(C, Card("hello"), key="k")
    again = await Outbound("", book, client=room.slack).post(C, Card("hello"), key="k")
    assert (first.message_ts, len(room.slack.posts(C))) == (again.message_ts, 1)


async def test_a_lost_answer_does_not_lead_to_a_second_message(room, out):
    room.slack.refusals["chat.postMessage"] = [TimeoutError("lost")]
    sent = await out.post(C, Card("hello"), key="k")
    assert [one["ts"] for one in room.slack.posts(C)] == [sent.message_ts]


async def test_a_message_that_never_arrived_is_sent_again(room, out):
    room.slack.refusals["chat.postMessage"] = [TimeoutError("no route")]
    await out.post(C, Card("hello"), key="k")
    assert len(room.slack.posts(C)) == 1


async def test_a_crash_between_sending_and_knowing_finds_the_message_again(room, out):
    sent = await out.post(C, Card("hello"), key="k")

    def forget_ts(connection):
        from integrations.store.tables.slack import slack_outbox

        connection.execute(slack_outbox.update().values(message_ts=None))

    await room.store.write(forget_ts)
    assert (await out.post(C, Card("hello"), key="k")).message_ts == sent.message_ts
    assert len(room.slack.posts(C)) == 1


async def test_a_message_whose_words_a_crash_kept_from_being_noted_is_noted_by_the_next_try(room, out, monkeypatch):
    def crash(*_given):
        raise RuntimeError("killed")

    keep = slack_said.keep
    monkeypatch.setattr(slack_said, "keep", crash)
    with pytest.raises(RuntimeError, match="killed"):
        await out.post(C, Card("hello"), key="k")
    monkeypatch.setattr(slack_said, "keep", keep)
    sent = await out.post(C, Card("hello"), key="k")
    with room.store.reading() as connection:
        noted = connection.execute(select(said.c.message_ts, said.c.said).where(said.c.channel == C)).all()
    assert [tuple(row) for row in noted] == [(sent.message_ts, '["hello"]')]
    assert len(room.slack.posts(C)) == 1


async def test_a_refused_message_may_be_tried_again(room, out):
    room.slack.refusals["chat.postMessage"] = ["not_in_channel"]
    with pytest.raises(Exception, match="not_in_channel"):
        await out.post(C, Card("hello"), key="k")
    assert await room.store.read(shelf.sent, "k") is None
    await out.post(C, Card("hello"), key="k")
    assert len(room.slack.posts(C)) == 1


async def test_unknown_blocks_are_said_with_old_ones_and_at_last_in_words(room, out):
    new = make_card("words", [markdown("**a** <b>"), table([["A", "B"], ["1", "2"]]), section("plain")])
    room.slack.refusals["chat.postMessage"] = ["invalid_blocks"]
    await out.post(C, new)
    assert {block["type"] for block in room.slack.posts(C)[0]["blocks"]} == {"section"}
    room.slack.refusals["chat.postMessage"] = ["invalid_blocks", "invalid_blocks"]
    await out.post(C, new)
    assert not room.slack.posts(C)[1].get("blocks")
    assert room.slack.posts(C)[1]["text"] == "words"


async def test_edits_in_quick_succession_melt_into_the_last(room, out):
    sent = await out.post(C, Card("one"))
    await asyncio.gather(*(out.edit(C, sent.message_ts, Card(f"version {at}")) for at in range(20)))
    assert len(room.slack.of("chat.update")) <= 2
    assert room.slack.posts(C)[0]["text"] == "version 19"


async def test_after_slack_asked_to_slow_down_a_channel_gets_one_message_a_second(room, out):
    await out.post(C, Card("one"))
    out.pace.slow_down()
    before = time.monotonic()
    await out.post(C, Card("two"))
    assert time.monotonic() - before > 0.5
    waiting = asyncio.create_task(out.post(C, Card("three")))
    await out.post("C2", Card("other channel"))
    assert not waiting.done()
    await waiting


async def test_messages_of_a_channel_keep_their_order(room, out):
    await asyncio.gather(*(out.post(C, Card(str(at))) for at in range(10)))
    texts = [one["text"] for one in room.slack.posts(C)]
    assert sorted(texts) == sorted(str(at) for at in range(10))


async def test_an_ephemeral_message_that_is_refused_goes_to_the_dm(room, out):
    room.slack.refusals["chat.postEphemeral"] = ["user_not_in_channel"]
    await out.whisper(C, "U0DANA", Card("psst"))
    assert [one["channel"] for one in room.slack.posts()] == ["D0DANA"]


def test_a_base_url_is_the_server_alone():
    assert connect_client("xoxb", "http://127.0.0.1:8642").base_url == "http://127.0.0.1:8642/api/"
    assert connect_client("xoxb", "http://127.0.0.1:8642/api/").base_url == "http://127.0.0.1:8642/api/"
    assert connect_client("xoxb").base_url == "https://slack.com/api/"
