"""A newcomer's first day: `jorge run` in an empty folder, then the desk in a browser, the listing site, a restart."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PICTURES = Path(__file__).parents[1] / "pictures"
KEEP_PICTURES = bool(os.environ.get("JORGE_PICTURES"))


async def ask(page, text):
    """Write to Jorge as a conversation of its own, and return its place on the page."""
    await page.get_by_test_id("channel-D0JORGE").click()
    fresh = page.get_by_test_id("new-conversation")
    if await fresh.count():
        await fresh.first.click()
    composer = page.get_by_test_id("composer").first
    await composer.click()
    await composer.fill(text)
    await page.keyboard.press("Enter")
    return await conversation(page, text)


async def conversation(page, text):
    """The place of Jorge's answers to the newest question that reads like this."""
    question = page.locator("[data-testid=message]:not([data-testid=conversation] *)").filter(has_text=text).last
    talk = page.locator(f"[data-testid=conversation][data-thread='{await question.get_attribute('data-ts')}']")
    await talk.wait_for()
    return talk


async def picture(page, name):
    """Keep a screenshot for the README, where pictures are asked for."""
    if KEEP_PICTURES:
        PICTURES.mkdir(exist_ok=True)
        await page.screenshot(path=PICTURES / f"{name}.png")


async def test_jorge_values_a_home_with_range_comparables_map_and_pdf(window):
    page = await window()
    talk = await ask(page, "what's 1837 NW 59th St #C worth?")
    await expect(talk.get_by_text(re.compile(r"\$\d{3},\d{3}")).first).to_be_visible()
    await expect(talk.get_by_text(re.compile("in 80 of 100 cases"))).to_be_visible()
    await expect(talk.locator("table tr")).to_have_count(9)
    await expect(talk.get_by_role("link", name="Download Market analysis")).to_be_visible()
    picture_of_map = talk.get_by_role("img", name="Map of the comparables")
    await expect(picture_of_map).to_be_visible()
    assert await picture_of_map.evaluate("image => image.naturalWidth") > 600
    await picture_of_map.scroll_into_view_if_needed()
    await picture(page, "cma")


async def test_jorge_lists_the_hottest_buyers_and_what_is_new(window):
    page = await window()
    buyers = await ask(page, "who are my hottest buyers in 98103 under 800k?")
    await expect(buyers.get_by_text(re.compile("buyers? match"))).to_be_visible()
    new = await ask(page, "what came on the market today in Ballard?")
    await expect(new.get_by_text(re.compile(r"listings? match|Nothing"))).to_be_visible()


async def test_a_missing_fact_gets_one_short_question_and_the_answer_completes_it(window):
    page = await window()
    talk = await ask(page, "what's it worth?")
    await expect(talk.get_by_text(re.compile("Which home"))).to_be_visible()
    await page.get_by_test_id("composer").first.fill("1837 NW 59th St #C")
    await page.keyboard.press("Enter")
    await expect(talk.get_by_text(re.compile(r"\$\d{3},\d{3}")).first).to_be_visible()


async def test_a_bad_command_gets_usage_with_an_example_that_only_the_asker_sees(window):
    page = await window()
    await page.get_by_test_id("channel-D0JORGE").click()
    await page.get_by_test_id("composer").first.fill("/sync everywhere")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(re.compile("For example")).last).to_be_visible()


async def test_an_inquiry_on_the_site_becomes_an_urgent_message_and_a_text(window, browser, jorge):
    page = await window()
    await page.get_by_test_id("channel-D0JORGE").click()
    site = await (await browser.new_context()).new_page()
    await site.goto(jorge.site)
    await site.locator("a[href^='/site/homes/']").first.click()
    await site.fill("[name=name]", "Noor Haddad")
    await site.fill("[name=email]", "noor.haddad@example.com")
    await site.fill("[name=phone]", "(206) 555-0188")
    await site.fill("[name=message]", "May I see it today? <!channel>")
    await site.fill("[name=budget]", "900000")
    await site.select_option("[name=timeframe]", index=1)
    await site.check("[name=pre_approved]")
    await site.check("[name=text_consent]")
    await site.locator("form.ask button").click()
    alert = page.get_by_test_id("message").filter(has_text="Hot lead: Noor Haddad").last
    await expect(alert.get_by_text("Hot lead: Noor Haddad")).to_be_visible()
    await expect(alert.get_by_text(re.compile("Pre-approved"))).to_be_visible()
    await alert.scroll_into_view_if_needed()
    await picture(page, "hot-lead")
    await site.goto(f"{jorge.town}/twilio/phone/%2B12065551000")
    await expect(site.get_by_text(re.compile("Noor Haddad"))).to_be_visible()
    await alert.get_by_role("button", name="Done").click()
    await expect(alert.get_by_role("button", name="Done")).to_have_count(0)
    await site.context.close()


async def test_only_jorge_approves_and_the_campaign_is_sent_once(window, browser, jorge):
    listing = (await jorge.listings())[0]
    address = listing["UnparsedAddress"]
    page = await window()
    talk = await ask(page, f"send a just-listed email for {address} to matching buyers")
    approve = talk.get_by_role("button", name="Approve")
    await expect(approve).to_be_visible()
    await expect(talk.get_by_text(re.compile(r"\d+ (people|person|buyers?|recipients?)")).first).to_be_visible()
    await picture(page, "approval")
    await approve.click()
    await page.get_by_test_id("confirm-ok").dblclick()
    await expect(talk.get_by_text(re.compile("Sent at")).first).to_be_visible()
    outbox = await (await browser.new_context()).new_page()
    await outbox.goto(f"{jorge.town}/mailchimp/outbox")
    await expect(outbox.get_by_text(address).first).to_be_visible()
    await outbox.context.close()


async def test_what_waits_for_approval_survives_a_restart(window, jorge):
    listing = (await jorge.listings())[0]
    page = await window()
    talk = await ask(page, f"send an open house email for {listing['UnparsedAddress']} to matching buyers")
    await expect(talk.get_by_role("button", name="Approve")).to_be_visible()
    assert await jorge.stop() == 0
    await jorge.start()
    page = await window()
    await page.get_by_test_id("channel-D0JORGE").click()
    talk = await conversation(page, "open house email")
    await talk.get_by_role("button", name="Approve").click()
    await page.get_by_test_id("confirm-ok").click()
    await expect(talk.get_by_text(re.compile("Sent at")).first).to_be_visible()


async def test_the_terminal_asks_the_same_colleague(jorge):
    code, said = await jorge.ask("ask", "--json", "what's 1837 NW 59th St #C worth?")
    assert code == 0
    assert '"run_cma"' in said
    assert '"answer"' in said
    code, said = await jorge.ask("cma", "1837 NW 59th St #C", "--pdf", "report.pdf")
    assert code == 0
    assert (jorge.folder / "report.pdf").read_bytes().startswith(b"%PDF")
    code, said = await jorge.ask("sync", "mls")
    assert code == 0
    assert "MLS" in said
    code, said = await jorge.ask("events", "list", "--type", "lead.scored")
    assert code == 0
    assert "lead.scored" in said


async def test_a_second_start_on_taken_ports_says_so_in_one_line(jorge):
    code, said = await jorge.ask("run")
    assert code == 2
    assert re.fullmatch(r"jorge: Port \d+ is taken by another program\..*\n", said)
