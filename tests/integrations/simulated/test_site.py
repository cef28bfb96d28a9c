from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

ANSWERS = {
    "name": "Ana Okafor",
    "email": "Ana@Example.com",
    "phone": "(206) 555-0199",
    "message": "Can I see it <today>?",
    "budget": "$750,000",
    "timeframe": "0-3 Months",
    "pre_approved": "yes",
    "text_consent": "yes",
}


@pytest.fixture
async def browser(block):
    async with httpx.AsyncClient(base_url=block.url) as client:
        yield client


@pytest.fixture
def home(block):
    jorge = block.town.world.jorge
    return next(one for one in block.town.market.listings.values() if one.agent is jorge and one.status == "Active")


def newest(block):
    return list(block.account.people.values())[-1], list(block.account.events.values())[-1]


async def test_jorges_own_homes_come_first(block, browser):
    first = (await browser.get("/site/")).text
    last = (await browser.get("/site/", params={"page": "9999"})).text
    assert "Jorge's listing</b>" in first
    assert "Jorge's listing</b>" not in last


async def test_a_search_finds_a_neighborhood_and_says_when_it_finds_nothing(browser, home):
    assert home.listing_id in (await browser.get("/site/", params={"q": home.listing_id})).text
    assert "No home matches" in (await browser.get("/site/", params={"q": "Atlantis"})).text


async def test_a_hidden_street_is_not_shown(block, browser, home):
    block.town.market.put(replace(home, show_address=False))
    page = (await browser.get(f"/site/homes/{home.listing_id}")).text
    assert home.home.address.line not in page
    assert "Address on request" in page


async def test_a_home_off_the_market_is_gone(block, browser, home):
    block.town.market.put(replace(home, status="Withdrawn"))
    assert (await browser.get(f"/site/homes/{home.listing_id}")).status_code == 404


async def test_the_form_becomes_a_property_inquiry_with_typed_fields(block, browser, home):
    reply = await browser.post(f"/site/homes/{home.listing_id}", data=ANSWERS)
    assert reply.status_code == 303
    person, event = newest(block)
    assert (person["name"], person["emails"][0]["value"]) == ("Ana Okafor", "Ana@example.com")
    assert person["phones"][0]["value"] == "+12065550199"
    assert {name: person[name] for name in person if name.startswith("custom")} == {
        "customTimeframe": "0-3 Months",
        "customPriceMax": 750_000,
        "customPreApproved": "Yes",
        "customTextConsent": "Yes",
    }
    assert (event["type"], event["personId"], event["source"]) == ("Property Inquiry", person["id"], "Website")
    assert event["property"]["mlsNumber"] == home.listing_id
    assert "Thank you" in (await browser.get(reply.headers["location"])).text


async def test_a_box_that_is_not_ticked_says_nothing(block, browser, home):
    plain = {name: ANSWERS[name] for name in ("name", "email", "phone")}
    await browser.post(f"/site/homes/{home.listing_id}", data=plain)
    person, _ = newest(block)
    assert not any(name.startswith("custom") for name in person)


async def test_wrong_answers_are_explained_and_kept(block, browser, home):
    before = len(block.account.events)
    wrong = ANSWERS | {"email": "ana@", "phone": "12", "budget": "lots", "name": ""}
    reply = await browser.post(f"/site/homes/{home.listing_id}", data=wrong)
    assert reply.status_code == 422
    assert reply.text.count('role="alert"') == 4
    assert "Can I see it &lt;today&gt;?" in reply.text
    assert len(block.account.events) == before


async def test_a_machine_that_fills_the_hidden_field_is_not_heard(block, browser, home):
    before = len(block.account.events)
    await browser.post(f"/site/homes/{home.listing_id}", data=ANSWERS | {"website": "http://spam.example.com"})
    assert len(block.account.events) == before


async def test_a_crm_that_is_down_is_told_to_the_sender(block, browser, home):
    block.fails = [503]
    reply = await browser.post(f"/site/homes/{home.listing_id}", data=ANSWERS)
    assert reply.status_code == 502
    assert "could not send" in reply.text


async def test_a_known_visitors_look_at_another_home_is_told_once(block, browser, home):
    await browser.post(f"/site/homes/{home.listing_id}", data=ANSWERS)
    person, _ = newest(block)
    shown = block.town.market.listings.values()
    other = next(one for one in shown if one.status == "Active" and one.show_online and one.key != home.key)
    await browser.get(f"/site/homes/{other.listing_id}")
    await block.until(lambda: newest(block)[1]["type"] == "Viewed Property")
    await browser.get(f"/site/homes/{other.listing_id}")
    views = [event for event in block.account.events.values() if event["personId"] == person["id"]]
    assert [event["type"] for event in views] == ["Property Inquiry", "Viewed Property"]
