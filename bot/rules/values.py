from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final


class _Missing:
    """The value of a path that leads nowhere."""

    def __repr__(self) -> str:
        return "missing"


MISSING: Final = _Missing()
Test = Callable[[Any], bool]


def kind(value: Any) -> str:  # noqa: PLR0911  # one line a type
    """The JSON type that decides what may be compared: no number equals a boolean, no string bounds a number."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, Mapping):
        return "object"
    if isinstance(value, Sequence):
        return "array"
    return "missing" if value is MISSING else type(value).__name__


def same(left: Any, right: Any) -> bool:
    """Equality as MongoDB has it: by type, documents whole and in key order, NaN equal to NaN."""
    what = kind(left)
    if what != kind(right):
        return False
    if what == "number":
        return bool(left == right) or (_is_nan(left) and _is_nan(right))
    if what == "object":
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if what == "array":
        return len(left) == len(right) and all(same(one, other) for one, other in zip(left, right, strict=True))
    return bool(left == right)


def ordered(left: Any, right: Any, holds: Callable[[Any, Any], bool]) -> bool:
    """Whether `left` and `right` are of one ordered type and `holds` for them."""
    what = kind(left)
    if what != kind(right) or what not in {"number", "string", "bool"}:
        return False
    if what == "number" and (_is_nan(left) or _is_nan(right)):
        return False
    return bool(holds(left, right))


def at(document: Any, path: Sequence[str]) -> Iterator[Any]:
    """Every value that a dotted path reaches, through arrays of objects too; `MISSING` where it ends in the void."""
    if not path:
        yield document
        return
    step, rest = path[0], path[1:]
    if isinstance(document, Mapping):
        if step in document:
            yield from at(document[step], rest)
        else:
            yield MISSING
    elif kind(document) == "array":
        if step.isdigit() and int(step) < len(document):
            yield from at(document[int(step)], rest)
        for item in document:
            if isinstance(item, Mapping):
                yield from at(item, path)
    else:
        yield MISSING


def reached(document: Any, path: Sequence[str], test: Test) -> bool:
    """Whether `test` holds for a value the path reaches, or for an element of an array it reaches."""
    return any(test(value) or (kind(value) == "array" and any(map(test, value))) for value in at(document, path))


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
