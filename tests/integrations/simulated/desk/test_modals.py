from __future__ import annotations

import asyncio

import pytest
from slack_sdk.errors import SlackApiError


def text(words):
    return {"type": "plain_text", "text": words}


def form(title="Campaign", **more):
    box = {"type": "plain_text_input", "action_id": "words", "initial_value": "hello", "max_length": 20}
    return {
        "type": "modal",
        "callback_id": "campaign",
        "title": text(title),
        "submit": text("Send"),
        "blocks": [{"type": "input", "block_id": "words", "label": text("Words"), "element": box}],
        "private_metadata": "opaque",
        **more,
    }


def entered(words):
    return {"values": {"words": {"words": {"type": "plain_text_input", "value": words}}}}


def opening(app):
    @app.command("/cma")
    async def on_command(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form(notify_on_close=True))


async def _open(town, *listeners):
    await town.bolt(opening, *listeners)
    page = await town.page()
    await page.post("commands", channel="C0LEADS", command="/cma", text="")
    return page, (await page.hear("view_open"))["view"]


async def test_a_submitted_modal_brings_its_state_and_closes(town):
    heard = asyncio.Queue()

    def listen(app):
        @app.view("campaign")
        async def on_submit(ack, view):
            await ack()
            await heard.put(view)

    page, view = await _open(town, listen)

    answer = await page.post(f"views/{view['id']}/submit", state=entered("just listed"))

    got = await asyncio.wait_for(heard.get(), 3)
    assert answer == {"ok": True}
    assert got["state"]["values"]["words"]["words"]["value"] == "just listed"
    assert got["private_metadata"] == "opaque"
    await page.hear("view_close", view_id=view["id"])
    assert (await page.post(f"views/{view['id']}/submit", state=entered("x")))["error"] == "view_not_found"


async def test_errors_of_the_app_stay_in_the_modal(town):
    def listen(app):
        @app.view("campaign")
        async def on_submit(ack):
            await ack(response_action="errors", errors={"words": "Too dull."})

    page, view = await _open(town, listen)

    answer = await page.post(f"views/{view['id']}/submit", state=entered("meh"))

    assert answer == {"ok": True, "errors": {"words": "Too dull."}}


async def test_a_missing_required_field_never_reaches_the_app(town):
    page, view = await _open(town)

    answer = await page.post(f"views/{view['id']}/submit", state=entered(""))
    longer = await page.post(f"views/{view['id']}/submit", state=entered("x" * 21))

    assert answer["errors"] == {"words": "Please complete this required field."}
    assert longer["errors"] == {"words": "Please enter at most 20 characters."}


async def test_a_submission_may_update_then_push_then_clear(town):
    asked = iter(["update", "push", "clear"])

    def listen(app):
        @app.view("campaign")
        async def on_submit(ack):
            step = next(asked)
            await ack(response_action=step, **({} if step == "clear" else {"view": form(step)}))

    page, view = await _open(town, listen)

    await page.post(f"views/{view['id']}/submit", state=entered("a"))
    updated = (await page.hear("view_update"))["view"]
    await page.post(f"views/{view['id']}/submit", state=entered("b"))
    pushed = (await page.hear("view_push"))["view"]
    await page.post(f"views/{pushed['id']}/submit", state=entered("c"))

    assert (updated["id"], updated["title"]["text"]) == (view["id"], "update")
    assert (pushed["previous_view_id"], pushed["root_view_id"]) == (view["id"], view["id"])
    await page.hear("view_close", view_id=pushed["id"])
    await page.hear("view_close", view_id=view["id"])


async def test_a_dismissed_modal_is_told_if_it_asked(town):
    heard = asyncio.Queue()

    def listen(app):
        @app.view_closed("campaign")
        async def on_close(ack, body):
            await ack()
            await heard.put(body)

    page, view = await _open(town, listen)

    await page.post(f"views/{view['id']}/close")

    body = await asyncio.wait_for(heard.get(), 3)
    assert (body["view"]["id"], body["is_cleared"]) == (view["id"], False)


async def test_a_submission_that_is_not_acknowledged_keeps_the_modal(town):
    def listen(app):
        @app.view("campaign")
        async def on_submit(ack):
            await asyncio.sleep(0.5)
            await ack()

    page, view = await _open(town, listen)

    answer = await page.post(f"views/{view['id']}/submit", state=entered("x"))

    assert answer["error"] == "operation_timeout"
    assert town.desk.modals.get(view["id"])["state"]["values"]["words"]["words"]["value"] == "x"


async def test_a_trigger_opens_one_modal_and_soon_expires(town):
    client = town.client()
    modals = town.desk.modals
    used, old = modals.trigger("U0JORGE"), modals.trigger("U0JORGE")
    await client.views_open(trigger_id=used, view=form())
    modals._triggers[old] = ("U0JORGE", 0.0)

    for trigger_id, error in ((used, "exchanged"), (old, "expired"), ("made up", "invalid")):
        with pytest.raises(SlackApiError, match=f"{error}_trigger_id"):
            await client.views_open(trigger_id=trigger_id, view=form())


async def test_an_open_modal_is_updated_unless_somebody_was_faster(town):
    client, page = town.client(), await town.page()
    view = (await client.views_open(trigger_id=town.desk.modals.trigger("U0JORGE"), view=form()))["view"]

    again = (await client.views_update(view_id=view["id"], hash=view["hash"], view=form("Second")))["view"]

    assert (await page.hear("view_update"))["view"]["title"]["text"] == "Second"
    assert again["hash"] != view["hash"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], hash=view["hash"], view=form("Third"))


async def test_a_modal_that_breaks_the_rules_is_refused_with_the_reason(town):
    with pytest.raises(SlackApiError) as refused:
        await town.client().views_open(
            trigger_id=town.desk.modals.trigger("U0JORGE"), view=form("A title that is far too long for it")
        )

    assert refused.value.response["error"] == "invalid_arguments"
    assert "/view/title" in refused.value.response["response_metadata"]["messages"][0]


async def test_opening_home_and_the_dm_is_told(town):
    tabs = []

    def listen(app):
        @app.event("app_home_opened")
        async def on_open(event):
            tabs.append((event["tab"], event["channel"], event["user"]))

    await town.bolt(listen)
    page = await town.page("U0DANA")

    await page.post("home")
    await town.until(lambda: len(tabs) == 1)
    await page.post("opened", channel="D0DANA")
    await town.until(lambda: len(tabs) == 2)

    assert tabs == [("home", "D0DANA", "U0DANA"), ("messages", "D0DANA", "U0DANA")]
