"""The reference scenarios of the product, with the book that ships, up to what arrives at Mailchimp and Twilio."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from bot.rules import read_book
from integrations.models.contact import ContactKind
from integrations.models.credit import Credit
from integrations.models.listing import ListingPage
from integrations.store import approvals, contacts
from integrations.store import events as book
from integrations.wire.errors import NotConfigured
from tests.integrations.conftest import whole_world
from tests.integrations.marketing.square import HOME as LISTING
from tests.integrations.marketing.square import keep, make_hub, person
from tests.integrations.marketing.town_square import clock, square

__all__ = ["clock", "square", "whole_world"]
OWNER = "U0JORGE"
LEAD = {
    "contact_id": "c1", "name": "Maria Lopez", "temperature": 91, "kind": "seller", "phone": "+12065550123",
    "email": "m@example.com", "areas": ["98117"], "why": "Inquiry.", "first_step": "Call Maria now.",
}  # fmt: skip
HOME = {
    "listing_ref": "RAINIER:1", "address": "1 Elm St, Seattle, WA 98117", "standard_status": "Active",
    "price": "$440,000", "old_price": "$500,000", "change": "-12.0 %", "change_percent": -12.0, "area": "98117",
    "in_lead_area": True, "own": False, "buyers_count": 2, "investors_count": 1, "people": ["Maria Lopez"],
}  # fmt: skip


class Mls:
    """One home, Jorge's or another office's."""

    own = True

    async def current_listing(self, _text):
        return LISTING

    async def generate_automated_cma(self, _address, _details=None):
        raise NotConfigured("mls", "no copy")

    async def permit(self, _listing, purpose):
        return SimpleNamespace(said="Listed by another office.") if purpose == "advert" and not self.own else None

    def is_own(self, _listing):
        return self.own

    async def credit(self, listing):
        return Credit(office=listing.list_office_name, source=listing.originating_system)

    async def home_link(self, _listing):
        return ""

    async def as_of(self):
        return None

    async def zips_for(self, area):
        return frozenset({area})

    async def search(self, query):
        return ListingPage(query=query, total=1, listings=(LISTING,))


@pytest.fixture
async def written(room, square, clock):
    """What was written to the CRM."""
    said = []

    async def contact(contact_id):
        known = await room.store.read(contacts.get, contact_id)
        return known and known.model_copy(update={"external_ids": {"crm": "7"}})

    async def update(external_id, changes):
        said.append((external_id, *changes.add_tags))

    async def add_note(external_id, subject, body):
        said.append((external_id, subject, body))

    async def matching_buyers(_listing, area_zips=None):
        return room.fitting

    room.crm.contact, room.crm.update, room.crm.add_note = contact, update, add_note
    room.crm.matching_buyers = matching_buyers
    hub = make_hub(square, room.store, clock)
    room.toolbox.hubs = replace(room.toolbox.hubs, mls=Mls(), marketing=hub)
    room.rules[:] = read_book()
    investor = {"tags": ("Investor",), "price_max": Decimal(900_000)}
    room.fitting = await keep(
        room.store, person(1, kind=ContactKind.SELLER), person(2, **investor), person(3), person(4, email=False)
    )
    yield said
    await hub.aclose()


async def approve(room, *tools):
    """Jorge approves what waits of these tools; returns what came of it."""
    waiting = [one for one in await room.store.read(approvals.with_status, "pending") if one.tool in tools]
    assert {one.tool for one in waiting} == set(tools)
    done = []
    for one in waiting:
        await room.toolbox.decide(one.token, OWNER, approve=True)
        done.append(await room.toolbox.perform(one.id))
    return done


async def tree(room, event, *rules):
    """The steps of each rule in the event's tree, once all of these rules have run."""
    for _ in range(600):
        knots = await room.engine.orchestrator.orchestrate_cross_system_updates(event.id)
        runs = {run.rule_id: run for knot in knots for run in knot.runs}
        if set(rules) <= set(runs) and all(run.finished_at for run in runs.values()):
            return {
                rule_id: {step["step"]: step.get("result", step.get("error")) for step in run.steps}
                for rule_id, run in runs.items()
            }
        await asyncio.sleep(0.02)
    raise AssertionError(knots)


