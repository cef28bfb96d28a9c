from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import replace

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


@contextlib.asynccontextmanager
async def link(town):
    """Connect as an app that speaks the frames itself."""
    url = (await town.client("xapp-desk").apps_connections_open(app_token="xapp-desk"))["url"]
    async with connect(url) as raw:
        hello = json.loads(await raw.recv())
        assert hello["type"] == "hello"
        yield raw


async def frame(raw):
    return json.loads(await asyncio.wait_for(raw.recv(), 3))


async def test_an_event_that_is_not_acknowledged_comes_again_with_the_same_event_id(town):
    page = await town.page()
    async with link(town) as raw:
        await page.say("D0JORGE", "hello")
        first, second = await frame(raw), await frame(raw)
        await raw.send(json.dumps({"envelope_id": second["envelope_id"]}))
        await town.until(lambda: not town.shelf.drawer("desk.outgoing"))

    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    assert first["envelope_id"] != second["envelope_id"]
    assert (first["retry_attempt"], second["retry_attempt"]) == (0, 1)
    assert second["retry_reason"] == "timeout"


async def test_an_event_is_given_up_after_three_repetitions(town):
    page = await town.page()
    async with link(town) as raw:
        await page.say("D0JORGE", "hello")
        attempts = [(await frame(raw))["retry_attempt"] for _ in range(4)]
        await town.until(lambda: not town.shelf.drawer("desk.outgoing"))

    assert attempts == [0, 1, 2, 3]


async def test_what_is_said_while_the_app_is_away_is_delivered_in_order_when_it_comes(town):
    heard = []
    page = await town.page()
    for word in ("one", "two", "three"):
        await page.say("D0JORGE", word)

    def listen(app):
        @app.event("message")
        async def on_message(event):
            heard.append(event["text"])

    await town.bolt(listen)

    await town.until(lambda: len(heard) == 3)
    assert heard == ["one", "two", "three"]


async def test_the_app_reconnects_after_a_disconnect_frame_and_after_a_cut_line(town):
    heard = []

    def listen(app):
        @app.event("message")
        async def on_message(event):
            heard.append(event["text"])

    _, handler = await town.bolt(listen)
    page = await town.page()
    before = handler.client.current_session

    await town.desk.sockets.refresh()
    await town.until(lambda: handler.client.current_session is not before)
    await page.say("D0JORGE", "after refresh")
    await town.until(lambda: "after refresh" in heard)
    for socket in tuple(town.desk.sockets._links):
        await socket.close()
    await page.say("D0JORGE", "after cut")

    await town.until(lambda: "after cut" in heard)


async def test_each_envelope_goes_to_one_of_two_links(town):
    page = await town.page()
    async with link(town) as one, link(town) as two:
        await page.say("D0JORGE", "a")
        await page.say("D0JORGE", "b")
        got = [await frame(one), await frame(two)]
        for raw, each in zip((one, two), got, strict=True):
            await raw.send(json.dumps({"envelope_id": each["envelope_id"]}))
        await town.until(lambda: not town.shelf.drawer("desk.outgoing"))

    assert sorted(each["payload"]["event"]["text"] for each in got) == ["a", "b"]


async def test_the_eleventh_link_is_sent_away(town):
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(link(town))
        url = (await town.client("xapp-desk").apps_connections_open(app_token="xapp-desk"))["url"]
        async with connect(url) as raw:
            refused = json.loads(await raw.recv())
            with pytest.raises(ConnectionClosed):
                await raw.recv()

    assert refused["reason"] == "too_many_websockets"


async def test_the_page_sees_the_app_come_and_go(town):
    page = await town.page()
    async with link(town):
        await page.hear("bot", connected=True)
        assert (await page.get("state"))["bot"]["connected"]
    await page.hear("bot", connected=False)


async def test_a_socket_without_a_ticket_is_refused(town):
    with pytest.raises(Exception, match="403"):
        async with connect(town.url.replace("http", "ws") + "/link/?ticket=made.up"):
            pass


async def test_an_app_hears_its_own_messages_as_in_slack_unless_the_desk_is_told_otherwise(desks, town):
    quiet = await desks(options=replace(town.desk.options, echo=False))

    await town.client().chat_postMessage(channel="D0JORGE", text="mine")
    await quiet.client().chat_postMessage(channel="D0JORGE", text="mine")

    assert [kept["payload"]["event"]["bot_id"] for kept in town.shelf.drawer("desk.outgoing").values()] == ["B0JORGE"]
    assert not quiet.shelf.drawer("desk.outgoing")
