from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def sent(stage, path):
    return [body for where, body in stage.calls if where == path]


async def heard(page, stage, path, count=1):
    """Wait until the page has sent this many requests to a path; return the last."""
    for _ in range(100):
        if len(sent(stage, path)) >= count:
            return sent(stage, path)[-1]
        await page.wait_for_timeout(20)
    raise AssertionError(f"the page did not send {path}: {stage.calls}")


async def test_text_is_formatted_and_nothing_in_it_becomes_markup(visit, stage):
    page = await visit(f"{stage.url}/#C0LEADS")

    texts = page.get_by_test_id("message-text")
    first, second, third = texts.nth(0), texts.nth(1), texts.nth(2)
    await expect(first.locator("strong")).to_have_text("import")
    await expect(first.locator(".mention")).to_have_text("@Jorge")
    await expect(first.locator("blockquote")).to_have_text("14 people signed")
    await expect(first.locator("li")).to_have_text(["two without phone", "one agent"])
    await expect(second).to_contain_text("<b>not bold</b> <img src=x onerror=alert(1)>")
    assert await second.locator("b, img, a").count() == 0
    await expect(third.locator("pre")).to_have_text("GET /people?limit=1")
    assert await page.locator("article.grouped").count() == 1
    await expect(page.get_by_text("(edited)")).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()


async def test_a_slash_offers_the_commands_and_the_keyboard_picks_one(visit, stage):
    page = await visit(f"{stage.url}/#C0LEADS")
    field, offers = page.get_by_test_id("composer"), page.get_by_test_id("completion").first

    await field.press_sequentially("/")
    await expect(offers.get_by_role("option")).to_have_count(6)
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(field).to_have_value("/sync ")
    await expect(page.get_by_test_id("usage").first).to_contain_text("mls | crm | marketing | all")
    await field.press_sequentially("mls")
    await field.press("Enter")

    body = await heard(page, stage, "commands")
    assert body == {"user": "U0JORGE", "channel": "C0LEADS", "command": "/sync", "text": "mls"}
    await expect(field).to_have_value("")


async def test_enter_sends_shift_enter_breaks_the_line_and_names_become_mentions(visit, stage):
    page = await visit(f"{stage.url}/#C0LEADS")
    field = page.get_by_test_id("composer")

    await field.press_sequentially("@jo")
    await field.press("Enter")
    await expect(field).to_have_value("@Jorge ")
    await field.press_sequentially("a < b &")
    await field.press("Shift+Enter")
    await field.press_sequentially("ask @Dana Whitfield")
    await field.press("Escape")
    await field.press("Enter")

    body = await heard(page, stage, "messages")
    assert body["text"] == "<@U0BOT> a &lt; b &amp;\nask <@U0DANA>"
    await expect(page.get_by_test_id("message-text").last).to_contain_text("a < b &")


async def test_a_button_sends_its_value_and_the_choices_around_it(visit, stage):
    page = await visit(stage.url)
    await page.locator("select[data-action-id=cma_style]").select_option("full")
    chosen = await heard(page, stage, "actions")
    await page.locator("[data-action-id=cma_send]").click()
    body = await heard(page, stage, "actions", 2)

    assert chosen["actions"][0]["selected_option"]["value"] == "full"
    assert (body["actions"][0]["action_id"], body["actions"][0]["block_id"]) == ("cma_send", "acts")
    assert body["actions"][0]["value"] == "v-cma_send"
    assert body["state"]["values"]["acts"]["cma_style"]["selected_option"]["value"] == "full"
    assert body["container"]["channel"] == "D0JORGE"
    assert body["container"]["thread_ts"] < body["container"]["message_ts"]


async def test_a_dangerous_button_asks_first_and_no_means_no(visit, stage):
    page = await visit(stage.url)
    await page.locator("[data-action-id=cma_drop]").click()
    await expect(page.get_by_test_id("confirm")).to_contain_text("It cannot be undone.")
    await page.get_by_test_id("confirm-deny").click()
    await expect(page.get_by_test_id("confirm")).to_have_count(0)
    assert sent(stage, "actions") == []

    await page.locator("[data-action-id=cma_drop]").click()
    await page.get_by_test_id("confirm-ok").click()
    assert (await heard(page, stage, "actions"))["actions"][0]["action_id"] == "cma_drop"


