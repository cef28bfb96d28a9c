"""Killed between a vendor's answer and our checkpoint: the effect is there once, at the real stand-ins over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest

from bot.engine.actions.crm_updates import CrmUpdates
from bot.rules.actions import CrmUpdate
from integrations.crm.connectors.followupboss import connect
from integrations.events import Event
from integrations.models.contact import Contact, Reason, Temperature
from integrations.wire.errors import Rejected, Unavailable
from tests.integrations.conftest import block, whole_world
from tests.integrations.marketing.square import make_hub
from tests.integrations.marketing.town_square import clock, square

__all__ = ["block", "clock", "square", "whole_world"]
NOW = datetime.now(UTC)
NOTE = CrmUpdate(action="crm_update", note="Asked about {what}", subject="Inquiry")
EVENT = Event(
    id="e1", source="test", type="said", key="k", occurred_at=NOW, received_at=NOW,
    payload={"contact_id": "c1", "what": "12 Oak St"},
)  # fmt: skip


class Killed(BaseException):
    """What a kill looks like from inside: nothing after it runs."""


async def kill(work, owner, name, *, after: bool = True):
    """Do the work until `owner.name` has its vendor's answer (or before it asks), and not one line further."""
    method = getattr(owner, name)

    async def die(*args, **options):
        if after:
            await method(*args, **options)
        raise Killed

    setattr(owner, name, die)
    with pytest.raises(Killed):
        await work
    setattr(owner, name, method)


@pytest.fixture
async def crm(block):
    connector = connect(block.access)
    yield connector
    await connector.aclose()


@pytest.fixture
def updates(store, crm):
    """The CRM updates of a process that lives at a time."""

    def live(at: datetime) -> CrmUpdates:
        async def contact(_contact_id):
            return Contact(id="c1", external_ids={"followupboss": "1001"})

        door = SimpleNamespace(contact=contact, systems=("followupboss",), get_connector=lambda _slug: crm)
        return CrmUpdates(SimpleNamespace(store=store, crm=door), lambda: at)

    return live


def notes(block):
    return [note["body"] for note in block.account.notes.values() if note["personId"] == 1001]


async def test_a_note_whose_checkpoint_was_lost_is_found_there_and_not_written_again(block, crm, updates):
    await kill(updates(NOW).update(NOTE, EVENT, "k"), crm, "add_note")
    said = await updates(NOW + timedelta(minutes=1)).update(NOTE, EVENT, "k")
    assert said == "note in followupboss, found there after a crash"
    assert notes(block) == ["Asked about 12 Oak St"]
    assert await updates(NOW + timedelta(minutes=9)).update(NOTE, EVENT, "k") == said


async def test_a_note_that_was_claimed_and_never_sent_is_written_after_the_crash(block, crm, updates):
    await kill(updates(NOW).update(NOTE, EVENT, "k"), crm, "add_note", after=False)
    with pytest.raises(Unavailable, match="under way") as waits:
        await updates(NOW + timedelta(seconds=10)).update(NOTE, EVENT, "k")
    assert waits.value.retry_after == pytest.approx(20)
    assert await updates(NOW + timedelta(minutes=1)).update(NOTE, EVENT, "k") == "note in followupboss"
    assert notes(block) == ["Asked about 12 Oak St"]


async def test_a_note_whose_answer_was_lost_on_the_way_counts_as_written(block, crm, updates, monkeypatch):
    answer = crm._client._http.request

    async def cut(method, *args, **options):
        response = await answer(method, *args, **options)
        if method == "POST":
            raise httpx.ReadTimeout("lost")
        return response

    monkeypatch.setattr(crm._client._http, "request", cut)
    assert await updates(NOW).update(NOTE, EVENT, "k") == "note in followupboss, found there after its answer was lost"
    assert notes(block) == ["Asked about 12 Oak St"]


async def test_a_refused_note_may_be_tried_again_and_a_503_is_no_proof_of_anything(block, crm, updates):
    block.fails.append(503)
    with pytest.raises(Unavailable):
        await updates(NOW).update(NOTE, EVENT, "k")
    block.fails.append(400)
    with pytest.raises(Rejected):
        await updates(NOW).update(NOTE, EVENT, "k")
    assert await updates(NOW).update(NOTE, EVENT, "k") == "note in followupboss"
    assert notes(block) == ["Asked about 12 Oak St"]


async def test_another_persons_note_and_an_older_one_are_not_taken_for_it(block, crm):
    await crm.add_note("1002", "Inquiry", "Asked about 12 Oak St")
    await crm.add_note("1001", "Inquiry", "Asked about 12 Oak St")
    assert await crm.has_note("1001", "Inquiry", "Asked about 12 Oak St", NOW - timedelta(minutes=2))
    assert not await crm.has_note("1001", "Inquiry", "Asked about 12 Oak St", datetime.now(UTC) + timedelta(minutes=2))
    assert not await crm.has_note("1003", "Inquiry", "Asked about 12 Oak St", NOW - timedelta(minutes=2))


async def test_a_temperature_whose_checkpoint_was_lost_is_compared_and_not_written_again(block, crm):
    hot = Temperature(score=88, reasons=(Reason(label="Asked about a home", points=54.0),))
    await kill(crm.write_temperature("1001", hot), crm._client, "put")
    puts = [call for call in block.calls if call[0] == "PUT"]
    assert await crm.write_temperature("1001", hot) is None
    assert [call for call in block.calls if call[0] == "PUT"] == puts


async def test_a_text_whose_checkpoint_was_lost_is_found_at_the_vendor(square, store, clock):
    hub = make_hub(square, store, clock)
    await kill(hub.text_owner("Hot lead", key="k"), hub._connectors["twilio"], "send_text")
    await hub.aclose()
    clock.now += timedelta(minutes=3)
    hub = make_hub(square, store, clock)
    await hub.text_owner("Hot lead", key="k")
    await hub.aclose()
    assert [one["body"] for one in square.texts] == ["Hot lead"]
