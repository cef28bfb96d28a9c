from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.engine.sequences import Sequences, read_plans
from integrations.marketing import OfficeCard
from integrations.models.approval import ApprovalStatus
from integrations.models.campaign import Audience, CampaignPlan, Recipient
from integrations.models.contact import Contact
from integrations.store import approvals, sequences
from tools.toolbox import registry

NURTURE = "hot_lead_nurture"


class Clock:
    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
async def running(room):
    async def contact(contact_id):
        return Contact(id=contact_id, first_name="Maria", phones=("+12065550123",))

    async def plan(*_facts):
        people = (Recipient(contact_id="c1", name="Maria", to="m@example.com"),)
        return CampaignPlan(
            campaign_type="newsletter", channel="email", title="E-mail to Maria", body_text="Hi.",
            audience=Audience(description="Maria", included=people),
        )  # fmt: skip

    room.crm.contact = contact
    room.phone.plan_letter = plan
    room.phone.office = OfficeCard("Jorge", "Rivera & Co.", "+12065550100", "j@example.com", "1 Main St", "1")
    await room.start()
    clock = Clock(room.toolbox.hubs.now())
    return Sequences(room.store, room.engine.inbox, clock)


async def begin(room, running, name=NURTURE):
    event = room.engine.inbox.new_event("test", "lead.hot", "hot:1", {"contact_id": "c1"})
    await room.engine.inbox.put(event)
    return event, await running.start(name, "c1", event)


async def waiting(room, count):
    for _ in range(400):
        found = await room.store.read(approvals.with_status, ApprovalStatus.PENDING)
        if len(found) >= count:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("no approval came")


@pytest.mark.parametrize("plan", read_plans().values(), ids=read_plans())
def test_every_step_of_the_shipped_sequences_calls_a_tool_with_arguments_that_it_takes(plan):
    for step in plan.steps:
        registry()[step.tool].arguments.model_validate(step.args)


async def test_a_lead_is_put_into_a_sequence_once(room, running):
    event, said = await begin(room, running)
    assert said.startswith(f"{NURTURE} begun")
    assert await running.start(NURTURE, "c1", event) == f"in {NURTURE} already"
    (run,) = await room.store.read(sequences.of_contact, "c1")
    assert (run.status, run.step) == ("running", 0)


async def test_a_step_comes_on_its_day_and_its_message_waits_for_approval(room, running):
    await begin(room, running, "win_back")
    assert await running.tick() == 1
    (approval,) = await waiting(room, 1)
    assert (approval.tool, approval.args["purpose"]) == ("email_lead", "check_in")
    assert await running.tick() == 0
    running.now.now += timedelta(days=6)
    assert await running.tick() == 0
    running.now.now += timedelta(days=2)
    assert await running.tick() == 1


async def test_two_processes_that_tick_at_once_make_one_event_a_step(room, running):
    await begin(room, running, "win_back")
    other = Sequences(room.store, room.engine.inbox, running.now)
    await asyncio.gather(running.tick(), other.tick())
    await waiting(room, 1)
    (run,) = await room.store.read(sequences.of_contact, "c1")
    assert run.step == 1


async def test_a_stopped_sequence_sends_nothing_even_where_its_step_was_due(room, running):
    event, _ = await begin(room, running, "win_back")
    due = room.engine.inbox.new_event("schedule", "x", "x", {"run": "", "sequence": "win_back", "step": 0})
    (run,) = await room.store.read(sequences.of_contact, "c1")
    assert await running.stop("all", "c1", "rule lead_replied") == "1 stopped"
    assert await running.tick() == 0
    due = due.model_copy(update={"payload": {**due.payload, "run": run.id}})
    assert await running.step_of(due) is None
    assert await running.start("win_back", "c1", event) == "in win_back already"


async def test_a_sequence_ends_after_its_last_step(room, running):
    await begin(room, running, "win_back")
    for _ in range(3):
        assert await running.tick() == 1
        running.now.now += timedelta(days=30)
    assert await running.tick() == 0
    (run,) = await room.store.read(sequences.of_contact, "c1")
    assert (run.status, run.reason) == ("done", "all steps done")
