from __future__ import annotations

import asyncio

import pytest
from pydantic import BaseModel, ConfigDict

from bot.engine import matcher
from bot.engine.inbox import MAX_DEPTH
from bot.engine.runs import effect_key
from integrations.models.approval import ApprovalStatus
from integrations.store import approvals as shelf
from integrations.store import events as book
from integrations.wire.errors import Rejected, Unavailable
from tools import toolbox
from tools.tool import Arguments, Caller, Risk, Tool


async def test_an_inquiry_delivered_twice_and_out_of_order_raises_one_alert(room, lead, parts):
    room.rules[:] = [parts.rule("hot", "lead.scored", {**parts.card, "story": "lead:{contact_id}"}, parts.text)]
    room.crm.there["c1"] = lead(91, "a2")
    await room.start()
    for key in ("delivery-2", "delivery-1", "delivery-2", "delivery-1"):
        await room.put("crm.eventsCreated", key, source="crm", person="c1")
    await room.until(lambda: room.phone.sent)
    await asyncio.sleep(0.3)
    assert len(room.phone.sent) == 1
    assert [card.count for card in room.slack.latest] == [1]


async def test_a_step_whose_vendor_is_briefly_away_is_tried_again_and_done_once(room):
    room.phone.trouble = [Unavailable("phone", "503", 0.05)]
    await room.start()
    event = await room.put("said", who="Ann", why="because")
    (run,) = await room.runs(event, "done")
    assert [step["result"] for step in run.steps][1] == "sent"
    assert len(room.phone.calls) == 2
    assert len(room.phone.sent) == 1
    assert len(room.slack.latest) == 1


async def test_a_vendor_that_asks_for_a_long_wait_holds_no_worker_and_no_other_step(room):
    await room.start(pauses=(0.1, 0.1))
    room.phone.trouble = [Unavailable("phone", "429", 6.0)] * 20
    waiting = [await room.put("said", f"k{n}", who=f"lead {n}", why="x") for n in range(20)]
    for event in waiting:
        (run,) = await room.runs(event, "waiting")
        assert "result" in run.steps[0]
        assert "429" in run.error
    free = await room.put("said", "free", who="Bob", why="x")
    await room.runs(free, "done")
    assert len(room.phone.sent) == 1


async def test_what_a_vendor_refuses_is_not_tried_again(room):
    room.phone.trouble = [Rejected("phone", "no such number")]
    await room.start()
    event = await room.put("said", who="Ann", why="x")
    (run,) = await room.runs(event, "failed")
    assert "no such number" in run.steps[1]["error"]
    assert len(room.phone.calls) == 1


async def test_what_never_works_is_a_dead_letter_with_its_reason_and_its_replay_does_only_the_rest(room):
    room.phone.trouble = [Unavailable("phone", "down", 0.01)] * 9
    await room.start()
    event = await room.put("said", who="Ann", why="x")
    (run,) = await room.runs(event, "dead")
    assert run.error == "given up after 3 tries: phone: down"
    (letter,) = await room.store.read(book.dead)
    assert letter.event.id == event.id
    await room.comes(book.get, event.id, lambda told: told.note.endswith("phone: down"))
    shown = len(room.slack.cards)
    await room.store.write(book.replay, event.id)
    (run,) = await room.runs(event, "done")
    assert len(room.phone.sent) == 1
    assert len(room.slack.cards) == shown
    assert not await room.store.read(book.dead)


async def test_a_replay_does_nothing_twice_even_after_the_rule_was_edited(room, parts):
    await room.start()
    event = await room.put("said", who="Ann", why="x")
    await room.runs(event, "done")
    await room.store.write(book.replay, event.id)
    await asyncio.sleep(0.4)
    assert len(room.phone.calls) == 1
    await room.engine.stop()
    room.rules[:] = [parts.rule("news", "said", parts.card, {**parts.text, "body": "other words"}, version=2)]
    await room.start()
    await room.store.write(book.replay, event.id)
    await room.until(lambda: len(room.phone.calls) == 2)
    await room.runs(event, "done")
    assert room.phone.calls[0] == room.phone.calls[1] == effect_key(room.rules[0], event, "1:text_owner")
    assert len(room.phone.sent) == 1
    assert [card.count for card in room.slack.latest] == [1]


async def test_rules_that_feed_each_other_are_stopped_with_an_alert(room, lead):
    await room.start()
    room.crm.there["c1"] = lead(91, "a2")
    event = room.engine.inbox.new_event("crm", "crm.changed", "deep", {"person": "c1"})
    await room.engine.inbox.put(event.model_copy(update={"depth": MAX_DEPTH}))
    await room.until(lambda: room.slack.latest)
    (card,) = room.slack.latest
    assert card.kind == "loop"
    assert "loop" in card.why


