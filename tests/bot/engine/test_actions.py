from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from pydantic import BaseModel, ConfigDict

from bot.engine.actions import fill
from bot.rules import RuleError, read_book
from bot.rules.filling import filled
from bot.rules.rule import distinct, read_rule
from integrations.models.approval import ApprovalStatus
from integrations.models.campaign import Audience, Recipient
from integrations.models.contact import Contact
from integrations.store import approvals as shelf
from integrations.store import rules as memory
from integrations.store.rules import Standing
from integrations.wire import webhook_out
from integrations.wire.errors import Unavailable
from integrations.wire.inbound import Delivery
from integrations.wire.signatures.standard import check_standard
from integrations.wire.webhook_out import WebhooksOut, signed_headers
from tools import toolbox
from tools.tool import Arguments, Risk, Tool

SECRET = "whsec_" + base64.b64encode(b"a secret of ours").decode()


def results(run):
    return [step.get("result", step.get("error")) for step in run.steps]


async def run_of(room, rules, kind, **payload):
    room.rules[:] = rules
    await room.start()
    event = await room.put(kind, **payload)
    (run,) = await room.runs(event, "done")
    return event, run


def test_templates_reach_only_plain_values_of_the_payload():
    payload = {"name": "Ann", "home": {"price": 5}, "areas": ["98117"], "own": True}
    assert fill("{name}: {home.price} {missing}{areas}{own}{name.__class__}", payload) == "Ann: 5"
    assert filled({"a": "{areas}", "b": ["{home.price}", "x{name}"], "c": 3}, payload) == {
        "a": ["98117"], "b": [5, "xAnn"], "c": 3,
    }  # fmt: skip


def test_two_rules_of_one_id_are_refused():
    with pytest.raises(RuleError, match="two rules have this id"):
        distinct([*read_book(), *read_book()[3:4]])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("{action: fly}", "fly"),
        ("{action: crm_update}", "changes nothing"),
        ("{action: text_owner, body: x, when: {a: {$near: 1}}}", r"\$near"),
        ("{action: emit, type: 'Not a type'}", "type"),
    ],
)
def test_a_wrong_action_fails_at_load_and_says_where(wrong, why):
    text = f"{{rule_id: r, name: r, description: r, event_pattern: {{type: x}}, actions: [{wrong}],"
    with pytest.raises(RuleError, match=why):
        read_rule(text + " examples: [{event: {type: x}, fires: true}]}", "r.yml")


async def test_what_no_connector_stands_behind_says_so_and_fails_no_other_step(room, parts):
    actions = [
        {"action": "tool", "tool": "run_ads", "args": {}},
        {"action": "sequence", "do": "start", "sequence": "nurture"},
        {"action": "webhook_out", "to": "website"},
        {"action": "crm_update", "add_tags": ["x"]},
        parts.text,
    ]
    room.crm.contact = nobody
    _, run = await run_of(room, [parts.rule("r", "said", *actions)], "said", who="Ann", contact_id="c1")
    tool, sequence, webhook, crm, text = results(run)
    assert tool.startswith("NotConfigured: run_ads: Jorge has no such tool yet")
    assert sequence.startswith("NotConfigured: sequences: there is no sequence 'nurture'")
    assert webhook.startswith("NotConfigured: webhook_out: no address is set for 'website'")
    assert crm.startswith("NotConfigured: crm: no CRM that is set up has the contact c1")
    assert text == "sent"


async def nobody(_contact_id):
    return None


async def test_an_action_is_passed_over_where_its_condition_does_not_hold(room, parts):
    actions = [{**parts.text, "when": {"payload.wants": "seller"}}, {**parts.text, "when": {"payload.wants": "buyer"}}]
    _, run = await run_of(room, [parts.rule("r", "said", *actions)], "said", who="Ann", wants="buyer")
    assert results(run) == ["not for this event", "sent"]


async def test_an_escalation_says_on_the_leads_card_that_no_bot_has_taken_over(room, parts):
    nudges = []

    async def nudge(alert, text, *, key, whom=""):
        nudges.append((alert.story, text, key))

    room.slack.nudge = nudge
    bot = {"action": "bot_escalation", "bot": "jorge_seller_bot"}
    card = {**parts.card, "story": "lead:{contact_id}"}
    payload = {"contact_id": "c1", "name": "Maria", "first_step": "Call Maria now."}
    _, run = await run_of(room, [parts.rule("r", "said", card, bot)], "said", **payload)
    ((story, text, key),) = nudges
    assert story == "lead:c1"
    assert text.startswith("No bot has taken over: the seller bot does not exist yet. Maria is still yours. Call")
    assert key.startswith("r:")
    assert "NotConfigured: jorge_seller_bot" in results(run)[1]
    assert len(room.slack.latest) == 1


