"""Conditions on a field at the top or one object down, without the walk through arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.rules.operators import BOUNDS
from bot.rules.query import Condition
from bot.rules.values import MISSING, SCALAR, Missing, Test, is_nan, key_of, kind

Holds = Callable[[dict[str, Any]], bool]
_SINGLE = frozenset({str, int, float, bool, type(None), dict, Missing})
_SHALLOW = 2


def quick(one: Condition, walk: Holds) -> Holds:
    """A faster function that says what `walk` says; `walk` itself where there is none."""
    if len(one.path) > _SHALLOW:
        return walk
    if not one.negated:
        if one.operator == "$eq" and kind(one.operand) == "string":
            return _equal_text(one, walk)
        if one.operator == "$eq" and kind(one.operand) == "number" and not is_nan(one.operand):
            return _equal_number(one, walk)
        if one.operator in BOUNDS and kind(one.operand) in {"number", "string"} and not is_nan(one.operand):
            return _bound(one, walk)
        if one.operator == "$in" and all(kind(value) in SCALAR for value in one.operand):
            return _listed(one, walk)
    return _tested(one, walk)


def _equal_text(one: Condition, walk: Holds) -> Holds:
    wanted, step = one.operand, one.path[-1]

    def top(document: dict[str, Any]) -> bool:
        value = document.get(step)
        return value == wanted or (value.__class__ not in _SINGLE and walk(document))

    def below(document: dict[str, Any]) -> bool:
        inner = document.get(outer)
        if inner.__class__ is not dict:
            return walk(document)
        value = inner.get(step)
        return value == wanted or (value.__class__ not in _SINGLE and walk(document))

    outer = one.path[0]
    return top if len(one.path) == 1 else below


def _equal_number(one: Condition, walk: Holds) -> Holds:
    wanted, step = one.operand, one.path[-1]

    def top(document: dict[str, Any]) -> bool:
        value = document.get(step)
        if value.__class__ is int or value.__class__ is float:
            return bool(value == wanted)
        return value.__class__ not in _SINGLE and walk(document)

    def below(document: dict[str, Any]) -> bool:
        inner = document.get(outer)
        if inner.__class__ is not dict:
            return walk(document)
        value = inner.get(step)
        if value.__class__ is int or value.__class__ is float:
            return bool(value == wanted)
        return value.__class__ not in _SINGLE and walk(document)

    outer = one.path[0]
    return top if len(one.path) == 1 else below


def _bound(one: Condition, walk: Holds) -> Holds:
    bound, step, compare = one.operand, one.path[-1], BOUNDS[one.operator][0]
    first, second = (str, str) if kind(bound) == "string" else (int, float)

    def top(document: dict[str, Any]) -> bool:
        value = document.get(step)
        if value.__class__ is first or value.__class__ is second:
            return compare(value, bound)
        return value.__class__ not in _SINGLE and walk(document)

    def below(document: dict[str, Any]) -> bool:
        inner = document.get(outer)
        if inner.__class__ is not dict:
            return walk(document)
        value = inner.get(step)
        if value.__class__ is first or value.__class__ is second:
            return compare(value, bound)
        return value.__class__ not in _SINGLE and walk(document)

    outer = one.path[0]
    return top if len(one.path) == 1 else below


def _listed(one: Condition, walk: Holds) -> Holds:
    keys, step = frozenset(map(key_of, one.operand)), one.path[-1]

    def top(document: dict[str, Any]) -> bool:
        value = document.get(step)
        if value.__class__ is str or value.__class__ is int:
            return value in keys
        return walk(document)

    def below(document: dict[str, Any]) -> bool:
        inner = document.get(outer)
        if inner.__class__ is not dict:
            return walk(document)
        value = inner.get(step)
        if value.__class__ is str or value.__class__ is int:
            return value in keys
        return walk(document)

    outer = one.path[0]
    return top if len(one.path) == 1 else below


def _tested(one: Condition, walk: Holds) -> Holds:
    step, test = one.path[-1], _single(one)

    def top(document: dict[str, Any]) -> bool:
        value = document.get(step, MISSING)
        return test(value) if value.__class__ in _SINGLE else walk(document)

    def below(document: dict[str, Any]) -> bool:
        inner = document.get(outer)
        if inner.__class__ is not dict:
            return walk(document)
        value = inner.get(step, MISSING)
        return test(value) if value.__class__ in _SINGLE else walk(document)

    outer = one.path[0]
    return top if len(one.path) == 1 else below


def _single(one: Condition) -> Test:
    test, wanted = one.test, one.operand
    if one.operator == "$exists":
        return (lambda value: value is MISSING) if one.negated else (lambda value: value is not MISSING)
    if one.operator == "$ne" and kind(wanted) == "string":
        return lambda value: bool(value != wanted)
    return (lambda value: not test(value)) if one.negated else test
