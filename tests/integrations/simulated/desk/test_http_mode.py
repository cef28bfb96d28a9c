from __future__ import annotations

import asyncio
from dataclasses import replace

from aiohttp import web
from slack_bolt.async_app import AsyncApp


async def test_the_same_listeners_run_over_signed_http(desks, town):
    runner_url, heard = None, asyncio.Queue()
    app = AsyncApp(signing_secret="desk-signing-secret", client=town.client())

    @app.event("message")
    async def on_message(event):
        await heard.put(event["text"])

    @app.command("/cma")
    async def on_cma(ack, command):
        await ack(f"valuing {command['text']}")

    @app.action("go")
    async def on_go(ack, body):
        await ack()
        await heard.put(body["actions"][0]["value"])

    runner = web.AppRunner(app.server(port=0, path="/slack/events").web_app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    runner_url = f"http://127.0.0.1:{port}/slack/events"
    desk = await desks(options=replace(town.desk.options, request_url=runner_url))
    app.client.base_url = f"{desk.url}/api/"
    page = await desk.page()

    await page.say("D0JORGE", "by post")
    await page.post("commands", channel="D0JORGE", command="/cma", text="123 Main")
    button = {"type": "button", "action_id": "go", "value": "42", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]
    card = await desk.client().chat_postMessage(channel="D0JORGE", text="card", blocks=blocks)
    container = {"type": "message", "channel": "D0JORGE", "message_ts": card["ts"]}
    await page.post("actions", container=container, actions=[{"action_id": "go", "block_id": "b"}])

    assert {await asyncio.wait_for(heard.get(), 3), await asyncio.wait_for(heard.get(), 3)} == {"by post", "42"}
    assert (await page.hear("ephemeral"))["message"]["text"] == "valuing 123 Main"
    await runner.cleanup()


async def test_an_app_that_fails_or_is_down_is_asked_again_and_then_given_up(desks, town):
    asked = []

    async def broken(request):
        asked.append((request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")))
        return web.Response(status=500)

    site_app = web.Application()
    site_app.router.add_post("/slack/events", broken)
    runner = web.AppRunner(site_app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/slack/events"
    desk = await desks(options=replace(town.desk.options, request_url=url))
    page = await desk.page()

    await page.say("D0JORGE", "hello")
    await desk.until(lambda: not desk.shelf.drawer("desk.outgoing"))
    await runner.cleanup()
    answer = await page.post("commands", channel="D0JORGE", command="/cma", text="x")

    assert asked == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert answer["error"] == "operation_timeout"
