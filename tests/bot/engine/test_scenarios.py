"""The reference scenarios of the product, from the first event to the last step, with the book that ships."""

from __future__ import annotations

import asyncio

import pytest

from bot.rules import read_book
from integrations.models.contact import Contact
from integrations.store import events as book
from integrations.wire.errors import NotConfigured

LEAD = {
    "contact_id": "c1", "name": "Maria Lopez", "temperature": 91, "kind": "seller", "phone": "+12065550123",
    "email": "m@example.com", "areas": ["98117"], "why": "Inquiry.", "first_step": "Call Maria now.",
}  # fmt: skip
HOME = {
    "listing_ref": "RAINIER:1", "address": "1 Elm St, Seattle, WA 98117", "standard_status": "Active",
    "price": "$440,000", "old_price": "$500,000", "change": "-12.0 %", "change_percent": -12.0, "area": "98117",
    "in_lead_area": True, "own": False, "buyers_count": 2, "investors_count": 1, "people": ["Maria Lopez"],
}  # fmt: skip


@pytest.fixture
def written(room):
    """What was written to the CRM."""
    said = []

    async def contact(contact_id):
        return Contact(id=contact_id, external_ids={"crm": "7"})

    async def update(external_id, changes):
        said.append((external_id, *changes.add_tags))

    async def add_note(external_id, subject, body):
        said.append((external_id, subject, body))

    async def valued(_address, _details=None):
        raise NotConfigured("mls", "no copy")

    room.crm.contact, room.crm.update, room.crm.add_note = contact, update, add_note
    room.toolbox.hubs.mls.generate_automated_cma = room.toolbox.hubs.mls.current_listing = valued
    room.rules[:] = read_book()
    return said


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


async def test_a_new_hot_lead(room, written):
    await room.start()
    event = await put(room, "lead.scored", LEAD)
    found = await tree(room, event, "hot_lead", "new_hot_lead")
    assert found["hot_lead"]["1:text_owner"] == "sent"
    steps = found["new_hot_lead"]
    assert steps["0:crm_update"] == "crm updated, note in crm"
    assert written == [("7", "Hot lead"), ("7", "Hot lead", "Temperature 91/100. Inquiry. Jorge was alerted.")]
    for step in ("1:tool", "2:tool", "3:tool", "5:sequence", "6:bot_escalation"):
        assert steps[step].startswith("NotConfigured: ")
    assert steps["4:tool"] == steps["7:bot_escalation"] == "not for this event"
    (card,) = room.slack.latest
    assert card.title == "Hot lead: Maria Lopez"
    assert card.severity == "urgent"


async def test_a_price_drop_of_ten_percent(room, written):
    await room.start()
    found = await tree(room, await put(room, "listing.price_change", HOME), "price_drop_opportunity")
    steps = found["price_drop_opportunity"]
    assert steps["2:tool"] == "NotConfigured: send_matches: Jorge has no such tool yet"
    assert steps["3:tool"] == steps["4:tool"] == "not for this event"
    (card,) = room.slack.latest
    assert card.title == "Price cut -12.0 %: 1 Elm St, Seattle, WA 98117"
    assert "It fits 2 buyers, 1 of them investors." in card.why
    assert card.people == ("Maria Lopez",)


async def test_an_own_new_listing(room, written):
    await room.start()
    event = await put(room, "listing.new", {**HOME, "own": True})
    steps = (await tree(room, event, "own_listing_active"))["own_listing_active"]
    for step in ("1:tool", "2:tool", "4:tool", "5:tool", "6:tool", "7:webhook_out"):
        assert steps[step].startswith("NotConfigured: "), step
    (card,) = room.slack.latest
    assert card.title == "Your listing is active: 1 Elm St, Seattle, WA 98117"
    assert (await room.store.read(book.get, event.id)).status == "matched"
