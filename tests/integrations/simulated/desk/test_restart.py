from __future__ import annotations

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "Home"}}]


async def test_a_restart_keeps_messages_files_home_and_undelivered_events(desks, tmp_path):
    first = await desks(tmp_path / "desk.db")
    page, client = await first.page(), first.client()
    sent = await page.say("D0JORGE", "remember me")
    await client.chat_postMessage(channel="D0JORGE", thread_ts=sent["ts"], text="I do")
    await client.files_upload_v2(channel="C0LEADS", filename="cma.pdf", content=b"%PDF")
    await client.views_publish(user_id="U0JORGE", view={"type": "home", "blocks": BLOCKS})
    await first.stop()

    second = await desks(tmp_path / "desk.db")
    heard = []

    def listen(app):
        @app.event("message")
        async def on_message(event):
            heard.append(event["text"])

    await second.bolt(listen)
    again = await second.page()

    await second.until(lambda: heard)
    assert heard == ["remember me"]
    thread = (await again.get(f"channels/D0JORGE/threads/{sent['ts']}"))["messages"]
    assert [message["text"] for message in thread] == ["remember me", "I do"]
    assert (await again.get("state"))["home"]["blocks"][0]["text"]["text"] == "Home"
    (shared,) = await again.messages("C0LEADS")
    path = shared["files"][0]["url_private"].removeprefix(first.url)
    assert (await again.http.get(path)).content == b"%PDF"
    later = await second.client().chat_postMessage(channel="D0JORGE", text="next")
    assert later["ts"] > sent["ts"]


async def test_the_page_is_served_or_its_absence_is_said(town):
    page = await town.page()

    answer = await page.http.get("/")

    assert answer.status_code in {200, 404}
    assert "desk" in answer.text.lower() or "<html" in answer.text.lower()


async def test_a_running_app_finds_the_desk_again_after_its_restart(desks, tmp_path, caplog):
    caplog.set_level("CRITICAL")
    heard = []

    def listen(app):
        @app.event("message")
        async def on_message(event):
            heard.append(event["text"])

    first = await desks(tmp_path / "desk.db")
    await first.bolt(listen)
    await first.stop(leave_app=True)

    second = await desks(tmp_path / "desk.db", port=first.port)
    page = await second.page()
    await page.say("D0JORGE", "are you there?")

    await second.until(lambda: heard)
    assert heard == ["are you there?"]
    await first.stack.aclose()
