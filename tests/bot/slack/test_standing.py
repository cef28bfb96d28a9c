from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from integrations.models.approval import Approval, ApprovalStatus
from integrations.store import rule_book as shelf
from integrations.store import rules as memory
from integrations.store.rule_book import Change

OWNER, DANA, RULE = "U0JORGE", "U0DANA", "price_drop_opportunity"
GOOD = {"people": "20", "dollars": "0", "days": "14"}


@pytest.fixture
async def rule(room):
    await room.slackhouse.house.deps.rules.rulebook.refresh()
    return room.slackhouse.house.deps.rules.rulebook.get(RULE)


async def open_window(room, user=OWNER):
    await room.command("/rules", RULE)
    listed = room.slack.of("chat.postEphemeral")[-1]
    await room.click({**listed, "ts": "1"}, "rule.allow", user=user)
    opened = room.slack.of("views.open")
    return opened[-1]["view"] if opened else None


async def allowed(room, rule, version=None):
    return await room.store.read(memory.allowed, RULE, version or rule.version, room.clock.now)


async def test_jorge_allows_a_rule_within_limits_until_a_day(room, rule):
    await room.submit(await open_window(room), GOOD)
    given = await allowed(room, rule)
    assert (given.max_audience, given.max_amount, given.given_by) == (20, Decimal(0), OWNER)
    assert given.expires_at == room.clock.now + timedelta(days=14)
    assert "acts without asking until Mar 18" in room.slack.whispers()[-1]
    await room.command("/rules", RULE)
    assert "Acts without asking up to 20 people and $0.00 a time" in str(room.slack.of("chat.postEphemeral")[-1])


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"people": "51"}, "people", "from 0 to 50"),
        ({"people": "many"}, "people", "whole number"),
        ({"people": "-1"}, "people", "whole number"),
        ({"dollars": "0.01"}, "dollars", "Between $0 and $0.00"),
        ({"dollars": "NaN"}, "dollars", "Between"),
        ({"dollars": "lots"}, "dollars", "no amount"),
        ({"days": "91"}, "days", "from 1 to 90"),
        ({"days": "0"}, "days", "from 1 to 90"),
    ],
)
async def test_what_goes_beyond_the_rules_own_limits_is_refused_at_its_field(room, rule, changes, field, why):
    answer = await room.submit(await open_window(room), GOOD | changes)
    errors = json.loads(answer.body)["errors"]
    assert list(errors) == [field]
    assert why in errors[field]
    assert await allowed(room, rule) is None


async def test_nobody_but_jorge_allows_or_takes_back(room, rule):
    assert await open_window(room, user=DANA) is None
    assert "Only <@U0JORGE>" in room.slack.whispers()[-1]
    view = await open_window(room)
    answer = await room.submit(view, GOOD, user=DANA)
    assert "Only <@U0JORGE>" in json.loads(answer.body)["errors"]["people"]
    assert await allowed(room, rule) is None


async def test_he_sees_what_it_allowed_and_takes_it_back(room, rule):
    await room.submit(await open_window(room), GOOD)
    acted = Change(at=room.clock.now, who=OWNER, what="acted without asking", rule_id=RULE, version=1,
                   detail="E-mail to 3 investors")  # fmt: skip
    await room.store.write(shelf.note, acted)
    view = await open_window(room)
    assert "E-mail to 3 investors" in str(view)
    body = {
        "type": "block_actions",
        "user": {"id": OWNER, "team_id": "T1"},
        "team": {"id": "T1"},
        "container": {"type": "view"},
        "trigger_id": "t1",
        "view": {**view, "id": "V1", "hash": "h"},
        "actions": [{"action_id": "rule.revoke", "block_id": "standing", "value": RULE, "action_ts": "1"}],
    }
    await room.dispatch(body)
    await room.settle()
    assert await allowed(room, rule) is None
    assert "It asks you each time." in str(room.slack.of("views.update")[-1]["view"])


async def test_an_edited_rule_asks_again(room, rule):
    await room.submit(await open_window(room), GOOD)
    book = room.slackhouse.house.deps.rules.rulebook
    edited = await book.save(rule, OWNER)
    assert await allowed(room, edited) is None
    assert await allowed(room, rule, 1) is not None
    await room.command("/rules", RULE)
    assert "Acts without asking" not in str(room.slack.of("chat.postEphemeral")[-1])


async def test_a_window_of_a_rule_that_was_edited_meanwhile_allows_nothing(room, rule):
    view = await open_window(room)
    await room.slackhouse.house.deps.rules.rulebook.save(rule, OWNER)
    answer = await room.submit(view, GOOD)
    assert "was edited" in json.loads(answer.body)["errors"]["people"]


@pytest.mark.parametrize(("asked_by", "offered"), [("rule", True), ("agent", False)])
async def test_what_a_rule_asks_for_can_be_allowed_once_and_for_all(room, rule, make, asked_by, offered):
    now = room.clock.now
    plan = make.campaign_plan().model_dump(mode="json")
    waiting = Approval(
        id="p1", token="t1", tool="launch_campaign", risk="outward", args={}, plan=plan, facts_hash="h", summary="s",
        status=ApprovalStatus.PENDING, created_at=now, expires_at=now + timedelta(days=1),
        caller={"kind": asked_by, "user": "", "channel": "", "thread_ts": "", "key": f"{RULE}:e1:3:tool"},
    )  # fmt: skip
    await room.slackhouse.house.notifier.show_approval(waiting)
    card = room.slack.posts()[-1]
    assert ("Always allow for this rule" in str(card["blocks"])) is offered
    if offered:
        await room.click(card, "rule.allow")
        assert "Price drop of 10 % or more" in str(room.slack.of("views.open")[-1]["view"])


async def test_a_rule_without_limits_of_its_own_always_asks(room):
    deps = room.slackhouse.house.deps
    await deps.rules.rulebook.refresh()
    await room.command("/rules", "hot_lead")
    assert "Standing approval" not in str(room.slack.of("chat.postEphemeral")[-1])
