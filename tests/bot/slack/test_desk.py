"""The real Bolt app on the real desk: two programs that share nothing but HTTP and a socket."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from bot.slack.manifest import build_manifest
from integrations.simulated.desk import DeskOptions, create_desk
from integrations.simulated.shelf import Shelf
from tools.toolbox import Outcome

DM, OWNER, DANA = "D0JORGE", "U0JORGE", "U0DANA"


async def until(check, seconds=8.0):
    end = time.monotonic() + seconds
    while True:
        found = check()
        found = await found if asyncio.iscoroutine(found) else found
        if found:
            return found
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.02)


@dataclass
class Stage:
    """A person at the page, the desk behind it, and Jorge's Slack side connected to it."""

    http: httpx.AsyncClient
    desk: Any
    room: Any
    url: str

    async def post(self, path, user=OWNER, **body):
        return (await self.http.post(f"/desk/{path}", json={"user": user, **body})).json()

    async def say(self, text, channel=DM, **more):
        return (await self.post("messages", channel=channel, text=text, **more))["message"]["ts"]

    async def thread(self, ts, channel=DM):
        return (await self.http.get(f"/desk/channels/{channel}/threads/{ts}", params={"user": OWNER})).json()[
            "messages"
        ]

    async def channel(self, channel=DM):
        return (await self.http.get(f"/desk/channels/{channel}/messages", params={"user": OWNER})).json()["messages"]

    async def replies(self, ts, count=1, channel=DM):
        async def enough():
            found = (await self.thread(ts, channel))[1:]
            return found if len(found) >= count else None

        return await until(enough)

    async def press(self, message, action_id, user=OWNER, channel=DM, **more):
        for block in message["blocks"]:
            for element in block.get("elements", ()):
                if element.get("action_id", "").startswith(action_id):
                    kept = {key: element[key] for key in ("type", "action_id", "value") if key in element}
                    place = {"type": "message", "channel": channel, "message_ts": message["ts"]}
                    place |= {"thread_ts": message["thread_ts"]} if message.get("thread_ts") else {}
                    action = {**kept, "block_id": block["block_id"], **more}
                    return await self.post("actions", user=user, container=place, actions=[action])
        raise AssertionError(f"no {action_id} on {message}")

    def modals(self):
        return [self.desk.modals.get(each) for each in self.desk.modals.stack(OWNER)]


@pytest.fixture
async def stage(book, make, tmp_path):
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    shelf = Shelf(None)
    app = create_desk(shelf, build_manifest(), base_url=url, options=DeskOptions(files_folder=tmp_path / "files"))
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=1)
    )
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started)
    room = make.furnish(book, base_url=url)
    await room.slackhouse.connect("xapp-desk")
    await until(lambda: room.slackhouse.connected)
    async with httpx.AsyncClient(base_url=url, timeout=10) as http:
        yield Stage(http, app.state.desk, room, url)
    await room.slackhouse.close(1)
    server.should_exit = True
    await task
    listener.close()
    shelf.close()


async def test_a_question_is_answered_with_card_map_and_pdf(stage, make):
    stage.room.mind.script = [make.said("About $812,000.", (Outcome("run_cma", {}, value=make.cma()),))]
    ts = await stage.say("what's 4512 Ashworth Ave N worth?")
    answer, files = await stage.replies(ts, 2)
    assert [block["type"] for block in answer["blocks"]][:3] == ["markdown", "header", "section"]
    assert {one["name"].rpartition(".")[2] for one in files["files"]} == {"pdf", "png"}
    pdf = next(one for one in files["files"] if one["name"].endswith("pdf"))
    assert (await stage.http.get(pdf["url_private"])).content == b"%PDF-1.7"
    await until(lambda: not stage.desk.statuses)


async def test_a_socket_that_has_gone_silent_is_replaced_and_questions_are_answered(stage):
    house = stage.room.slackhouse
    client, old = house._socket.client, house._socket.client.current_session
    house._watchdog._clock = lambda: time.time() + 3600
    assert not house.connected
    assert await house._watchdog.look()
    house._watchdog._clock = time.time
    await until(lambda: old.closed and house.connected)
    assert client.current_session is not old
    ts = await stage.say("hello")
    (answer,) = await stage.replies(ts)
    assert answer["text"] == "You said: hello"


