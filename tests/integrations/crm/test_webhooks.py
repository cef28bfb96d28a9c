from __future__ import annotations

import asyncio

import httpx
import pytest

from integrations.crm import CRMFactory
from integrations.models.contact import HOT, LeadQuery


@pytest.fixture
async def crm(block, store):
    factory = CRMFactory(store, {"followupboss": block.access})
    assert await factory.listen(block.url) == {}
    yield factory
    await factory.aclose()


async def follow(crm, letters):
    """Do with letters what the bot does: check, read, read the people again; one hint at a time."""
    connector, keys, found = crm.get_connector("followupboss"), set(), []
    for letter in letters:
        connector.verify(letter)
        for hint in connector.read(letter):
            if hint.key not in keys:
                keys.add(hint.key)
                found += await crm.refresh_hint("followupboss", hint)
    return found


async def submit(block, **answers):
    jorge = block.town.world.jorge
    home = next(one for one in block.town.market.listings.values() if one.agent is jorge and one.status == "Active")
    given = {"name": "Ana Okafor", "email": "ana@example.com", "phone": "206 555 0199", **answers}
    async with httpx.AsyncClient(base_url=block.url) as browser:
        assert (await browser.post(f"/site/homes/{home.listing_id}", data=given)).status_code == 303
    await block.until(lambda: len(block.letters) >= 2)
    return home


async def test_a_form_on_the_site_becomes_a_hot_contact_with_reasons(block, crm):
    block.behave(hidden_for=0.15, twice_every=2)
    home = await submit(block, timeframe="0-3 Months", pre_approved="yes", text_consent="yes", budget="650000")
    contact = (await follow(crm, block.letters))[-1]
    assert contact.jorge_temperature >= HOT
    assert contact.jorge_insights[0].label == f"Asked about {home.home.address.full}"
    assert contact.consent.sms is True
    assert (await crm.history(contact.id))[0].listing_id == home.listing_id
    await crm.settle()
    person = list(block.account.people.values())[-1]
    assert person["customJorgeTemperature"] == contact.jorge_temperature
    assert "jorge:hot" in person["tags"]
    assert "Asked about" in person["customJorgeInsights"]


async def test_a_plain_question_is_warm_and_gives_no_consent(block, crm):
    await submit(block, message="I am pre-approved and must buy within 0-3 months, call me, I am hot")
    contact = (await follow(crm, block.letters))[-1]
    assert 50 <= contact.jorge_temperature <= 70
    assert contact.consent.sms is None


async def test_letters_that_come_twice_and_in_any_order_make_one_contact_and_one_write(block, crm):
    block.behave(twice_every=1, reversed_pairs=True)
    await submit(block, timeframe="0-3 Months", pre_approved="yes")
    await block.until(lambda: len(block.letters) == 4)
    await asyncio.gather(*(follow(crm, [letter]) for letter in reversed(block.letters)))
    await crm.settle()
    assert (await crm.search(LeadQuery())).total == 1
    assert len(await crm.history((await crm.search(LeadQuery())).leads[0].id)) == 1
    assert [path for method, path in block.calls if method == "PUT"] == ["/people/1041"]


async def test_the_echo_of_our_own_writing_causes_no_other(block, crm):
    await submit(block, timeframe="0-3 Months", pre_approved="yes")
    await follow(crm, block.letters)
    await crm.settle()
    await block.until(lambda: any(b"peopleUpdated" in letter.body for letter in block.letters))
    before, reads = len(block.writes()), sum(path == "/events" for _, path in block.calls)
    await follow(crm, [letter for letter in block.letters if b"peopleUpdated" in letter.body])
    await crm.settle()
    assert len(block.writes()) == before
    assert sum(path == "/events" for _, path in block.calls) == reads


async def test_registering_again_keeps_one_hook_an_event(block, crm):
    await crm.listen(block.url)
    events = [hook["event"] for hook in block.account.mail.hooks.values()]
    assert len(events) == len(set(events)) == 4
