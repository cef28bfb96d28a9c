from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final


class Missing:
    """The value of a path that leads nowhere."""

    def __repr__(self) -> str:
        return "missing"


MISSING: Final = Missing()
NAN, TRUE, FALSE = object(), object(), object()
Test = Callable[[Any], bool]
Path = tuple[str, ...]
_KINDS = {
    type(None): "null",
    bool: "bool",
    int: "number",
    float: "number",
    str: "string",
    dict: "object",
    list: "array",
}
ORDERED = frozenset({"number", "string", "bool"})
SCALAR = ORDERED | {"null"}


def kind(value: Any) -> str:
    """The JSON type that decides what may be compared: no number equals a boolean, no string bounds a number."""
    if (found := _KINDS.get(value.__class__)) is not None:
        return found
    for classes, name in (((int, float, Decimal), "number"), (str, "string"), (Mapping, "object"), (Sequence, "array")):
        if isinstance(value, classes):
            return name
    return "missing" if value is MISSING else type(value).__name__


def same(left: Any, right: Any) -> bool:
    """Equality as MongoDB has it: by type, documents whole and in key order, NaN equal to NaN."""
    what = kind(left)
    if what != kind(right):
        return False
    if what == "number":
        return bool(left == right) or (is_nan(left) and is_nan(right))
    if what == "object":
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if what == "array":
        return len(left) == len(right) and all(same(one, other) for one, other in zip(left, right, strict=True))
    return bool(left == right)


def ordered(left: Any, right: Any, holds: Callable[[Any, Any], bool], *, inclusive: bool) -> bool:
    """Whether `left` and `right` are of one ordered type and `holds` for them; NaN is in no order, only its equal."""
    what = kind(left)
    if what != kind(right) or what not in ORDERED:
        return False
    if what == "number" and (is_nan(left) or is_nan(right)):
        return inclusive and is_nan(left) and is_nan(right)
    return bool(holds(left, right))


def is_nan(number: Any) -> bool:
    """Whether a number is not one."""
    return bool(number != number)  # noqa: PLR0124  # true of NaN alone, in every number class


def key_of(value: Any) -> Any:
    """A scalar as a dictionary key: equal keys exactly where the values are the `same`; missing counts as null.

    Raises:
        TypeError: the value is an array or an object.
    """
    what = kind(value)
    if what == "bool":
        return TRUE if value else FALSE
    if what == "number":
        return NAN if is_nan(value) else value
    if what == "string":
        return value
    if what in {"null", "missing"}:
        return None
    raise TypeError(f"an {what} has no key")


def at(document: Mapping[str, Any], path: Path, *, spread: bool) -> Iterator[Any]:
    """Every value that a dotted path reaches, through arrays of objects too; `MISSING` where a key is not there.

    With `spread`, the elements of an array that the path ends at come too, before the array itself; but an array
    that is named by its index stays whole, as it does in MongoDB.
    """
    value, rest = document.get(path[0], MISSING), path[1:]
    what = kind(value)
    if not rest:
        if spread and what == "array":
            yield from value
        yield value
    elif what == "object":
        yield from at(value, rest, spread=spread)
    elif what == "array":
        yield from _through(value, rest, spread=spread)
    else:
        yield MISSING


def _through(array: Sequence[Any], path: Path, *, spread: bool) -> Iterator[Any]:
    step, rest = path[0], path[1:]
    for place, item in enumerate(array):
        what = kind(item)
        if what == "object":
            yield from at(item, path, spread=spread)
        if str(place) == step:
            if not rest:
                yield item
            elif what == "object":
                yield from at(item, rest, spread=spread)
            elif what == "array":
                yield from _through(item, rest, spread=spread)
