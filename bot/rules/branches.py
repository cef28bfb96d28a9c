"""A rule as branches: conjunctions of which each condition says how an index could find it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.rules.compiled import Holds, cost, every, on_document
from bot.rules.operators import BOUNDS
from bot.rules.query import Condition, Group, Node
from bot.rules.values import MISSING, SCALAR, Path, is_nan, key_of, kind

_MOST_BRANCHES = 16


@dataclass(frozen=True, slots=True)
class Pin:
    """The path reaches one of these values (as keys, see `key_of`)."""

    path: Path
    keys: tuple[Any, ...]
    held: frozenset[int]


@dataclass(frozen=True, slots=True)
class Range:
    """The path reaches a number (or a string) within bounds: `low` and `high` are (bound, inclusive)."""

    path: Path
    of: str
    low: tuple[Any, bool] | None
    high: tuple[Any, bool] | None
    held: frozenset[int]


@dataclass(slots=True)
class Branch:
    """One conjunction of one rule. Each pin and range `held` names the parts that it answers for."""

    order: int
    parts: list[Node]
    rule: Holds
    pins: list[Pin] = field(default_factory=list)
    ranges: list[Range] = field(default_factory=list)
    needs: list[Path] = field(default_factory=list)
    made: dict[frozenset[int], Holds | None] = field(default_factory=dict)

    def rest(self, held: frozenset[int]) -> Holds | None:
        """What is left to test when the parts `held` are known to hold; None: nothing."""
        if held not in self.made:
            left = sorted((part for at, part in enumerate(self.parts) if at not in held), key=cost)
            self.made[held] = every([on_document(part) for part in left]) if left else None
        return self.made[held]


def branches_of(order: int, tree: Group, rule: Holds) -> list[Branch]:
    """The rule's branches: one for each way through its `$or`s, or only one if those are too many."""
    parts = _flat(tree)
    ways: list[list[Node]] = [[]]
    for part in parts:
        inner = [_flat(one) for one in part.parts] if isinstance(part, Group) and part.mode == "or" else [[part]]
        if len(ways) * len(inner) > _MOST_BRANCHES:
            inner = [[part]]
        ways = [way + more for way in ways for more in inner]
    return [_described(Branch(order, way, rule)) for way in ways]


def whole(order: int, tree: Group, rule: Holds) -> Branch:
    """The rule as one branch, its `$or`s left as they are."""
    return _described(Branch(order, _flat(tree), rule))


def _flat(node: Node) -> list[Node]:
    if isinstance(node, Group) and (node.mode == "and" or (node.mode == "or" and len(node.parts) == 1)):
        return [one for part in node.parts for one in _flat(part)]
    return [node]


def _described(branch: Branch) -> Branch:
    found: dict[tuple[Path, str], list[int]] = {}
    for at, part in enumerate(branch.parts):
        if not isinstance(part, Condition) or part.negated:
            continue
        if (keys := _keys(part)) is not None:
            branch.pins.append(Pin(part.path, keys, frozenset([at])))
        elif part.operator in BOUNDS and (of := kind(part.operand)) in {"number", "string"} and not _nan(part):
            found.setdefault((part.path, of), []).append(at)
        if not part.test(MISSING):
            branch.needs.append(part.path)
    branch.ranges = [_range(branch.parts, path, of, places) for (path, of), places in found.items()]
    return branch


def _keys(part: Condition) -> tuple[Any, ...] | None:
    wanted = [part.operand] if part.operator == "$eq" else part.operand if part.operator == "$in" else None
    if wanted is None or not all(kind(one) in SCALAR for one in wanted):
        return None
    return tuple(dict.fromkeys(map(key_of, wanted)))


def _nan(part: Condition) -> bool:
    return kind(part.operand) == "number" and is_nan(part.operand)


def _range(parts: Sequence[Node], path: Path, of: str, places: list[int]) -> Range:
    low: tuple[Any, bool] | None = None
    high: tuple[Any, bool] | None = None
    for at in places:
        part = parts[at]
        assert isinstance(part, Condition)  # noqa: S101  # only conditions were collected
        bound, inclusive = part.operand, BOUNDS[part.operator][1]
        if part.operator in {"$gt", "$gte"}:
            if low is None or (bound, not inclusive) > (low[0], not low[1]):
                low = (bound, inclusive)
        elif high is None or (bound, inclusive) < (high[0], high[1]):
            high = (bound, inclusive)
    return Range(path, of, low, high, frozenset(places))
