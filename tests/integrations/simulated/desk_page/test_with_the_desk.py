from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from integrations.simulated.desk import DeskOptions, create_desk
from integrations.simulated.shelf import Shelf

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SCOPES = ["app_mentions:read", "assistant:write", "chat:write", "commands", "files:read", "files:write", "im:history"]
MANIFEST = {
    "display_information": {"name": "Jorge"},
    "features": {
        "bot_user": {"display_name": "Jorge"},
        "app_home": {"home_tab_enabled": True},
        "agent_view": {"suggested_prompts": [{"title": "Hot buyers", "message": "Who is hot?"}]},
        "slash_commands": [{"command": "/campaign", "description": "Prepare a campaign", "usage_hint": "<address>"}],
    },
    "oauth_config": {"scopes": {"bot": [*SCOPES, "im:read", "im:write", "users:read", "channels:history"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "agent_session_stopped"]},
        "socket_mode_enabled": True,
    },
}


def words(text):
    return {"type": "plain_text", "text": text}


def _listen(app):
    @app.event("app_home_opened")
    async def opened(event, client):
        if event["tab"] == "home":
            blocks = [{"type": "header", "text": words("Nothing waits for you")}]
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    async def asked(event, client):
        if event.get("bot_id") or event.get("subtype"):
            return
        where = {"channel": event["channel"], "thread_ts": event["ts"]}
        stream = await client.chat_startStream(**where, markdown_text="Looking **up** ")
        await client.chat_appendStream(channel=event["channel"], ts=stream["ts"], markdown_text="your buyers")
        press = {"type": "button", "action_id": "approve", "text": words("Approve"), "style": "primary", "value": "x1"}
        blocks = [{"type": "actions", "block_id": "ask", "elements": [press]}]
        await client.chat_stopStream(channel=event["channel"], ts=stream["ts"], blocks=blocks)
        about = {"channel": event["channel"], "thread_ts": event["ts"]}
        await client.files_upload_v2(**about, content=b"%PDF-1.4\n%%EOF\n", filename="cma.pdf")

    @app.action("approve")
    async def approved(ack, body, client):
        await ack()
        about = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**about, text=f"Approved by <@{body['user']['id']}>")

    @app.command("/campaign")
    async def campaign(ack, body, client):
        await ack()
        field = {"type": "plain_text_input", "action_id": "text"}
        blocks = [{"type": "input", "block_id": "subject", "label": words("Subject"), "element": field}]
        about = {"type": "modal", "callback_id": "edit", "title": words("Campaign"), "submit": words("Save")}
        await client.views_open(trigger_id=body["trigger_id"], view={**about, "blocks": blocks})

    @app.view("edit")
    async def saved(ack, view, client, body):
        subject = view["state"]["values"]["subject"]["text"]["value"]
        if len(subject) > 20:
            await ack(response_action="errors", errors={"subject": "20 characters at most"})
            return
        await ack()
        await client.chat_postEphemeral(channel="D0JORGE", user=body["user"]["id"], text=f"Saved: *{subject}*")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(chromium, tmp_path_factory):
    """A real desk with a real Bolt app behind it."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    shelf = Shelf(tmp_path_factory.mktemp("desk") / "desk.db")
    desk = create_desk(shelf, MANIFEST, base_url=url, options=DeskOptions(limit_rates=False))
    config = uvicorn.Config(desk, log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    async with asyncio.timeout(5):
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it by this flag alone
            await asyncio.sleep(0.005)
    app = AsyncApp(client=AsyncWebClient(token="xoxb-desk", base_url=f"{url}/api/"))
    _listen(app)
    link = AsyncWebClient(token="xapp-desk", base_url=f"{url}/api/")
    async with contextlib.AsyncExitStack() as stack:
        handler = AsyncSocketModeHandler(app, "xapp-desk", web_client=link, ping_interval=0.2)
        await handler.connect_async()
        stack.push_async_callback(handler.close_async)
        yield url
    server.should_exit = True
    await task
    listener.close()
    shelf.close()


async def test_a_question_is_answered_in_place_and_its_button_works(visit, address):
    page = await visit(address)
    await expect(page.get_by_test_id("bot-presence")).to_have_attribute("data-connected", "true")
    await page.get_by_test_id("prompt").click()
    answer = page.get_by_test_id("conversation").first
    await expect(answer.get_by_text("Looking up your buyers")).to_be_visible()
    await expect(answer.get_by_test_id("file")).to_contain_text("cma.pdf")
    await answer.locator("[data-action-id=approve]").click()
    await expect(answer.get_by_text("Approved by @Jorge Rivera")).to_be_visible()

    await page.reload()
    await expect(page.get_by_text("Approved by @Jorge Rivera")).to_be_visible()
    await page.get_by_test_id("file-preview").click()
    source = await page.get_by_test_id("viewer").locator("iframe").get_attribute("src")
    assert (await page.request.get(f"{address}{source}")).headers["content-type"] == "application/pdf"


async def test_a_command_opens_a_modal_whose_errors_and_end_are_seen(visit, address):
    page = await visit(address)
    await page.get_by_test_id("composer").fill("/campaign")
    await page.get_by_test_id("send").click()
    box = page.get_by_test_id("modal")
    await box.locator("[data-action-id=text]").fill("A subject that is much too long")
    await page.get_by_test_id("modal-submit").click()
    await expect(box).to_contain_text("20 characters at most")
    await box.locator("[data-action-id=text]").fill("Just listed")
    await page.get_by_test_id("modal-submit").click()
    await expect(box).to_be_hidden()
    await expect(page.locator("[data-ephemeral]").last).to_contain_text("Saved: Just listed")


async def test_home_is_published_when_it_is_opened(visit, address):
    page = await visit(f"{address}/#home")
    await expect(page.get_by_test_id("home")).to_contain_text("Nothing waits for you")
