from __future__ import annotations

import asyncio

BUTTON = {
    "type": "button",
    "action_id": "approve",
    "value": "token-1",
    "text": {"type": "plain_text", "text": "Approve"},
}
CARD = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Send?*"}}, {"type": "actions", "elements": [BUTTON]}]


async def _clicking(town):
    heard = asyncio.Queue()

    def listen(app):
        @app.action("approve")
        async def on_click(ack, body):
            await ack()
            await heard.put(body)

    await town.bolt(listen)
    return heard


def _container(message, channel="C0LEADS"):
    return {"type": "message", "channel": channel, "message_ts": message["ts"]}


def _touch(message, **more):
    block = message["blocks"][1]
    return {"type": "button", "action_id": "approve", "block_id": block["block_id"], **more}


async def test_a_click_carries_the_value_of_the_message_and_not_of_the_page(town):
    heard = await _clicking(town)
    page = await town.page()
    message = (await town.client().chat_postMessage(channel="C0LEADS", text="Send?", blocks=CARD))["message"]

    answer = await page.post("actions", container=_container(message), actions=[_touch(message, value="forged")])

    body = await asyncio.wait_for(heard.get(), 3)
    assert answer == {"ok": True}
    assert body["actions"][0]["value"] == "token-1"
    assert body["user"]["id"] == "U0JORGE"
    assert body["container"]["channel_id"] == "C0LEADS"
    assert body["message"]["text"] == "Send?"


async def test_a_button_that_is_not_there_cannot_be_pressed(town):
    await _clicking(town)
    page = await town.page()
    message = (await town.client().chat_postMessage(channel="C0LEADS", text="Send?", blocks=CARD))["message"]
    wrong = {**_touch(message), "action_id": "other"}

    answer = await page.post("actions", container=_container(message), actions=[wrong])

    assert answer["error"] == "action_not_found"


async def test_a_button_for_jorge_alone_is_refused_to_dana(town):
    await _clicking(town)
    dana = await town.page("U0DANA")
    own = [CARD[0], {"type": "actions", "elements": [{**BUTTON, "visible_to_user_ids": ["U0JORGE"]}]}]
    message = (await town.client().chat_postMessage(channel="C0LEADS", text="Send?", blocks=own))["message"]

    answer = await dana.post("actions", container=_container(message), actions=[_touch(message)])

    assert answer["error"] == "action_not_visible"


async def test_a_button_on_an_ephemeral_message_still_works(town):
    heard = await _clicking(town)
    page = await town.page()
    await town.client().chat_postEphemeral(channel="C0LEADS", user="U0JORGE", text="Send?", blocks=CARD)
    message = (await page.hear("ephemeral"))["message"]

    await page.post("actions", container=_container(message), actions=[_touch(message)])

    body = await asyncio.wait_for(heard.get(), 3)
    assert body["container"]["is_ephemeral"]
    assert "message" not in body


async def test_a_click_on_home_names_the_view(town):
    heard = await _clicking(town)
    page = await town.page()
    view = (await town.client().views_publish(user_id="U0JORGE", view={"type": "home", "blocks": CARD}))["view"]

    assert (await page.hear("home"))["view"]["id"] == view["id"]
    container = {"type": "view", "view_id": view["id"]}
    await page.post("actions", container=container, actions=[_touch({"blocks": view["blocks"]})])

    body = await asyncio.wait_for(heard.get(), 3)
    assert body["view"]["type"] == "home"
    assert body["container"] == container