async def test_a_mention_in_a_channel_is_answered_there(stage):
    ts = await stage.say("<@U0BOT> hello", channel="C0LEADS", user=DANA)
    (answer,) = await stage.replies(ts, channel="C0LEADS")
    assert answer["text"] == "You said: hello"


async def test_every_command_answers(stage):
    for command, text in (
        ("/sync", "mls"),
        ("/cma", "4512 Ashworth Ave N"),
        ("/leads", ""),
        ("/jorge", "help"),
        ("/alerts", ""),
    ):
        answered = await stage.post("commands", channel=DM, command=command, text=text)
        assert answered["ok"], (command, answered)

    async def shown():
        return "Town MLS" in (said := str(await stage.channel())) and "$812,000" in said and "Maria Lopez" in said

    await until(shown)
    for part in ("Syncing mls", "Looking up comparables", "No open alerts", "Ask me in plain words"):
        await until(lambda part=part: part in str([one["message"]["text"] for one in stage.desk.whispers.values()]))


async def test_a_campaign_is_approved_by_jorge_alone_and_once(stage):
    await stage.post("commands", channel=DM, command="/campaign", text="just-listed 4512 Ashworth Ave N")

    async def card():
        return next((one for one in await stage.channel() if "approval.approve" in str(one.get("blocks"))), None)

    shown = await until(card)
    await stage.press(shown, "approval.approve")
    await stage.press(shown, "approval.approve")
    await until(lambda: stage.room.approved)

    async def approved():
        return "Approved by <@U0JORGE>" in str(await stage.channel())

    await until(approved)
    assert len(stage.room.approved) == 1


async def test_an_edit_goes_through_the_window(stage):
    await stage.post("commands", channel=DM, command="/campaign", text="just-listed 4512 Ashworth Ave N")

    async def card():
        return next((one for one in await stage.channel() if "approval.edit" in str(one.get("blocks"))), None)

    await stage.press(await until(card), "approval.edit")
    (view,) = await until(stage.modals)
    values = {
        "subject": {"value": {"type": "plain_text_input", "value": "Look"}},
        "message": {"value": {"type": "plain_text_input", "value": "Hello"}},
        "audience": {"value": {"type": "static_select", "selected_option": {"value": "matching_buyers"}}},
    }
    await stage.post(f"views/{view['id']}/submit", state={"values": values})

    async def replaced():
        said = str(await stage.channel())
        return "Replaced by the edited version" in said and "*Subject* Look" in said

    await until(replaced)


async def test_a_hot_lead_is_shown_texted_and_done(stage, make):
    shown, _ = await stage.room.alerts.announce(make.alert(), "e1")
    ts = shown.message_ts
    assert shown.channel == DM
    card = next(one for one in await stage.channel() if one["ts"] == ts)
    await stage.press(card, "alert.text")
    (view,) = await until(stage.modals)
    values = {"body": {"value": {"type": "plain_text_input", "value": "Hi Maria"}}}
    await stage.post(f"views/{view['id']}/submit", state={"values": values})
    await stage.replies(ts)
    assert stage.room.marketing.texts == [("c1", "Hi Maria")]
    await stage.press(
        card, "alert.snooze", selected_option={"value": "1h", "text": {"type": "plain_text", "text": "1 h"}}
    )

    (view,) = await until(stage.modals)
    await stage.post(f"views/{view['id']}/submit", state={"values": {}})

    async def snoozed():
        return "snoozed until" in str(await stage.channel())

    await until(snoozed)


async def test_home_and_prompts_are_there_when_opened(stage):
    await stage.post("home")
    await until(lambda: stage.desk.modals.home(OWNER))
    assert "Hottest leads" in str(stage.desk.modals.home(OWNER))
    await stage.post("opened", channel=DM)
    await until(lambda: DM in stage.desk.prompts)


async def test_stop_ends_the_work(stage):
    stage.room.mind.script = [asyncio.Event()]
    ts = await stage.say("take your time")
    await until(stage.room.mind.waiting.is_set)
    await stage.post("stop", channel=DM, thread_ts=ts)
    (answer,) = await stage.replies(ts)
    assert answer["text"].startswith("Stopped")


async def test_a_lost_connection_comes_back_and_loses_nothing(stage):
    await stage.desk.sockets.refresh()
    ts = await stage.say("still there?")
    (answer,) = await stage.replies(ts)
    assert answer["text"] == "You said: still there?"
