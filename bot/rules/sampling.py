"""Examples of a rule of plain choices, made of its conditions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.rules.pattern import Pattern
from integrations.models.rule import RuleCondition, RuleWish
from integrations.models.rule_words import EVENTS, FieldWord
from tools.errors import ToolError

_NUMBER: Final = re.compile(r"\$?(-?[\d,]*\.?\d+)\s*(k|m|%)?", re.IGNORECASE)
_TIMES: Final = {"k": 1_000, "m": 1_000_000}


def value_of(value: str | float | bool, word: FieldWord, where: str) -> Any:
    """A value as the field has it: "800k" is a number where the field is one.

    Raises:
        ToolError: it is none.
    """
    text = str(value).strip()
    if word.kind == "yes_no":
        if text.lower() in {"yes", "true", "y", "1"}:
            return True
        if text.lower() in {"no", "false", "n", "0"}:
            return False
        raise ToolError("invalid", f"{where}: write yes or no, not {text!r}.", field=where)
    if word.kind != "number":
        return text
    read = _NUMBER.fullmatch(text)
    if read is None:
        raise ToolError("invalid", f"{where}: {text!r} is no number.", field=where)
    number = float(read[1].replace(",", "")) * _TIMES.get((read[2] or "").lower(), 1)
    return int(number) if number.is_integer() else number


def examples(wish: RuleWish, pattern: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Events on which the rule fires and does not, made of its conditions; those that would not hold are left out."""
    event = EVENTS.get(wish.event)
    if event is None or wish.pattern is not None:
        return []
    compiled = Pattern(pattern)
    good: dict[str, Any] = {}
    spoilt: list[tuple[str, dict[str, Any]]] = []
    for one in wish.conditions:
        path, fits, fails = _values(one, event.fields[one.field])
        good[path] = fits
        spoilt.append((path, {path: fails}))
    made = [_example(wish.event, good, fires=True)]
    made += [_example(wish.event, good | other, fires=False) for _, other in spoilt]
    made.append(_example("another.event", good, fires=False))
    return [one for one in made if compiled.matches(one["event"]) == one["fires"]]


def _example(kind: str, payload: Mapping[str, Any], *, fires: bool) -> dict[str, Any]:
    return {"event": {"type": kind, "payload": dict(payload)}, "fires": fires}


def _values(one: RuleCondition, word: FieldWord) -> tuple[str, Any, Any]:
    path = word.paths[0].removeprefix("payload.")
    if word.kind == "place":
        here, there = str(one.value), "Elsewhere"
        inside: Any = [here] if path == "areas" else here
        outside: Any = [there] if path == "areas" else there
        return (path, outside, inside) if one.operator == "is_not" else (path, inside, outside)
    value = value_of(one.value, word, "value")
    if word.kind != "number":
        other = (not value) if word.kind == "yes_no" else "something else"
        return (path, other, value) if one.operator == "is_not" else (path, value, other)
    step = 0.5 if abs(value) < 100 and one.field.endswith("percent") else 1  # noqa: PLR2004
    over, under = value + step, value - step
    fits = {"more_than": over, "less_than": under, "is_not": over}.get(one.operator, value)
    fails = {"at_least": under, "at_most": over, "more_than": value, "less_than": value, "is_not": value}
    return path, fits, fails.get(one.operator, over)
