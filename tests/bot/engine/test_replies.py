"""What leads answer, with the rule book that ships: the words on the card, the CRM marked, and no text too many."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.engine.actions.texting import Texting
from bot.rules import read_book
from bot.rules.actions import TextOwner
from integrations.models.contact import Contact
from integrations.store import alert_course
from integrations.store import alerts as cards

REPLY = {
    "contact_id": "c1",
    "contact_ids": ["c1", "c2"],
    "name": "Maria Lopez",
    "phone": "+12065550123",
    "channel": "sms",
}


@pytest.fixture
async def office(room):
    """The room with the rule book, a CRM of two contacts that share a number, and what was written to them."""
    room.written, room.said = [], []

    async def contact(contact_id):
        return Contact(id=contact_id, external_ids={"crm": contact_id.replace("c", "7")})

    async def update(external_id, changes):
        room.written.append((external_id, changes.add_tags, changes.remove_tags))

    async def add_note(external_id, subject, body):
        room.written.append((external_id, subject, body))

    async def nudge(alert, text, *, key, whom=""):
        room.said.append((alert.id, text))

    room.crm.contact, room.crm.update, room.crm.add_note, room.slack.nudge = contact, update, add_note, nudge
    room.rules[:] = read_book()
    await room.start()
    return room


async def test_a_reply_is_told_on_the_leads_card_with_its_words_and_the_crm_keeps_them(office):
    hot = await office.put("lead.scored", contact_id="c1", name="Maria Lopez", temperature=91, why="Inquiry.")
    await office.runs(hot, "done")
    reply = await office.put("contact.replied", "r1", **REPLY, message="Can we see it Saturday? <!channel>")
    (run,) = await office.runs(reply, "done")
    (card,) = office.slack.latest
    assert card.quote == "Can we see it Saturday? <!channel>"
    assert card.title == "Hot lead: Maria Lopez"
    assert office.said[-1] == (card.id, "Maria Lopez replied: “Can we see it Saturday? <!channel>”")
    assert run.steps[2]["result"] in {"0 stopped", "1 stopped"}  # whichever rule of the hot lead came first
    note = ("Reply by sms", "They wrote: Can we see it Saturday? <!channel>")
    assert [one for one in office.written if one[1:] == note] == [("71", *note), ("72", *note)]
    assert ("71", ("Replied",), ()) in office.written


async def test_a_reply_disturbs_jorge_though_he_is_on_it_already(office):
    hot = await office.put("lead.scored", contact_id="c1", name="Maria Lopez", temperature=91, why="Inquiry.")
    await office.runs(hot, "done")
    (card,) = office.slack.latest
    await office.alerts.claim(card.id, "U0JORGE")
    await office.runs(await office.put("contact.replied", "r1", **REPLY, message="Hello?"), "done")
    assert office.said[-1] == (card.id, "Maria Lopez replied: “Hello?”")


async def test_a_reply_from_a_number_that_nobody_has_is_told_all_the_same(office):
    stranger = {"name": "+12065550188", "phone": "+12065550188", "channel": "sms", "message": "Who is this?"}
    await office.runs(await office.put("contact.replied", "r1", **stranger), "done")
    (card,) = office.slack.latest
    assert (card.story, card.quote) == ("reply:+12065550188", "Who is this?")
    assert office.written == []


async def test_the_crm_learns_of_a_stop_and_of_the_start_after_it(office):
    await office.runs(await office.put("contact.opted_out", "o1", **REPLY, message="STOP"), "done")
    assert ("71", ("Opted out",), ()) in office.written
    assert ("72", "Opted out", "Asked for no more messages by sms: STOP") in office.written
    await office.runs(await office.put("contact.opted_in", "o2", **REPLY, message="START"), "done")
    assert ("71", (), ("Opted out",)) in office.written


async def test_jorge_is_texted_once_about_a_card_by_rule_or_by_clock(office):
    hot = await office.put("lead.scored", contact_id="c1", name="Maria Lopez", temperature=91, why="Inquiry.")
    await office.runs(hot, "done")
    (card,) = office.slack.latest
    assert len(office.phone.sent) == 1
    assert "sms" in await office.store.read(alert_course.taken_steps, card.id, card.round)
    again = await office.put("lead.scored", "again", contact_id="c1", name="Maria Lopez", temperature=92, why="More.")
    (run, *_) = await office.runs(again, "done")
    assert "not texted: he was texted about this card already" in [step.get("result") for step in run.steps]
    assert len(office.phone.sent) == 1


async def test_whoever_has_acknowledged_is_not_texted(office):
    hot = await office.put("lead.scored", contact_id="c1", name="Maria Lopez", temperature=91, why="Inquiry.")
    await office.runs(hot, "done")
    (card,) = office.slack.latest
    await office.alerts.acknowledge(card.id, "U0JORGE")
    action = TextOwner(action="text_owner", body="Hot")
    texting = Texting(office.toolbox.hubs, lambda: datetime.now(UTC) + timedelta(minutes=5))
    assert await texting.text(action, hot, "late") == "not texted: somebody is on it already"
    assert (await office.store.read(cards.of_event, hot.id)).id == card.id