async def test_an_escalation_without_a_card_opens_one(room, parts):
    bot = {"action": "bot_escalation", "bot": "jorge_lead_bot"}
    await run_of(room, [parts.rule("r", "said", bot)], "said", contact_id="c1", name="Maria")
    (card,) = room.slack.latest
    assert card.title == "Maria waits for you, not for a bot"
    assert "No bot has taken over" in card.why
    assert card.people == ("Maria",)


async def test_a_crm_update_writes_tags_and_stage_and_its_note_once_however_often_it_is_tried(room, parts):
    written, notes = [], []
    trouble = [Unavailable("crm", "503", 0.01)]

    async def contact(contact_id):
        return Contact(id=contact_id, external_ids={"crm": "7", "gone": "8"})

    async def update(external_id, changes):
        written.append((external_id, changes.add_tags, changes.stage))

    async def add_note(external_id, subject, body):
        if trouble:
            raise trouble.pop()
        notes.append((external_id, subject, body))

    room.crm.contact, room.crm.update, room.crm.add_note = contact, update, add_note
    action = {"action": "crm_update", "add_tags": ["Hot {who}"], "stage": "Lead", "note": "Told {who}"}
    event, run = await run_of(room, [parts.rule("r", "said", action)], "said", who="Ann", contact_id="c1")
    assert results(run) == ["crm updated, note in crm"]
    assert set(written) == {("7", ("Hot Ann",), "Lead")}
    assert notes == [("7", "Jorge", "Told Ann")]
    effect = await room.store.write(memory.begin, f"r:{event.id}:0:crm_update:crm", event.received_at)
    assert effect.state == "done"


async def test_a_note_that_a_crash_cut_off_is_not_written_twice(store):
    now = datetime.now(UTC)
    assert (await store.write(memory.begin, "k", now)).state == "new"
    assert (await store.write(memory.begin, "k", now)).state == "begun"
    await store.write(memory.forget, "k")
    assert (await store.write(memory.begin, "k", now)).state == "new"
    await store.write(memory.finish, "k", "said", now)
    await store.write(memory.forget, "k")
    assert (await store.write(memory.begin, "k", now)).said == "said"


async def test_an_emitted_event_passes_the_payload_on_and_knows_its_cause(room, parts):
    first = parts.rule("a", "said", {"action": "emit", "type": "said.on"})
    second = parts.rule("b", "said.on", parts.text)
    room.rules[:] = [first, second]
    await room.start()
    event = await room.put("said", who="Ann")
    await room.until(lambda: room.phone.sent)
    tree = await room.engine.orchestrator.orchestrate_cross_system_updates(event.id)
    assert [(knot.depth, knot.recorded.event.type) for knot in tree] == [(0, "said"), (1, "said.on")]
    assert [run.rule_id for knot in tree for run in knot.runs] == ["a", "b"]
    assert tree[1].recorded.event.cause == event.id
    assert list(room.phone.sent.values()) == ["News of Ann"]


async def test_two_rules_that_feed_each_other_are_refused_with_one_card(room, parts):
    room.rules[:] = [
        parts.rule("ping", "ping", {"action": "emit", "type": "pong"}),
        parts.rule("pong", "pong", {"action": "emit", "type": "ping"}),
    ]
    await room.start()
    event = await room.put("ping", who="x")
    await room.until(lambda: room.slack.latest)
    (card,) = room.slack.latest
    assert card.title == "Two rules feed each other; I stopped them"
    tree = await room.engine.orchestrator.orchestrate_cross_system_updates(event.id)
    assert [knot.depth for knot in tree] == list(range(9))


async def test_a_rule_rests_after_it_acted_for_each_subject_apart(room, parts):
    cooldown = {"minutes": 60, "per": "payload.contact_id"}
    room.rules[:] = [parts.rule("r", "said", parts.text, cooldown=cooldown)]
    await room.start()
    await room.runs(await room.put("said", "1", who="Ann", contact_id="c1"), "done")
    (rests,) = await room.runs(await room.put("said", "2", who="Ann", contact_id="c1"), "rests")
    assert rests.error.startswith("rests until")
    assert rests.error.endswith("for c1")
    await room.runs(await room.put("said", "3", who="Bob", contact_id="c2"), "done")
    assert len(room.phone.sent) == 2


async def test_of_two_events_at_once_one_gets_the_turn_and_may_go_on_with_it(store):
    now = datetime.now(UTC)
    until = now + timedelta(minutes=5)

    async def turn(event_id, at):
        return await store.write(memory.take_turn, "r", "c1", event_id, now=at, until=at + timedelta(minutes=5))

    assert await turn("e1", now) is None
    assert await turn("e2", now) == until
    assert await turn("e1", now) is None
    assert await turn("e2", until) is None


