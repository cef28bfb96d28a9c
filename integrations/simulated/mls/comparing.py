"""Compares two operands of a `$filter`."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from integrations.simulated.mls.operands import Operand
from integrations.simulated.mls.rows import Row

Test = Callable[[Row], bool]
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


def fit(left: Operand, right: Operand) -> bool:
    """Whether two sides can be compared. A member of an enumeration also stands for its text where a field is text."""
    if left.kind == right.kind or "null" in {left.kind, right.kind}:
        return True
    return any(
        member.kind == "enum" and member.read is None and other.kind == "string"
        for member, other in ((left, right), (right, left))
    )


def compare_sides(verb: str, left: Operand, right: Operand) -> Test:
    """The test of two sides that fit; null is neither more nor less than anything."""
    compare = COMPARE[verb]
    if verb in {"eq", "ne"}:
        if left.read and not right.read:
            read, value = left.read, right.constant
            return (lambda row: read(row) == value) if verb == "eq" else (lambda row: read(row) != value)
        one, other = left.reader(), right.reader()
        return lambda row: compare(one(row), other(row))
    if "null" in {left.kind, right.kind}:
        return lambda _row: False
    one, other = left.reader(), right.reader()

    def test(row: Row) -> bool:
        a, b = one(row), other(row)
        return a is not None and b is not None and compare(a, b)

    return test
