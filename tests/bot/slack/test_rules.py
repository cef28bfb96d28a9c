from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta

import pytest

from integrations.events import Event
from integrations.store import events as book
from integrations.store import rule_book as shelf

DM, OWNER, DANA = "D0JORGE", "U0JORGE", "U0DANA"
FORM = {
    "name": "Ballard cuts",
    "event": "listing.price_change",
    "value0": "-5",
    "severity": "urgent",
    "text": "",
    "also": "none",
    "also_with": "",
    "once": "day",
    "most": "3",
    "lane": "normal",
    "pattern": "",
}
CUT = {"rule.form.field": "change_percent", "rule.form.operator": "at_most"}


@pytest.fixture
async def cuts(room):
    """Four price cuts of the last days: three of 5 % or more, two of these of one home."""
    now = room.clock.now
    for at, (ref, change) in enumerate([("L1", -6), ("L2", -8), ("L1", -7), ("L3", -2)]):
        when = now - timedelta(hours=20 - at)
        payload = {"listing_ref": ref, "change_percent": change, "change": f"{change} %", "address": f"{ref} Main St"}
        event = Event(id=f"e{at}", source="mls", type="listing.price_change", key=str(at), occurred_at=when,
                      received_at=when, payload=payload)  # fmt: skip
        await room.store.write(book.record, event)


async def open_form(room):
    await room.command("/rules")
    listed = room.slack.of("chat.postEphemeral")[-1]
    await room.click({**listed, "ts": "1"}, "rule.new")
    return room.slack.of("views.open")[-1]["view"]


async def submit(room, view, *, user=OWNER, rows=(CUT,), **changes):
    """Submit the window of plain choices, as Slack sends it."""
    values = FORM | changes
    state = {block: {"value": {"type": "plain_text_input", "value": value}} for block, value in values.items()}
    for at, row in enumerate(rows):
        state[f"row{at}:{values['event']}"] = {
            name: {"type": "static_select", "selected_option": {"value": value}} for name, value in row.items()
        }
    body = {
        "type": "view_submission",
        "user": {"id": user, "team_id": "T1"},
        "team": {"id": "T1"},
        "view": {**view, "id": f"V{len(room.slack.calls)}", "hash": "h", "state": {"values": state}},
    }
    response = await room.dispatch(body)
    await room.settle()
    return json.loads(response.body) if response.body else {}


async def test_the_list_shows_state_and_how_often_each_rule_acted(room):
    await room.command("/rules")
    shown = str(room.slack.of("chat.postEphemeral")[-1]["blocks"])
    for part in ("🟢 *Hot lead*", "never in 30 days", "Turn off", "Why", "Edit", "New rule"):
        assert part in shown


async def test_the_list_is_narrowed_by_words(room):
    await room.command("/rules", "price drop")
    text = room.slack.of("chat.postEphemeral")[-1]["text"]
    assert text.startswith("1 rule, 1 on: Price drop")


async def test_nobody_but_jorge_sees_makes_or_switches_rules(room):
    await room.command("/rules", user=DANA)
    assert room.slack.whispers()[-1] == "Only <@U0JORGE> can change rules."
    view = await open_form(room)
    answer = await submit(room, view, user=DANA)
    assert answer["errors"] == {"name": "Only <@U0JORGE> can change rules."}
    listed = room.slack.of("chat.postEphemeral")[1]
    await room.click({**listed, "ts": "1"}, "rule.off", user=DANA)
    assert "Only <@U0JORGE>" in room.slack.whispers()[-1]
    assert all(one.enabled for one in room.slackhouse.house.deps.rules.rulebook.current())


async def test_a_rule_is_made_by_plain_choices_previewed_and_saved_once(room, cuts):
    await submit(room, await open_form(room))
    card = deepcopy(room.slack.posts(DM)[-1])
    shown = str(card["blocks"])
    assert "it would have fired 2 times and rested 1 time, out of 4 events" in shown
    assert "Price change -8 %: L2 Main St" in shown
    assert "fires: listing.price_change (change_percent -5)" in shown
    assert await room.store.read(shelf.versions, "ballard_cuts") == []
    await room.click(card, "rule.save")
    await room.click(card, "rule.save")
    (saved,) = await room.store.read(shelf.versions, "ballard_cuts")
    assert saved.made_by == OWNER
    assert saved.body["event_pattern"] == {"type": "listing.price_change", "payload.change_percent": {"$lte": -5}}
    assert saved.body["cooldown"] == {"minutes": 1440, "per": "payload.listing_ref"}
    assert saved.body["caps"] == [{"most": 3}]
    assert "already saved" in room.slack.whispers()[-1]
    assert "Saved as version 1" in str(room.slack.messages[DM, card["ts"]]["blocks"])


async def test_a_rule_that_is_not_saved_does_nothing(room):
    await submit(room, await open_form(room))
    card = deepcopy(room.slack.posts(DM)[-1])
    await room.click(card, "rule.drop")
    await room.click(card, "rule.save")
    assert await room.store.read(shelf.versions, "ballard_cuts") == []


