"""Windows in which a rule is made: plain choices, or written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from bot.slack.card import Block
from bot.slack.views.alert_forms import select_input
from bot.slack.views.blocks import actions, button, context, divider, modal, plain, section, text_input
from integrations.models.rule import RuleCondition, RuleWish
from integrations.models.rule_words import EVENTS

MADE, WRITTEN = "rule.made", "rule.written"
EVENT, FIELD, OPERATOR, MORE = "rule.form.event", "rule.form.field", "rule.form.operator", "rule.form.more"
LONGEST = 2900  # Slack takes 3,000 characters as a field's first value
_OPERATORS = (
    ("is", "is"), ("is not", "is_not"), ("at least", "at_least"), ("at most", "at_most"), ("more than", "more_than"),
    ("less than", "less_than"), ("contains", "contains"), ("is in", "in"),
)  # fmt: skip
_SEVERITIES = (
    ("Alert me", "normal"), ("Alert me urgently", "urgent"), ("Note it quietly", "quiet"), ("Do not alert me", "no"),
)  # fmt: skip
_ALSO = (
    ("Nothing else", "none"), ("Text me", "text_owner"), ("Add a tag in the CRM", "add_tag"),
    ("Add a note in the CRM", "note"), ("Run a tool", "tool"), ("Raise an event", "emit"),
    ("Tell a webhook", "webhook"),
)  # fmt: skip
_ONCE = (
    ("Every time", "every"), ("At most once an hour for each", "hour"), ("At most once a day for each", "day"),
    ("At most once a week for each", "week"),
)  # fmt: skip
_LANES = (("Normal", "normal"), ("At once (hot lane)", "hot"), ("When there is time (bulk)", "bulk"))


def rule_form(wish: RuleWish, rows: int, metadata: str) -> Block:
    """The window of plain choices, with `rows` rows of conditions."""
    event = wish.event if wish.event in EVENTS else next(iter(EVENTS))
    kinds = [(one.label, name) for name, one in EVENTS.items()]
    pattern = yaml.safe_dump(wish.pattern, sort_keys=False, allow_unicode=True) if wish.pattern else ""
    shown = [*wish.conditions, *(None for _ in range(rows))][: max(rows, len(wish.conditions))]
    return modal(
        MADE,
        "Rule",
        "Preview",
        [
            _optional(text_input("name", "Name", initial=wish.name, most=80, hint="Empty: made from your choices.")),
            section("*When*"),
            actions([_select(EVENT, "What happens", kinds, event)], "event"),
            *(block for at, one in enumerate(shown) for block in _row(at, event, one)),
            actions([button("Add a condition", MORE)], "more"),
            divider(),
            select_input("severity", "Then", _SEVERITIES, wish.severity),
            _optional(
                text_input("text", "Alert's title", initial=wish.text, most=200,
                           hint=f"Empty: {EVENTS[event].title}  Words in braces are filled from the event.")
            ),
            select_input("also", "And", _ALSO, wish.also or "none"),
            _optional(
                text_input("also_with", "With", initial=wish.also_with, most=500,
                           hint="The text, tag, note, event type, webhook's name, or a tool with JSON arguments.")
            ),
            select_input("once", "How often", _ONCE, wish.once),
            _optional(text_input("most", "At most so many a day", initial=str(wish.most_per_day or ""), most=4)),
            select_input("lane", "How soon", _LANES, wish.lane),
            _optional(
                text_input("pattern", "Advanced: pattern as JSON or YAML", initial=pattern, lines=True, most=LONGEST,
                           hint="Replaces what is chosen under When, e.g. {type: lead.scored, payload.temperature: "
                                "{$gte: 60}}")
            ),
            context("Nothing holds yet: first you see what it would have done in the last 30 days."),
        ],
        metadata,
    )  # fmt: skip


def written_form(text: str, metadata: str) -> Block:
    """The window in which a rule is written as its file would be."""
    return modal(
        WRITTEN,
        "Rule as written",
        "Preview",
        [
            text_input("text", "Rule", initial=text, lines=True, most=LONGEST,
                       hint="YAML as in a rule file. Its examples are tried before it can be saved."),
            context("Nothing holds yet: first you see what it would have done in the last 30 days."),
        ],
        metadata,
    )  # fmt: skip


def wish_from(values: dict[str, str], pattern: dict[str, Any] | None) -> dict[str, Any]:
    """The form's values as a wish's fields; rows without a value are no conditions."""
    conditions = []
    for at in range(8):
        value = values.get(f"value{at}", "").strip()
        if value:
            row = f"row{at}:{values['event']}"
            conditions.append(
                {"field": values.get(f"{row}/{FIELD}", ""), "operator": values.get(f"{row}/{OPERATOR}", "is"),
                 "value": value}
            )  # fmt: skip
    also = values.get("also", "")
    return {
        "name": values.get("name", "").strip(),
        "event": values.get("event", ""),
        "conditions": conditions if pattern is None else [],
        "severity": values.get("severity") or "normal",
        "text": values.get("text", "").strip(),
        "also": "" if also == "none" else also,
        "also_with": values.get("also_with", "").strip(),
        "lane": values.get("lane") or "normal",
        "once": values.get("once") or "every",
        "most_per_day": values.get("most", "").strip() or None,
        "pattern": pattern,
    }


def _row(at: int, event: str, one: RuleCondition | None) -> list[Block | None]:
    fields = [(word.label, name) for name, word in EVENTS[event].fields.items()]
    known = one is not None and one.field in EVENTS[event].fields
    chosen, operator = (one.field, one.operator) if one and known else (fields[min(at, len(fields) - 1)][1], "")
    operator = operator or ("in" if EVENTS[event].fields[chosen].kind == "place" else "is")
    # Another event has other fields: the block's name changes with it, so that an old choice does not stay.
    row = [_select(FIELD, "Field", fields, chosen), _select(OPERATOR, "How", _OPERATORS, operator)]
    value = str(one.value) if one else ""
    label = "and" if at else "Condition"
    return [
        actions(row, f"row{at}:{event}"),
        _optional(text_input(f"value{at}", label, initial=value, most=200, hint="" if at else "Empty: no condition.")),
    ]


def _select(action_id: str, placeholder: str, options: Sequence[tuple[str, str]], chosen: str) -> Block:
    made = [{"text": plain(name, 75), "value": value} for name, value in options]
    first = next((one for one in made if one["value"] == chosen), made[0])
    return {
        "type": "static_select", "action_id": action_id, "placeholder": plain(placeholder, 150), "options": made,
        "initial_option": first,
    }  # fmt: skip


def _optional(block: Block) -> Block:
    return {**block, "optional": True}