async def put(room, kind, payload):
    event = room.engine.inbox.new_event("test", kind, kind, payload)
    await room.engine.inbox.put(event)
    return event


async def test_a_new_hot_lead(room, written, square):
    await room.start()
    lead = room.fitting[0][0]
    about = {"contact_id": lead.id, "name": lead.name, "property_address": "5984 29th Ave NW"}
    found = await tree(room, await put(room, "lead.scored", LEAD | about), "hot_lead", "new_hot_lead")
    assert found["hot_lead"]["1:text_owner"].startswith("Texted you")
    steps = found["new_hot_lead"]
    assert steps["0:crm_update"] == "crm updated, note in crm"
    assert steps["1:tool"].startswith("waits for approval")
    assert steps["2:tool"].startswith("waits for approval")
    for step in ("3:tool", "6:bot_escalation"):
        assert steps[step].startswith("NotConfigured: ")
    assert steps["5:sequence"].startswith("hot_lead_nurture begun")
    assert steps["4:tool"] == steps["7:bot_escalation"] == "not for this event"
    assert [one["to"] for one in square.texts] == ["+12065551000"]  # only Jorge himself so far
    assert square.campaigns == []
    await approve(room, "text_lead", "email_lead")
    (text,) = [one for one in square.texts if one["to"] == lead.phones[0]]
    assert text["body"] == (
        "Hi Ann01, this is Jorge Rivera with Rivera & Co. Realty. Thanks for asking about 5984 29th Ave NW. "
        "When is a good time for a quick call? Reply STOP to opt out."
    )
    (mail,) = square.campaigns
    assert mail["settings"]["subject_line"] == "About 5984 29th Ave NW"
    assert mail["emails_sent"] == 1
    (card,) = room.slack.latest
    assert card.title == f"Hot lead: {lead.name}"


async def test_a_price_drop_of_ten_percent_on_another_offices_home(room, written, square):
    room.toolbox.hubs.mls.own = False
    await room.start()
    steps = (await tree(room, await put(room, "listing.price_change", HOME), "price_drop_opportunity"))[
        "price_drop_opportunity"
    ]
    assert steps["2:tool"].startswith("waits for approval")
    assert steps["3:tool"] == steps["4:tool"] == "not for this event"
    (done,) = await approve(room, "send_matches")
    assert [one["contact_id"] for one in done.plan["audience"]["included"]] == [room.fitting[1][0].id]
    assert "Listed by Rivera & Co. Realty. Source: nwmls." in done.plan["body_text"]
    assert [one["emails_sent"] for one in square.campaigns] == [1]
    (card,) = room.slack.latest
    assert card.title == "Price cut -12.0 %: 1 Elm St, Seattle, WA 98117"
    assert "It fits 2 buyers, 1 of them investors." in card.why


async def test_an_own_new_listing(room, written, square):
    await room.start()
    event = await put(room, "listing.new", {**HOME, "own": True})
    steps = (await tree(room, event, "own_listing_active"))["own_listing_active"]
    assert steps["1:tool"].startswith("done")
    assert steps["2:tool"].startswith("done")
    assert steps["3:tool"].startswith("waits for approval")
    for step in ("4:tool", "5:tool", "6:tool", "7:webhook_out"):
        assert steps[step].startswith("NotConfigured: "), step
    await approve(room, "launch_campaign")
    assert [one["emails_sent"] for one in square.campaigns] == [3]
    (card,) = room.slack.latest
    assert card.title == "Your listing is active: 1 Elm St, Seattle, WA 98117"
    assert (await room.store.read(book.get, event.id)).status == "matched"