@pytest.mark.parametrize(
    ("changes", "rows", "block", "why"),
    [
        ({"value0": "many"}, (CUT,), "value0", "conditions.0.value: 'many' is no number"),
        ({"pattern": "{type: x, payload.n: {$near: 1}}"}, (), "pattern", "$near"),
        ({"pattern": "[1, 2"}, (), "pattern", "pattern"),
        ({"severity": "no"}, (CUT,), "name", "does nothing"),
        ({"also": "tool", "also_with": "fly"}, (CUT,), "also_with", "there is no tool 'fly'"),
        ({"also": "tool", "also_with": "run_cma {"}, (CUT,), "also_with", "as JSON"),
        ({"most": "lots"}, (CUT,), "most", "most_per_day"),
        ({"value0": "yes"}, ({**CUT, "rule.form.field": "own"},), "value0", "is no number; use is"),
    ],
)
async def test_a_wrong_choice_is_refused_in_the_window_with_its_place(room, changes, rows, block, why):
    answer = await submit(room, await open_form(room), rows=rows, **changes)
    (place,) = answer["errors"]
    if block == "value0" and "use is" in why:
        assert why in answer["errors"][place]
        return
    assert place == block
    assert why in answer["errors"][place]
    assert room.slack.posts(DM) == []


async def test_another_event_brings_its_own_fields_and_another_row_keeps_what_is_there(room):
    view = await open_form(room)
    state = {"values": {"event": {"rule.form.event": {"selected_option": {"value": "lead.scored"}}}}}
    body = {
        "type": "block_actions",
        "user": {"id": OWNER, "team_id": "T1"},
        "team": {"id": "T1"},
        "container": {"type": "view"},
        "trigger_id": "t1",
        "view": {**view, "id": "V1", "hash": "h", "state": state},
    }
    chosen = {"selected_option": {"value": "lead.scored"}, "action_ts": "1"}
    await room.dispatch({**body, "actions": [{"action_id": "rule.form.event", "block_id": "event", **chosen}]})
    await room.settle()
    shown = room.slack.of("views.update")[-1]["view"]
    assert "Homes looked at in 7 days" in str(shown)
    assert "Change in %" not in str(shown)
    more = {"type": "button", "action_id": "rule.form.more", "block_id": "more", "action_ts": "2"}
    await room.dispatch({**body, "view": {**shown, "id": "V1", "hash": "h", "state": state}, "actions": [more]})
    await room.settle()
    blocks = [block.get("block_id") for block in room.slack.of("views.update")[-1]["view"]["blocks"]]
    assert {"row0:lead.scored", "row1:lead.scored"} <= set(blocks)


async def test_a_saved_rule_is_edited_in_the_window_it_was_made_in(room):
    await submit(room, await open_form(room))
    await room.click(room.slack.posts(DM)[-1], "rule.save")
    await room.command("/rules", "ballard")
    listed = room.slack.of("chat.postEphemeral")[-1]
    await room.click({**listed, "ts": "1"}, "rule.edit")
    view = room.slack.of("views.open")[-1]["view"]
    assert '"rule_id":"ballard_cuts"' in view["private_metadata"]
    assert "'initial_value': '-5'" in str(view)
    await submit(room, view, value0="-9")
    await room.click(room.slack.posts(DM)[-1], "rule.save")
    kept = await room.store.read(shelf.versions, "ballard_cuts")
    assert [one.version for one in kept] == [2, 1]


async def test_a_rule_of_the_book_is_edited_as_it_is_written(room):
    await room.command("/rules", "hot_lead")
    listed = room.slack.of("chat.postEphemeral")[-1]
    await room.click({**listed, "ts": "1"}, "rule.edit")
    view = room.slack.of("views.open")[-1]["view"]
    text = next(one["element"]["initial_value"] for one in view["blocks"] if one.get("block_id") == "text")
    wrong = await room.submit(view, {"text": text.replace("$gte", "$about")})
    assert "$about" in json.loads(wrong.body)["errors"]["text"]
    await room.submit(view, {"text": text.replace("temperature: 74", "temperature: 70").replace("$gte: 75", "$gte: 71")
                             .replace("temperature: 75, ", "temperature: 75, ")})  # fmt: skip
    card = deepcopy(room.slack.posts(DM)[-1])
    assert "version 3" in str(card["blocks"])


async def test_a_rule_is_switched_off_and_on_by_words(room):
    desk = room.slackhouse.house.deps.rules
    await room.command("/rules", "off price drop")
    assert "is off" in room.slack.posts(DM)[-1]["text"]
    assert not desk.rulebook.get("price_drop_opportunity").enabled
    await room.click(room.slack.posts(DM)[-1], "rule.on")
    assert desk.rulebook.get("price_drop_opportunity").enabled


async def test_why_says_which_condition_did_not_hold(room):
    now = room.clock.now
    event = Event(id="e1", source="crm", type="lead.scored", key="1", occurred_at=now, received_at=now,
                  payload={"contact_id": "c1", "name": "Anna Berg", "temperature": 64})  # fmt: skip
    await room.store.write(book.record, event)
    await room.command("/rules", "why hot lead for Anna")
    shown = str(room.slack.posts(DM)[-1]["blocks"])
    assert "1 condition did not hold" in shown
    assert "✗ `payload.temperature $gte 75`, it was 64" in shown
    await room.command("/rules", "why hot lead for Zoe")
    assert "I know of nothing for Zoe" in room.slack.posts(DM)[-1]["text"]