async def test_a_failed_click_is_told_and_the_button_comes_back(visit, stage):
    stage.answers["actions"] = {"ok": False, "error": "app_offline"}
    page = await visit(stage.url)
    await page.locator("[data-action-id=call]").click()
    await expect(page.get_by_test_id("toast")).to_contain_text("not connected")
    await expect(page.locator("[data-action-id=call]")).to_be_enabled()


async def test_a_modal_checks_keeps_what_was_typed_and_shows_the_apps_errors(visit, stage, scenes):
    page = await visit(stage.url)
    view = scenes.modal()
    stage.push("view_open", view=view)
    box = page.get_by_test_id("modal")
    await expect(page.get_by_test_id("modal-title")).to_have_text("Edit campaign")
    await page.get_by_test_id("modal-submit").click()
    await expect(box.locator("[data-block-id=limit]")).to_contain_text("Please complete this required field.")
    assert sent(stage, "views/V1/submit") == []

    await box.locator("[data-action-id=text]").fill("Open house on Sunday")
    await box.locator("[data-action-id=n]").fill("25")
    view["blocks"][0]["text"]["text"] = "Goes to *25* buyers."
    stage.push("view_update", view={**view, "hash": "2"})
    await expect(box).to_contain_text("Goes to 25 buyers.")
    await expect(box.locator("[data-action-id=text]")).to_have_value("Open house on Sunday")

    stage.answers["views/V1/submit"] = {"ok": True, "errors": {"subject": "Too long for a phone."}}
    await page.get_by_test_id("modal-submit").click()
    await expect(box.locator("[data-block-id=subject]")).to_contain_text("Too long for a phone.")
    values = sent(stage, "views/V1/submit")[-1]["state"]["values"]
    assert values["subject"]["text"] == {"type": "plain_text_input", "value": "Open house on Sunday"}
    assert values["kind"]["k"]["selected_option"]["value"] == "just_listed"

    stage.push("view_push", view={**view, "id": "V2", "title": {"type": "plain_text", "text": "Preview"}})
    await expect(page.get_by_test_id("modal-title")).to_have_text("Preview")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("modal-title")).to_have_text("Edit campaign")
    await heard(page, stage, "views/V2/close")
    stage.push("view_close", view_id="V1")
    await expect(box).to_be_hidden()


async def test_jorge_says_what_he_does_can_be_stopped_and_answers_word_by_word(visit, stage):
    page = await visit(stage.url)
    field = page.get_by_test_id("composer")
    await field.fill("and as a tear-down?")
    await field.press("Enter")
    await heard(page, stage, "messages")
    root = stage.messages["D0JORGE"][-1]["ts"]
    where = {"channel": "D0JORGE", "thread_ts": root}
    stage.push("session", **where, status="processing", title="Tear-down")
    stage.push("status", **where, text="is thinking...", loading_messages=["Choosing comparables"])
    talk = page.locator(f"[data-testid=conversation][data-thread='{root}']")
    await expect(talk.get_by_test_id("status")).to_contain_text("Choosing comparables")
    await talk.get_by_test_id("stop").click()
    assert (await heard(page, stage, "stop"))["thread_ts"] == root

    said = {"ts": f"{float(root) + 1:.6f}", "user": "U0BOT", "thread_ts": root, "text": "", "streaming": True}
    stage.push("message", channel="D0JORGE", message=said)
    for piece in ("About **$6", "10,000** as", " land."):
        stage.push("stream", **where, ts=said["ts"], delta=piece)
    await expect(talk.locator("strong", has_text="$610,000")).to_be_visible()
    await expect(talk.locator(".caret")).to_be_visible()
    stage.push("session", **where, status="active", title="Tear-down")
    done = {**said, "streaming": None, "blocks": [{"type": "markdown", "text": "About **$610,000** as land."}]}
    stage.push("message_changed", channel="D0JORGE", message=done)
    await expect(talk.locator(".caret")).to_have_count(0)
    await expect(talk.get_by_test_id("status")).to_have_count(0)

    await field.fill("thanks")
    await field.press("Enter")
    assert (await heard(page, stage, "messages", 2))["thread_ts"] == root
    await page.get_by_test_id("new-conversation").click()
    await field.fill("something else")
    await field.press("Enter")
    assert "thread_ts" not in await heard(page, stage, "messages", 3)


