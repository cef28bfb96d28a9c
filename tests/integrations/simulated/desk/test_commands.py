from __future__ import annotations

import asyncio

from slack_sdk.webhook.async_client import AsyncWebhookClient


async def test_a_command_is_acknowledged_and_answered_later_by_its_response_url(town):
    def listen(app):
        @app.command("/cma")
        async def on_cma(ack, command, respond):
            await ack()
            await respond(text=f"Valuing {command['text']} for {command['user_name']}")

    await town.bolt(listen)
    page = await town.page()

    answer = await page.post("commands", channel="C0LEADS", command="/cma", text=" 123 Main St ")

    assert answer == {"ok": True}
    assert (await page.hear("ephemeral"))["message"]["text"] == "Valuing 123 Main St for jorge"


async def test_an_acknowledgement_may_carry_the_answer(town):
    def listen(app):
        @app.command("/cma")
        async def on_cma(ack):
            await ack(text="for all", response_type="in_channel")

    await town.bolt(listen)
    page = await town.page()

    await page.post("commands", channel="C0LEADS", command="/cma", text="")

    assert (await page.hear("message"))["message"]["text"] == "for all"


async def test_a_command_that_is_not_acknowledged_fails_with_a_timeout_that_the_user_sees(town):
    def listen(app):
        @app.command("/slow")
        async def on_slow(ack):
            await asyncio.sleep(0.5)
            await ack()

    await town.bolt(listen)
    page = await town.page()

    answer = await page.post("commands", channel="D0JORGE", command="/slow", text="")

    assert answer == {"ok": False, "error": "operation_timeout"}
    assert (await page.hear("ephemeral"))["message"]["text"] == "/slow failed: operation_timeout"


async def test_a_command_without_an_app_says_so(town):
    page = await town.page()

    answer = await page.post("commands", channel="D0JORGE", command="/cma", text="x")

    assert answer == {"ok": False, "error": "app_offline"}
    assert (await page.post("commands", channel="D0JORGE", command="/rm", text=""))["error"] == "unknown_command"


async def test_a_response_url_works_five_times(town):
    url = town.desk.hooks.issue("U0JORGE", "C0LEADS")
    hook = AsyncWebhookClient(url)

    statuses = [(await hook.send(text=str(n), response_type="in_channel")).status_code for n in range(6)]

    assert statuses == [200, 200, 200, 200, 200, 404]


async def test_a_response_url_of_a_click_replaces_or_deletes_the_message(town):
    page = await town.page()
    posted = await town.client().chat_postMessage(channel="C0LEADS", text="card")
    hook = AsyncWebhookClient(town.desk.hooks.issue("U0JORGE", "C0LEADS", posted["ts"]))

    await hook.send(text="done", replace_original=True)
    replaced = await page.messages("C0LEADS")
    await hook.send(delete_original=True)

    assert [message["text"] for message in replaced] == ["done"]
    assert await page.messages("C0LEADS") == []
