from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from pydantic import BaseModel, Field

from integrations.models.approval import ApprovalStatus
from integrations.store import approvals as shelf
from integrations.wire.errors import Unavailable
from tools import toolbox as module
from tools.errors import ToolError
from tools.tool import Arguments, Caller, Hubs, Risk, Tool
from tools.toolbox import Toolbox, registry

JORGE, DANA = "U0JORGE", "U0DANA"
AGENT = Caller("agent", JORGE, "D1", "1.0")


class Letter(Arguments):
    to: str = Field(description="Who gets it")
    copies: int = Field(1, ge=1, le=5, description="How many")


class Plan(BaseModel):
    readers: int


class Sent(BaseModel):
    readers: int


class Post:
    """A tool that leaves the house, with what the world looks like while it does."""

    def __init__(self) -> None:
        self.readers = 3
        self.sent = []
        self.down = False

    async def prepare(self, args, hubs):
        if args.to == "nobody":
            raise ToolError("not_found", "There is nobody.")
        return Plan(readers=self.readers)

    async def perform(self, args, plan, hubs, key):
        if self.down:
            raise Unavailable("post", "closed")
        if key not in self.sent:
            self.sent.append(key)
        return Sent(readers=plan.readers)


@pytest.fixture
def post(monkeypatch):
    post = Post()
    letter = Tool(
        name="send_letter", description="Send it.", risk=Risk.OUTWARD, arguments=Letter, result=Sent, plan=Plan,
        prepare=post.prepare, perform=post.perform, summary=lambda args, plan: f"to {args.to}",
    )  # fmt: skip
    monkeypatch.setattr(module, "registry", lambda: MappingProxyType({"send_letter": letter}))
    return post


@pytest.fixture
def clock():
    return [datetime(2026, 11, 24, 18, tzinfo=UTC)]


@pytest.fixture
def box(store, post, clock):
    return Toolbox(Hubs(store, None, None, None, now=lambda: clock[0]), owner=JORGE)


async def asked(box, **args):
    outcome = await box.call("send_letter", {"to": "Ann", **args}, AGENT)
    assert outcome.error is None
    assert outcome.approval is not None
    return outcome.approval


async def test_nothing_leaves_the_house_when_an_outward_tool_is_called(box, post):
    approval = await asked(box)
    assert approval.status is ApprovalStatus.PENDING
    assert approval.plan == {"readers": 3}
    assert post.sent == []


async def test_what_jorge_approves_is_done_once_however_often_it_is_carried_out(box, post):
    approval = await asked(box)
    await box.decide(approval.token, JORGE, approve=True)
    first = await box.perform(approval.id)
    again = await box.perform(approval.id)
    assert first.status is again.status is ApprovalStatus.DONE
    assert post.sent == [approval.id]


async def test_only_the_owner_decides_and_the_refusal_is_told(box, post):
    approval = await asked(box)
    with pytest.raises(ToolError, match=JORGE):
        await box.decide(approval.token, DANA, approve=True)
    with pytest.raises(ToolError, match="pending"):
        await box.perform(approval.id)
    assert post.sent == []


async def test_two_clicks_at_once_decide_once(box):
    approval = await asked(box)
    clicks = [box.decide(approval.token, JORGE, approve=True), box.decide(approval.token, JORGE, approve=False)]
    results = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(one, ToolError) for one in results) == 1


async def test_an_approval_expires(box, clock):
    approval = await asked(box)
    clock[0] += timedelta(hours=25)
    assert [one.id for one in await box.expire()] == [approval.id]
    with pytest.raises(ToolError, match="expired"):
        await box.decide(approval.token, JORGE, approve=True)


async def test_facts_that_changed_after_the_card_stop_the_action(box, post):
    approval = await asked(box)
    await box.decide(approval.token, JORGE, approve=True)
    post.readers = 4
    with pytest.raises(ToolError, match="changed"):
        await box.perform(approval.id)
    assert post.sent == []
    kept = await box.hubs.store.read(shelf.get, approval.id)
    assert kept.status is ApprovalStatus.FAILED


async def test_a_vendor_that_is_down_leaves_the_approval_to_be_tried_again(box, post):
    approval = await asked(box)
    await box.decide(approval.token, JORGE, approve=True)
    post.down = True
    with pytest.raises(Unavailable):
        await box.perform(approval.id)
    post.down = False
    assert (await box.perform(approval.id)).status is ApprovalStatus.DONE


async def test_asking_twice_for_the_same_thing_shows_the_same_card(box):
    assert (await asked(box)).id == (await asked(box)).id


async def test_an_edit_replaces_the_card_and_kills_its_buttons(box):
    old = await asked(box)
    new = (await box.amend(old.token, JORGE, {"copies": 2})).approval
    assert new.args == {"to": "Ann", "copies": 2}
    with pytest.raises(ToolError, match="superseded"):
        await box.decide(old.token, JORGE, approve=True)


async def test_an_edit_that_fits_no_argument_is_refused_and_the_card_stands(box):
    old = await asked(box)
    outcome = await box.amend(old.token, JORGE, {"copies": 99})
    assert outcome.error.field == "copies"
    assert (await box.decide(old.token, JORGE, approve=False)).status is ApprovalStatus.CANCELLED


async def test_an_unknown_token_or_tool_is_told_in_words(box):
    with pytest.raises(ToolError, match="no longer known"):
        await box.decide("guessed", JORGE, approve=True)
    outcome = await box.call("no_such", {}, AGENT)
    assert "send_letter" in outcome.error.message


async def test_nobody_may_approve_while_no_owner_is_set(store, post):
    box = Toolbox(Hubs(store, None, None, None))
    approval = (await box.call("send_letter", {"to": "Ann"}, AGENT)).approval
    with pytest.raises(ToolError, match="JORGE_SLACK_OWNER"):
        await box.decide(approval.token, "", approve=True)


def test_every_tool_describes_every_argument():
    for tool in registry().values():
        for name, field in tool.arguments.model_fields.items():
            assert field.description, f"{tool.name}.{name}"
        assert tool.needs_approval == (tool.perform is not None)
