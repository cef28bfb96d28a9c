from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.rules.expressions import PatternError, compile_regex, search
from bot.rules.values import MISSING, ORDERED, SCALAR, Test, is_nan, key_of, kind, ordered, same

_TYPES = {"double": "number", "int": "number", "long": "number", "decimal": "number", "number": "number"} | {
    name: name for name in ("string", "object", "array", "bool", "null")
}
_JSON = SCALAR | {"object", "array"}
_PAIR = 2


def equality(wanted: Any, where: str) -> Test:
    """`$eq`: a value, or `{$regex: ...}` where a list may hold expressions; null also stands for missing."""
    if kind(wanted) not in _JSON:
        raise PatternError(f"{where}: {wanted!r} is no JSON value")
    if wanted is None:
        return lambda value: value is None or value is MISSING
    return lambda value: same(value, wanted)


def compare(holds: Callable[[Any, Any], bool], *, inclusive: bool) -> Callable[[Any, str], Test]:
    """A bound. Against null only an inclusive bound can hold, and then for null and missing."""

    def build(bound: Any, where: str) -> Test:
        if bound is None:
            return equality(None, where) if inclusive else lambda _value: False
        if kind(bound) not in ORDERED:
            raise PatternError(f"{where}: compare with a number, string or boolean, not {kind(bound)}")
        return lambda value: ordered(value, bound, holds, inclusive=inclusive)

    return build


def is_in(wanted: Any, where: str) -> Test:
    """`$in`: any of a list of values or of expressions written `{$regex: ..., $options: ...}`."""
    keys: set[Any] = set()
    tests: list[Test] = []
    for place, one in enumerate(listed(wanted, where)):
        if kind(one) in SCALAR:
            keys.add(key_of(one))
        else:
            tests.append(member(one, f"{where}.{place}"))

    def test(value: Any) -> bool:
        what = kind(value)
        if (what in SCALAR or value is MISSING) and key_of(value) in keys:
            return True
        return any(one(value) for one in tests)

    return test


def member(one: Any, where: str) -> Test:
    """The test for one entry of `$in` or `$all`."""
    if isinstance(one, Mapping) and any(str(name).startswith("$") for name in one):
        if "$regex" not in one or set(one) > {"$regex", "$options"}:
            raise PatternError(f"{where}: a list holds values or {{$regex: ...}}, no other operators")
        return search(compile_regex(one["$regex"], one.get("$options", ""), where))
    return equality(one, where)


def exists(wanted: Any, where: str) -> Test:
    """`$exists: true`; the parser turns false into its negation."""
    if not isinstance(wanted, (bool, int)):
        raise PatternError(f"{where}: say true or false")
    return lambda value: value is not MISSING


def has_type(wanted: Any, where: str) -> Test:
    """`$type`: a type's name, or a list of names."""
    names = [wanted] if isinstance(wanted, str) else list(listed(wanted, where))
    if bad := [name for name in names if not isinstance(name, str) or name not in _TYPES]:
        raise PatternError(f"{where}: {bad[0]!r} is no type; there are {', '.join(sorted(set(_TYPES)))}")
    kinds = {_TYPES[name] for name in names}
    return lambda value: kind(value) in kinds


def remainder(wanted: Any, where: str) -> Test:
    """`$mod`: [divisor, remainder], whole numbers; the remainder has the sign of the value, as in C."""
    pair = listed(wanted, where)
    if len(pair) != _PAIR or not all(kind(one) == "number" and _is_finite(one) for one in pair) or not int(pair[0]):
        raise PatternError(f"{where}: write [divisor, remainder], the divisor not 0")
    divisor, rest = abs(int(pair[0])), int(pair[1])

    def test(value: Any) -> bool:
        if kind(value) != "number" or not _is_finite(value):
            return False
        whole = int(value)
        return (whole % divisor if whole >= 0 else -(-whole % divisor)) == rest

    return test


def has_size(wanted: Any, where: str) -> Test:
    """`$size`: an array of exactly so many elements."""
    if kind(wanted) != "number" or not _is_finite(wanted) or wanted != int(wanted) or wanted < 0:
        raise PatternError(f"{where}: a whole number, 0 or more")
    return lambda value: kind(value) == "array" and len(value) == wanted


def listed(wanted: Any, where: str) -> Sequence[Any]:
    """The operand, which must be a list."""
    if kind(wanted) != "array":
        raise PatternError(f"{where}: a list is needed here, not {kind(wanted)}")
    return wanted  # type: ignore[no-any-return]


BOUNDS: dict[str, tuple[Callable[[Any, Any], bool], bool]] = {
    "$gt": (operator.gt, False),
    "$gte": (operator.ge, True),
    "$lt": (operator.lt, False),
    "$lte": (operator.le, True),
}
OPERATORS: dict[str, Callable[[Any, str], Test]] = {
    "$eq": equality,
    **{name: compare(holds, inclusive=inclusive) for name, (holds, inclusive) in BOUNDS.items()},
    "$in": is_in,
    "$exists": exists,
    "$type": has_type,
    "$mod": remainder,
    "$size": has_size,
}


def _is_finite(number: Any) -> bool:
    return not is_nan(number) and math.isfinite(number)