async def test_an_event_that_the_rules_cannot_look_at_holds_up_no_other(room, monkeypatch):
    await room.start()
    real = matcher.document_of

    def looked_at(event):
        if event.key == "poison":
            raise RecursionError("too deep")
        return real(event)

    monkeypatch.setattr(matcher, "document_of", looked_at)
    bad = await room.put("said", "poison", who="x")
    await room.runs(await room.put("said", "good", who="Ann", why="x"), "done")
    found = await room.store.read(book.get, bad.id)
    assert found.status == "dead"
    assert "too deep" in found.note


async def test_a_flood_of_bulk_work_does_not_delay_the_hot_lane(room, parts):
    room.rules.append(parts.rule("bulk", "flood", parts.text, lane="bulk"))
    await room.start()
    release = asyncio.Event()
    room.phone.hold = release.wait
    for n in range(30):
        await room.put("flood", f"f{n}", who=f"flood {n}")
    await room.until(lambda: len(room.phone.calls) == 2)  # the lane's workers are all taken
    room.phone.hold = None
    await room.runs(await room.put("said", who="Ann", why="x"), "done")
    release.set()
    await room.until(lambda: len(room.phone.sent) == 31, 40)


class _Words(Arguments):
    words: str


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True)
    words: str


@pytest.fixture
def megaphone(room, monkeypatch):
    """A tool that waits for approval, and the keys with which it was done."""
    done: list[str] = []

    async def prepare(args, _hubs):
        return _Said(words=args.words)

    async def perform(_args, plan, _hubs, key):
        done.append(key)
        if room.phone.trouble:
            raise room.phone.trouble.pop(0)
        return plan

    tool = Tool("megaphone", "", Risk.OUTWARD, _Words, _Said, prepare=prepare, perform=perform, plan=_Said)
    monkeypatch.setattr(toolbox, "registry", lambda: {"megaphone": tool})
    return done


async def test_what_jorge_approves_is_done_once_however_often_it_is_approved_and_queued(room, megaphone, parts):
    engine = await room.start()
    outcome = await room.toolbox.call("megaphone", {"words": "hello"}, Caller("agent", user=parts.owner))
    approval = await room.toolbox.decide(outcome.approval.token, parts.owner, approve=True)
    with pytest.raises(toolbox.ToolError, match="already"):
        await room.toolbox.decide(outcome.approval.token, parts.owner, approve=True)
    for _ in range(3):
        await engine.approved(approval.id)
    await room.until(lambda: room.slack.approvals.get(approval.id) == ["done"])
    await engine.approved(approval.id)
    await asyncio.sleep(0.2)
    assert megaphone == [approval.id]


async def test_an_approved_action_waits_for_its_vendor_and_is_given_up_with_a_word(room, megaphone, parts):
    engine = await room.start()
    room.phone.trouble = [Unavailable("phone", "down", 0.01)] * 4
    outcome = await room.toolbox.call("megaphone", {"words": "hello"}, Caller("agent", user=parts.owner))
    approval = await room.toolbox.decide(outcome.approval.token, parts.owner, approve=True)
    await engine.approved(approval.id)
    await room.until(lambda: room.slack.approvals.get(approval.id) == ["done"])
    assert set(megaphone) == {approval.id}
    room.phone.trouble = [Unavailable("phone", "down", 0.01)] * 9
    outcome = await room.toolbox.call("megaphone", {"words": "again"}, Caller("agent", user=parts.owner))
    second = await room.toolbox.decide(outcome.approval.token, parts.owner, approve=True)
    await engine.approved(second.id)
    await room.until(lambda: room.slack.approvals.get(second.id) == ["failed"])
    kept = await room.store.read(shelf.get, second.id)
    assert kept.status is ApprovalStatus.FAILED
    assert "given up after 3 tries: phone: down" in kept.note


async def test_a_rule_asks_for_approval_once_for_each_event(room, megaphone, parts):
    room.rules[:] = [
        parts.rule("loud", "said", {"action": "tool", "tool": "megaphone", "args": {"words": "{who}"}}, version=1)
    ]
    await room.start()
    event = await room.put("said", who="Ann")
    await room.runs(event, "done")
    (asked,) = await room.store.read(shelf.with_status, ApprovalStatus.PENDING)
    await room.toolbox.decide(asked.token, parts.owner, approve=False)
    await room.engine.stop()
    room.rules[:] = [room.rules[0].model_copy(update={"version": 2})]
    await room.start()
    await room.store.write(book.replay, event.id)
    await room.runs(event, "done", at_least=2)
    assert not await room.store.read(shelf.with_status, ApprovalStatus.PENDING)
