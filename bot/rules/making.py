"""A rule made of plain choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from bot.rules.deeds import also, notification
from bot.rules.expressions import PatternError
from bot.rules.pattern import Pattern
from bot.rules.rule import OrchestrationRule
from bot.rules.sampling import examples, value_of
from integrations.models.rule import RuleCondition, RuleWish
from integrations.models.rule_words import EVENTS, FieldWord
from tools.errors import ToolError

_OPERATORS: Final = {
    "is": "$eq",
    "is_not": "$ne",
    "at_least": "$gte",
    "at_most": "$lte",
    "more_than": "$gt",
    "less_than": "$lt",
}
_SIGNS: Final = {"is_not": "not ", "at_least": "≥ ", "at_most": "≤ ", "more_than": "> ", "less_than": "< "}
_ORDERED: Final = frozenset({"at_least", "at_most", "more_than", "less_than"})
_MINUTES: Final = {"hour": 60, "day": 24 * 60, "week": 7 * 24 * 60}
_NEW: Final = re.compile(r"[^a-z0-9]+")

Zips = Mapping[str, frozenset[str]]
"""The ZIP codes of each place that a wish names."""


def places_of(wish: RuleWish) -> list[str]:
    """The places that a wish names."""
    known = EVENTS.get(wish.event)
    fields = known.fields if known else {}
    return [str(one.value) for one in wish.conditions if one.field in fields and fields[one.field].kind == "place"]


def rule_of(wish: RuleWish, rule_id: str, zips: Zips, tools: Callable[[], Mapping[str, Any]]) -> OrchestrationRule:
    """The rule that a wish means; `tools` are those there are.

    Raises:
        ToolError: a choice cannot be; `field` says which, as a path.
    """
    event = EVENTS.get(wish.event)
    if event is None and wish.pattern is None:
        raise ToolError("missing", "event: say what happens, e.g. a price changes.", field="event")
    pattern = wish.pattern if wish.pattern is not None else _pattern(wish, zips)
    try:
        Pattern(pattern)
    except PatternError as error:
        raise ToolError("invalid", f"pattern: {error}", field="pattern") from error
    actions = [one for one in (notification(wish, event), also(wish, tools)) if one]
    if not actions:
        raise ToolError("missing", "actions: the rule does nothing; tell it to alert you or to do something.",
                        field="severity")  # fmt: skip
    body: dict[str, Any] = {
        "rule_id": rule_id,
        "name": wish.name or default_name(wish),
        "description": "; ".join(said(wish)),
        "lane": wish.lane,
        "event_pattern": pattern,
        "actions": actions,
        "examples": examples(wish, pattern),
    }
    per = event.per if event else ""
    if wish.once != "every":
        body["cooldown"] = {"minutes": _MINUTES[wish.once], "per": per}
    if wish.most_per_day:
        body["caps"] = [{"most": wish.most_per_day, "hours": 24}]
    try:
        return OrchestrationRule.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise ToolError("invalid", f"{path}: {first['msg']}", field=path) from error


def id_for(name: str) -> str:
    """A rule's id made of its name."""
    made = _NEW.sub("_", name.lower()).strip("_")[:48].strip("_")
    return made if made[:1].isalpha() else f"rule_{made}".strip("_")


def default_name(wish: RuleWish) -> str:
    """A name for a rule that has none."""
    event = EVENTS.get(wish.event)
    label = event.label if event and wish.pattern is None else "Own pattern"
    parts = [str(one.value) if one.field == "place" else _short(one) for one in wish.conditions]
    return ": ".join(part for part in (label, ", ".join(parts)) if part)[:60].rstrip(" ,:")


def _short(one: RuleCondition) -> str:
    value = str(one.value).lower() if isinstance(one.value, bool) else str(one.value)
    unit = " %" if one.field.endswith("percent") else ""
    return f"{one.field.removesuffix('_percent').replace('_', ' ')} {_SIGNS.get(one.operator, '')}{value}{unit}"


def said(wish: RuleWish) -> tuple[str, ...]:
    """When the rule acts, in words."""
    event = EVENTS.get(wish.event)
    if wish.pattern is not None:
        return ("An event matches the pattern",)
    return (event.label if event else wish.event, *(_condition_said(wish, one) for one in wish.conditions))


def _condition_said(wish: RuleWish, one: RuleCondition) -> str:
    event = EVENTS.get(wish.event)
    word = event.fields.get(one.field) if event else None
    label = word.label if word else one.field
    shown = {True: "yes", False: "no"}.get(one.value, one.value) if isinstance(one.value, bool) else one.value
    return f"{label} {one.operator.replace('_', ' ')} {shown}"


def _pattern(wish: RuleWish, zips: Zips) -> dict[str, Any]:
    event = EVENTS[wish.event]
    parts: list[dict[str, Any]] = []
    for at, one in enumerate(wish.conditions):
        word = event.fields.get(one.field)
        if word is None:
            known = ", ".join(event.fields)
            raise ToolError("invalid", f"conditions.{at}.field: {wish.event} has no {one.field!r}. It has: {known}.",
                            field=f"conditions.{at}.field")  # fmt: skip
        parts.append(_part(one, word, f"conditions.{at}", zips))
    whole: dict[str, Any] = {"type": wish.event}
    for part in parts:
        if any(key in whole for key in part):
            return {"type": wish.event, "$and": parts}
        whole |= part
    return whole


def _part(one: RuleCondition, word: FieldWord, where: str, zips: Zips) -> dict[str, Any]:
    if word.kind == "place":
        names = [str(one.value), *sorted(zips.get(str(one.value), ()))]
        ways = [{path: {"$in": names}} for path in word.paths]
        if one.operator == "is_not":
            return {"$nor": ways}
        return ways[0] if len(ways) == 1 else {"$or": ways}
    (path,) = word.paths
    value = value_of(one.value, word, f"{where}.value")
    if one.operator == "contains":
        if word.kind != "text":
            raise ToolError(
                "invalid", f"{where}.operator: only words can contain something.", field=f"{where}.operator"
            )
        return {path: {"$regex": re.escape(str(value)), "$options": "i"}}
    if one.operator in _ORDERED and word.kind != "number":
        raise ToolError("invalid", f"{where}.operator: {word.label} is no number; use is or is not.",
                        field=f"{where}.operator")  # fmt: skip
    operator = _OPERATORS.get(one.operator, "$eq")
    if word.kind == "text" and operator == "$eq":
        return {path: {"$regex": f"^{re.escape(str(value))}$", "$options": "i"}}
    return {path: value} if operator == "$eq" else {path: {operator: value}}