class _Plan(BaseModel):
    model_config = ConfigDict(frozen=True)
    audience: Audience
    cost: Decimal


@pytest.fixture
def letters(room, monkeypatch):
    """An outward tool that reaches as many people as asked, and the keys with which it was done."""
    done = []

    class Args(Arguments):
        people: int
        cost: Decimal = Decimal(0)

    async def prepare(args, _hubs):
        people = tuple(Recipient(contact_id=str(n), name=str(n)) for n in range(args.people))
        return _Plan(audience=Audience(description="", included=people), cost=args.cost)

    async def perform(_args, plan, _hubs, key):
        done.append(key)
        if room.phone.trouble:
            raise room.phone.trouble.pop(0)
        return plan

    tool = Tool("letters", "", Risk.OUTWARD, Args, _Plan, prepare=prepare, perform=perform, plan=_Plan)
    monkeypatch.setattr(toolbox, "registry", lambda: {"letters": tool})
    return done


LIMITS = {"max_audience": 10, "max_amount": 5}


def letters_rule(parts, version=1):
    action = {"action": "tool", "tool": "letters", "args": {"people": "{people}", "cost": "{cost}"}}
    return parts.rule("r", "said", action, standing_approval=LIMITS, version=version)


async def allow(room, owner, **facts):
    now = datetime.now(UTC)
    given = {"rule_id": "r", "rule_version": 1, "max_audience": 5, "max_amount": Decimal(100), "given_by": owner}
    given |= {"given_at": now, "expires_at": now + timedelta(days=1)}
    await room.store.write(memory.allow, Standing.model_validate(given | facts))


async def test_an_action_within_what_jorge_allowed_is_done_at_once_and_shown(room, parts, letters):
    await allow(room, parts.owner)
    room.phone.trouble = [Unavailable("post", "503", 0.01)]
    _, run = await run_of(room, [letters_rule(parts)], "said", people=5, cost=5)
    assert results(run)[0].startswith("approved and done")
    assert len(set(letters)) == 1
    assert room.slack.approvals[letters[0]] == ["done"]


@pytest.mark.parametrize(
    ("given", "payload", "why"),
    [
        (None, {"people": 1}, "no standing approval was given"),
        ({"rule_version": 2}, {"people": 1}, "no standing approval was given"),
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, {"people": 1}, "no standing approval was given"),
        ({}, {"people": 6}, "6 people, 5 are allowed"),
        ({"max_audience": 99}, {"people": 11}, "11 people, 10 are allowed"),
        ({}, {"people": 1, "cost": 6}, "$6.00, $5.00 are allowed"),
        ({"given_by": "U0OTHER"}, {"people": 1}, "does not hold"),
    ],
)
async def test_an_action_beyond_what_jorge_allowed_waits_for_him(room, parts, letters, given, payload, why):
    if given is not None:
        await allow(room, parts.owner, **given)
    _, run = await run_of(room, [letters_rule(parts)], "said", **payload)
    assert results(run)[0].startswith("waits for approval")
    assert why in results(run)[0]
    assert not letters
    (waiting,) = await room.store.read(shelf.with_status, ApprovalStatus.PENDING)
    assert room.slack.approvals[waiting.id] == ["pending"]


async def test_what_jorge_takes_back_no_longer_holds(room, parts, letters):
    await allow(room, parts.owner)
    assert await room.store.write(memory.revoke, "r", datetime.now(UTC)) == 1
    _, run = await run_of(room, [letters_rule(parts)], "said", people=1)
    assert "no standing approval was given" in results(run)[0]
    assert not letters


def test_a_webhook_that_goes_out_is_signed_as_standard_webhooks_want_it():
    now = datetime.now(UTC)
    headers = signed_headers("r:e1:0:webhook_out", b'{"a":1}', SECRET, now)
    check_standard(Delivery(headers, b'{"a":1}', "", {}), SECRET, now=now)


async def test_a_webhook_goes_out_once_a_key_to_the_address_that_is_set(monkeypatch):
    posts = []

    class Recorder:
        def __init__(self, vendor, url):
            self.url = url

        async def post(self, path, *, content, headers):
            posts.append((path, content, headers["webhook-id"]))
            return type("Reply", (), {"status": 204})

        async def aclose(self):
            return

    monkeypatch.setattr(webhook_out, "Client", Recorder)
    out = WebhooksOut({"website": {"url": "https://example.com/hook", "secret": SECRET}})
    assert await out.send("website", "key", "listing.new", datetime.now(UTC), {"a": 1}) == 204
    ((url, body, key),) = posts
    assert (url, key) == ("https://example.com/hook", "key")
    assert b'"data":{"a":1}' in body
