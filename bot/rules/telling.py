"""A rule in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.rules.explain import explain
from bot.rules.filling import fill
from bot.rules.making import said
from bot.rules.rule import OrchestrationRule
from integrations.models.rule import RuleWish

_SEVERITIES = {"urgent": "Alert you urgently", "normal": "Alert you", "quiet": "Note it quietly"}
_MOST = 6


def when(rule: OrchestrationRule, wish: RuleWish | None) -> tuple[str, ...]:
    """When a rule acts: Jorge's choices, or the conditions of its pattern."""
    if wish is not None and wish.pattern is None:
        return said(wish)
    return tuple(one.said for one in explain(rule.event_pattern, {}))[:_MOST]


def does(rule: OrchestrationRule, payload: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """What a rule does, a line for each action; with a payload its words are filled."""
    return tuple(_action(one, payload) for one in rule.actions)


def limits(rule: OrchestrationRule) -> tuple[str, ...]:
    """How often at most, and what it may do without asking."""
    found = []
    if rule.cooldown is not None:
        each = f" for each {rule.cooldown.per.rpartition('.')[2]}" if rule.cooldown.per else ""
        found.append(f"rests {_minutes(rule.cooldown.minutes)}{each}")
    for cap in rule.caps:
        each = f" for each {cap.per.rpartition('.')[2]}" if cap.per else ""
        found.append(f"at most {cap.most} times in {cap.hours} hours{each}")
    if rule.standing_approval is not None:
        most = rule.standing_approval
        found.append(
            f"may be allowed to act without asking: up to {most.max_audience} people and ${most.max_amount:,.2f} a time"
        )
    return tuple(found)


def shown_examples(rule: OrchestrationRule) -> tuple[str, ...]:
    """Its examples, a line each."""
    return tuple(_example(one.event, fires=one.fires) for one in rule.examples[:_MOST])


def _example(event: Mapping[str, Any], *, fires: bool) -> str:
    payload = event.get("payload") or {}
    facts = ", ".join(f"{name} {value}" for name, value in payload.items()) if isinstance(payload, Mapping) else ""
    return f"{'fires' if fires else 'does not fire'}: {event.get('type', 'event')}" + (f" ({facts})" if facts else "")


def _action(one: Any, payload: Mapping[str, Any] | None) -> str:
    def words(text: str) -> str:
        return text if payload is None else fill(text, payload)

    name = one.action
    if name == "notification":
        return f"{_SEVERITIES[one.severity]}: {words(one.title)}"
    if name == "text_owner":
        return f"Text you: {words(one.body)}"
    if name == "crm_update":
        parts = [*(f"tag {tag}" for tag in one.add_tags), *(f"take tag {tag} off" for tag in one.remove_tags)]
        parts += [f"stage {one.stage}"] if one.stage else []
        parts += [f"note: {words(one.note)}"] if one.note else []
        return f"In the CRM: {', '.join(parts)}"
    plain = {
        "tool": "Run {0.tool}",
        "bot_escalation": "Hand over to {0.bot}",
        "emit": "Raise the event {0.type}",
        "sequence": "{0.do} the sequence {0.sequence}",
        "webhook_out": "Tell {0.to}",
    }
    return plain[name].format(one)


def _minutes(minutes: int) -> str:
    for unit, length in (("week", 10080), ("day", 1440), ("hour", 60)):
        if minutes % length == 0:
            number = minutes // length
            return f"a {unit}" if number == 1 and unit != "hour" else "an hour" if number == 1 else f"{number} {unit}s"
    return f"{minutes} minutes"