async def test_a_lost_connection_is_shown_and_what_was_missed_is_read(visit, stage, scenes):
    page = await visit(f"{stage.url}/#C0DEALS")
    stage.drop_pages(refuse=True)
    await expect(page.get_by_test_id("reconnecting")).to_be_visible()
    stage.messages["C0DEALS"] = [{"ts": scenes.ts(0), "user": "U0DANA", "text": "Offer accepted!"}]
    stage.refuse_live = False
    await expect(page.get_by_test_id("reconnecting")).to_be_hidden()
    await expect(page.get_by_text("Offer accepted!")).to_be_visible()


async def test_every_kind_of_block_is_shown_and_an_unknown_one_stays_quiet(visit, stage):
    page = await visit(f"{stage.url}/#C0MARKET")
    message = page.get_by_test_id("message").first
    await expect(message.locator(".md td").last).to_have_css("text-align", "right")
    await expect(message.locator(".plan")).to_contain_text("1 of 4")
    await expect(message.locator(".strip .card")).to_have_count(5)
    await expect(message.locator(".unknown")).to_have_text("This part (hologram) cannot be shown here.")
    await message.locator("[data-action-id=zips]").click()
    await page.get_by_role("option", name="98107").click()
    await page.get_by_role("option", name="98117").click()
    await page.keyboard.press("Escape")
    body = await heard(page, stage, "actions")
    assert [each["value"] for each in body["actions"][0]["selected_options"]] == ["98107", "98117"]
    assert body["state"]["values"]["many"]["day"]["selected_date"] == "2015-05-20"


async def test_pictures_and_pdfs_open_large_and_can_be_downloaded(visit, stage):
    page = await visit(stage.url)
    await page.locator(".picture").first.click()
    await expect(page.get_by_test_id("viewer").locator("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.get_by_test_id("file-preview").click()
    await expect(page.get_by_test_id("viewer").locator("iframe")).to_have_attribute("src", "/files/F2/cma.pdf")
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_test_id("viewer")).to_have_count(0)
    await expect(page.get_by_role("link", name=re.compile("Download CMA"))).to_have_attribute(
        "download", "cma-4421-woodlawn.pdf"
    )


async def test_a_thread_opens_beside_and_takes_replies(visit, stage):
    page = await visit(f"{stage.url}/#C0LEADS")
    await page.get_by_test_id("open-thread").click()
    panel = page.get_by_test_id("thread")
    await panel.get_by_test_id("thread-composer").fill("On it")
    await panel.get_by_test_id("thread-send").click()
    body = await heard(page, stage, "messages")
    assert body["thread_ts"] == stage.messages["C0LEADS"][0]["ts"]
    await expect(panel.get_by_text("On it")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()


async def test_home_is_drawn_and_its_buttons_work(visit, stage):
    page = await visit(stage.url)
    await page.get_by_test_id("tab-home").click()
    await page.get_by_test_id("home").locator("[data-action-id=review]").click()
    assert (await heard(page, stage, "actions"))["container"] == {"type": "view", "view_id": "V0HOME"}
    assert sent(stage, "home") == [{"user": "U0JORGE"}]


async def test_a_phone_has_a_drawer_and_nothing_runs_off_its_side(visit, stage):
    page = await visit(stage.url, width=390, height=844)
    for channel in ("C0LEADS", "C0MARKET", "D0JORGE"):
        await page.get_by_test_id("menu-button").click()
        await page.get_by_test_id(f"channel-{channel}").click()
        await expect(page.get_by_test_id("message").first).to_be_visible()
        wide = await page.evaluate("document.querySelector('[data-testid=message-list]').scrollWidth - innerWidth")
        assert wide <= 0


async def test_the_chosen_colours_are_remembered(visit, stage):
    page = await visit(stage.url)
    await page.get_by_test_id("theme").click()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(page.locator("body")).to_have_css("background-color", "rgb(23, 26, 24)")
