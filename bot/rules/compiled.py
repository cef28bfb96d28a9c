from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.rules.query import Condition, Group, Node
from bot.rules.quick import quick
from bot.rules.values import Test, at, kind

Holds = Callable[[dict[str, Any]], bool]
_COST = {"$eq": 0, "$in": 0, "$gt": 1, "$gte": 1, "$lt": 1, "$lte": 1, "$exists": 1, "$ne": 1, "$nin": 2}
_DEAR, _DEAREST = 3, 4


def on_document(node: Node) -> Holds:
    """The tree as one function of a document (a plain dict)."""
    if isinstance(node, Condition):
        return _condition(node)
    parts = sorted(node.parts, key=cost)
    return _JOINED[node.mode]([on_document(part) for part in parts])


def on_value(node: Node) -> Test:
    """The tree as one function of a single value, as `$elemMatch` and `$not` inside it need: no array is entered."""
    if isinstance(node, Condition):
        test = node.test
        return (lambda value: not test(value)) if node.negated else test
    return _JOINED[node.mode]([on_value(part) for part in node.parts])


def on_element(node: Group) -> Test:
    """The tree as one function of an element that is an object, or an array seen as an object with numbered keys."""
    holds = on_document(node)

    def test(item: Any) -> bool:
        if item.__class__ is dict:
            return holds(item)
        what = kind(item)
        if what == "object":
            return holds(dict(item))
        return what == "array" and holds({str(place): one for place, one in enumerate(item)})

    return test


def cost(node: Node) -> int:
    """A rank: what is cheap to test comes first."""
    if isinstance(node, Group):
        return max((cost(part) for part in node.parts), default=0)
    return _DEAREST if node.can_stall else _COST.get(node.operator, _DEAR)


def plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as a dict, which compiled functions need."""
    return document if document.__class__ is dict else dict(document)


def every(parts: Sequence[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    """One function that holds where all do."""
    match parts:
        case []:
            return lambda _: True
        case [one]:
            return one
        case [one, two]:
            return lambda value: one(value) and two(value)
        case [one, two, three]:
            return lambda value: one(value) and two(value) and three(value)

    def holds(value: Any) -> bool:
        for part in parts:  # noqa: SIM110  # all() with a generator takes twice as long
            if not part(value):
                return False
        return True

    return holds


def _either(parts: Sequence[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        for part in parts:  # noqa: SIM110  # any() with a generator takes twice as long
            if part(value):
                return True
        return False

    return parts[0] if len(parts) == 1 else holds


def _neither(parts: Sequence[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    either = _either(parts)
    return lambda value: not either(value)


_JOINED = {"and": every, "or": _either, "nor": _neither}


def _condition(one: Condition) -> Holds:
    test, path, spread = one.test, one.path, not one.whole

    def found(document: dict[str, Any]) -> bool:
        return any(map(test, at(document, path, spread=spread)))

    holds = quick(one, (lambda document: not found(document)) if one.negated else found)
    if not one.can_stall:
        return holds

    def in_time(document: dict[str, Any]) -> bool:
        try:
            return holds(document)
        except TimeoutError:
            return one.negated

    return in_time
