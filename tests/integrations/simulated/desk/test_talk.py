from __future__ import annotations

import asyncio

import pytest
from slack_sdk.errors import SlackApiError


def echo(app):
    @app.event("message")
    async def on_message(event, say):
        await say(text=f"You said {event['text']}", thread_ts=event["ts"])


async def test_a_message_in_the_dm_is_answered_in_its_thread(town):
    await town.bolt(echo)
    page = await town.page()

    sent = await page.say("D0JORGE", "hello")

    changed = await page.hear("message_changed", channel="D0JORGE")
    assert changed["message"]["reply_count"] == 1
    thread = (await page.get(f"channels/D0JORGE/threads/{sent['ts']}"))["messages"]
    assert [message["text"] for message in thread] == ["hello", "You said hello"]
    assert thread[1]["user"] == "U0BOT"


async def test_a_mention_in_a_channel_reaches_the_app_and_a_plain_message_does_not(town):
    heard = []

    def listen(app):
        @app.event("app_mention")
        async def on_mention(event, say):
            heard.append(event["text"])
            await say("here")

    await town.bolt(listen)
    page = await town.page()

    await page.say("C0LEADS", "nobody asked")
    await page.say("C0LEADS", "<@U0BOT> who is hot?")

    await town.until(lambda: heard)
    assert heard == ["<@U0BOT> who is hot?"]


async def test_dana_has_a_dm_of_her_own_which_jorge_cannot_read(town):
    await town.bolt(echo)
    dana, jorge = await town.page("U0DANA"), await town.page()

    sent = await dana.say("D0DANA", "hi")

    await dana.hear("message_changed", channel="D0DANA")
    thread = (await dana.get(f"channels/D0DANA/threads/{sent['ts']}"))["messages"]
    assert thread[1]["text"] == "You said hi"
    assert (await jorge.get("channels/D0DANA/messages"))["error"] == "channel_not_found"
    assert not [each for each in jorge.heard if each.get("channel") == "D0DANA"]


async def test_the_app_edits_and_deletes_what_it_said_but_not_what_others_said(town):
    page, client = await town.page(), town.client()
    posted = await client.chat_postMessage(channel="#leads", text="one", blocks=[{"type": "divider"}])

    await client.chat_update(channel="C0LEADS", ts=posted["ts"], text="two")

    changed = (await page.hear("message_changed"))["message"]
    assert (changed["text"], changed.get("blocks")) == ("two", None)
    await client.chat_delete(channel="C0LEADS", ts=posted["ts"])
    await page.hear("message_deleted", ts=posted["ts"])
    said = await page.say("C0LEADS", "mine")
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel="C0LEADS", ts=said["ts"], text="not yours")


async def test_every_ts_is_later_than_the_one_before(town):
    client = town.client()

    stamps = [(await client.chat_postMessage(channel="C0DEALS", text=str(n)))["ts"] for n in range(5)]

    assert stamps == sorted(set(stamps))
    history = await client.conversations_history(channel="C0DEALS", limit=3)
    assert [message["text"] for message in history["messages"]] == ["4", "3", "2"]
    older = await client.conversations_history(channel="C0DEALS", cursor=history["response_metadata"]["next_cursor"])
    assert [message["text"] for message in older["messages"]] == ["1", "0"]


async def test_history_shows_metadata_only_when_asked(town):
    client = town.client()
    mark = {"event_type": "alert", "event_payload": {"key": "42"}}
    posted = await client.chat_postMessage(channel="U0JORGE", text="hot lead", metadata=mark)

    plain = await client.conversations_history(channel="D0JORGE")
    full = await client.conversations_history(channel="D0JORGE", include_all_metadata=True)

    assert posted["channel"] == "D0JORGE"
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == mark


async def test_an_ephemeral_message_is_seen_by_one_user_only(town):
    jorge, dana = await town.page(), await town.page("U0DANA")

    await town.client().chat_postEphemeral(channel="C0LEADS", user="U0JORGE", text="psst")

    assert (await jorge.hear("ephemeral"))["message"]["ephemeral"]
    assert [message["text"] for message in await jorge.messages("C0LEADS")] == ["psst"]
    assert await dana.messages("C0LEADS") == []


async def test_the_thinking_line_goes_when_the_app_replies(town):
    client, page = town.client(), await town.page()
    sent = await page.say("D0JORGE", "what is it worth?")

    await client.assistant_threads_setStatus(
        channel_id="D0JORGE", thread_ts=sent["ts"], status="is valuing ...", loading_messages=["Looking at comps"]
    )
    status = await page.hear("status", text="is valuing ...")
    await client.chat_postMessage(channel="D0JORGE", thread_ts=sent["ts"], text="$800,000")

    assert status["loading_messages"] == ["Looking at comps"]
    await page.hear("status", text="", thread_ts=sent["ts"])


async def test_reactions_are_counted_and_told(town):
    heard = asyncio.Queue()

    def listen(app):
        @app.event("reaction_added")
        async def on_reaction(event):
            await heard.put(event)

    await town.bolt(listen)
    page = await town.page()
    posted = await town.client().chat_postMessage(channel="C0LEADS", text="sold!")

    await page.post("reactions", channel="C0LEADS", ts=posted["ts"], name="tada")

    event = await asyncio.wait_for(heard.get(), 3)
    assert (event["reaction"], event["item"]["ts"], event["user"]) == ("tada", posted["ts"], "U0JORGE")
    shown = (await page.hear("reaction"))["reactions"]
    assert shown == [{"name": "tada", "users": ["U0JORGE"], "count": 1}]


async def test_unread_messages_are_counted_until_the_place_is_opened(town):
    page, client = await town.page(), town.client()
    await client.chat_postMessage(channel="C0LEADS", text="one")
    await client.chat_postMessage(channel="C0LEADS", text="two")

    await page.hear("unread", channel="C0LEADS", count=2)
    await page.post("opened", channel="C0LEADS")

    places = {each["id"]: each["unread"] for each in (await page.get("state"))["channels"]}
    assert places == {"C0LEADS": 0, "C0DEALS": 0, "C0MARKET": 0, "D0JORGE": 0}


async def test_suggested_prompts_with_a_thread_are_ignored_in_silence(town):
    client, page = town.client(), await town.page()
    prompts = [{"title": "Value", "message": "What is it worth?"}]

    await client.assistant_threads_setSuggestedPrompts(channel_id="D0JORGE", prompts=prompts, thread_ts="1.0")
    before = (await page.get("state"))["prompts"]["D0JORGE"]
    await client.assistant_threads_setSuggestedPrompts(channel_id="D0JORGE", prompts=prompts, title="Try")
    after = (await page.get("state"))["prompts"]["D0JORGE"]

    assert before["prompts"][0]["title"] == "Hot buyers"
    assert after == {"title": "Try", "prompts": prompts}


async def test_stop_tells_the_app_which_streams_run(town):
    heard = asyncio.Queue()

    def listen(app):
        @app.event("agent_session_stopped")
        async def on_stop(event):
            await heard.put(event)

    await town.bolt(listen)
    page, client = await town.page(), town.client()
    sent = await page.say("D0JORGE", "long story")
    stream = await client.chat_startStream(channel="D0JORGE", thread_ts=sent["ts"], markdown_text="Once")

    await page.post("stop", channel="D0JORGE", thread_ts=sent["ts"])

    event = await asyncio.wait_for(heard.get(), 3)
    assert event["streaming_message_ts"] == [stream["ts"]]
