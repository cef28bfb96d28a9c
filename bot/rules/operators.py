from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import regex

from bot.rules.values import MISSING, Test, kind, ordered, reached, same

_TIME_LIMIT = 0.05
_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL, "x": regex.VERBOSE}
_TYPES = {"double": "number", "int": "number", "long": "number", "decimal": "number", "number": "number"} | {
    name: name for name in ("string", "object", "array", "bool", "null")
}
_PAIR = 2
Check = Callable[[Any, Sequence[str]], bool]


class PatternError(ValueError):
    """The query is wrong; the message gives the path of the mistake and what is allowed there."""


def equality(wanted: Any, where: str) -> Test:
    """A test for `wanted`, a plain value or a compiled regular expression; null also stands for missing."""
    if isinstance(wanted, regex.Pattern):
        return _search(wanted)
    if kind(wanted) not in {"null", "bool", "number", "string", "object", "array"}:
        raise PatternError(f"{where}: {wanted!r} is no JSON value")
    if wanted is None:
        return lambda value: value is None or value is MISSING
    return lambda value: same(value, wanted)


def compare(holds: Callable[[Any, Any], bool], *, inclusive: bool) -> Callable[[Any, str], Check]:
    """A bound. Against null only an inclusive bound can hold, and then for null and missing."""

    def build(bound: Any, where: str) -> Check:
        if bound is None:
            return lambda doc, path: inclusive and reached(doc, path, equality(None, where))
        if kind(bound) not in {"number", "string", "bool"}:
            raise PatternError(f"{where}: compare with a number, string or boolean, not {kind(bound)}")
        return lambda doc, path: reached(doc, path, lambda value: ordered(value, bound, holds))

    return build


def equals(wanted: Any, where: str) -> Check:
    """`$eq`."""
    test = equality(wanted, where)
    return lambda doc, path: reached(doc, path, test)


def is_in(wanted: Any, where: str) -> Check:
    """`$in`: any of a list of values or regular expressions."""
    tests = [equality(one, f"{where}.{at}") for at, one in enumerate(_list(wanted, where))]
    return lambda doc, path: reached(doc, path, lambda value: any(test(value) for test in tests))


def exists(wanted: Any, where: str) -> Check:
    """`$exists`: true or false."""
    if not isinstance(wanted, (bool, int)):
        raise PatternError(f"{where}: say true or false")
    found: Test = lambda value: value is not MISSING  # noqa: E731
    return lambda doc, path: reached(doc, path, found) is bool(wanted)


def has_type(wanted: Any, where: str) -> Check:
    """`$type`: a type's name, or a list of names."""
    names = [wanted] if isinstance(wanted, str) else list(_list(wanted, where))
    if bad := [name for name in names if name not in _TYPES]:
        raise PatternError(f"{where}: {bad[0]!r} is no type; there are {', '.join(sorted(set(_TYPES)))}")
    kinds = {_TYPES[name] for name in names}
    return lambda doc, path: reached(doc, path, lambda value: kind(value) in kinds)


def matches_regex(wanted: Any, where: str, options: Any = "") -> Check:
    """`$regex`, with a time limit on each search."""
    test = _search(compile_regex(wanted, options, where))
    return lambda doc, path: reached(doc, path, test)


def compile_regex(wanted: Any, options: Any, where: str) -> regex.Pattern[str]:
    """The compiled expression.

    Raises:
        PatternError: it does not compile, or an option is unknown.
    """
    if not isinstance(wanted, str) or not isinstance(options, str):
        raise PatternError(f"{where}: $regex and $options are strings")
    if bad := set(options) - set(_FLAGS):
        raise PatternError(f"{where}: unknown option {bad.pop()!r}; there are i, m, s, x")
    flags = 0
    for letter in options:
        flags |= _FLAGS[letter]
    try:
        return regex.compile(wanted, flags)
    except regex.error as error:
        raise PatternError(f"{where}: {wanted!r} is no regular expression: {error}") from error


def remainder(wanted: Any, where: str) -> Check:
    """`$mod`: [divisor, remainder]."""
    pair = _list(wanted, where)
    if len(pair) != _PAIR or any(kind(one) != "number" for one in pair) or not pair[0]:
        raise PatternError(f"{where}: write [divisor, remainder], the divisor not 0")
    divisor, rest = int(pair[0]), int(pair[1])
    return lambda doc, path: reached(
        doc,
        path,
        lambda value: kind(value) == "number" and value == value and int(value) % divisor == rest,  # noqa: PLR0124  # NaN
    )


def has_size(wanted: Any, where: str) -> Check:
    """`$size`: an array of exactly so many elements."""
    if kind(wanted) != "number" or wanted != int(wanted) or wanted < 0:
        raise PatternError(f"{where}: a whole number, 0 or more")
    from bot.rules.values import at

    return lambda doc, path: any(kind(value) == "array" and len(value) == wanted for value in at(doc, path))


def has_all(wanted: Any, where: str, parse: Callable[[Mapping[str, Any], str], Check]) -> Check:
    """`$all`: every listed value (or `$elemMatch`) is there; an empty list matches nothing."""
    checks: list[Check] = []
    for index, one in enumerate(_list(wanted, where)):
        here = f"{where}.{index}"
        inner = isinstance(one, Mapping) and list(one) == ["$elemMatch"]
        checks.append(parse(one, here) if inner else equals(one, here))
    return lambda doc, path: bool(checks) and all(check(doc, path) for check in checks)


COMPARISONS: dict[str, Callable[[Any, str], Check]] = {
    "$eq": equals,
    "$gt": compare(operator.gt, inclusive=False),
    "$gte": compare(operator.ge, inclusive=True),
    "$lt": compare(operator.lt, inclusive=False),
    "$lte": compare(operator.le, inclusive=True),
    "$in": is_in,
    "$exists": exists,
    "$type": has_type,
    "$mod": remainder,
    "$size": has_size,
}


def _search(pattern: regex.Pattern[str]) -> Test:
    def found(value: Any) -> bool:
        if not isinstance(value, str):
            return False
        try:
            return pattern.search(value, timeout=_TIME_LIMIT) is not None
        except TimeoutError:
            return False

    return found


def _list(wanted: Any, where: str) -> Sequence[Any]:
    if kind(wanted) != "array":
        raise PatternError(f"{where}: a list is needed here, not {kind(wanted)}")
    return wanted  # type: ignore[no-any-return]
