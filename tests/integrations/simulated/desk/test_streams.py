from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError


async def test_a_stream_grows_and_ends_with_blocks(town):
    page, client = await town.page(), town.client()
    sent = await page.say("D0JORGE", "tell me")

    stream = await client.chat_stream(channel="D0JORGE", thread_ts=sent["ts"], buffer_size=1)
    await stream.append(markdown_text="**Hello")
    await stream.append(markdown_text=" Jorge**")
    await stream.append(chunks=[{"type": "task_update", "id": "1", "title": "Comps", "status": "in_progress"}])
    await stream.append(chunks=[{"type": "task_update", "id": "1", "title": "Comps", "status": "complete"}])
    await stream.stop(blocks=[{"type": "divider"}], session_status="active")

    assert (await page.hear("stream"))["delta"] == " Jorge**"
    await page.hear("session", status="active")
    final = (await page.get(f"channels/D0JORGE/threads/{sent['ts']}"))["messages"][1]
    assert final["text"] == "**Hello Jorge**"
    assert "streaming" not in final
    assert [block["type"] for block in final["blocks"]] == ["markdown", "divider"]
    assert final["task_cards"] == [{"id": "1", "title": "Comps", "status": "complete"}]
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        await client.chat_appendStream(channel="D0JORGE", ts=final["ts"], markdown_text="more")


async def test_a_stream_in_a_channel_needs_its_recipient(town):
    page, client = await town.page(), town.client()
    sent = await page.say("C0LEADS", "tell me")

    with pytest.raises(SlackApiError, match="missing_recipient_user_id"):
        await client.chat_startStream(channel="C0LEADS", thread_ts=sent["ts"])


async def test_bolts_own_helper_streams_an_answer(town):
    def listen(app):
        @app.event("message")
        async def on_message(say_stream, set_status):
            await set_status("is thinking ...")
            stream = await say_stream()
            await stream.append(markdown_text="Here you are")
            await stream.stop()

    await town.bolt(listen)
    page = await town.page()

    sent = await page.say("D0JORGE", "go")

    await page.hear("status", text="is thinking ...")

    def done():
        thread = town.desk.messages.thread("D0JORGE", sent["ts"])
        return len(thread) == 2 and "streaming" not in thread[1]

    await town.until(done)
    assert town.desk.messages.thread("D0JORGE", sent["ts"])[1]["text"] == "Here you are"
