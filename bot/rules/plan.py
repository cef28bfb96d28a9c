"""Deciding how each branch of a set is best found: by a value, a range, a field that must be there, or by trying it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.rules.branches import Branch, Pin, Range
from bot.rules.values import Path

_VISIT = 2.0  # what reading one field and looking it up costs, in tested rules
_NODE = 2.0
_FIELDS_OF_AN_EVENT = 16
_HALF = 0.6  # the share of one-sided ranges that hold, and a little for finding them
_MOST_COPIES = 64
_WORTH_IT = 0.9

Access = Pin | Range | Path


@dataclass(frozen=True, slots=True)
class Placed:
    """A branch at a place in the tree, with the parts that are known to hold there."""

    branch: Branch
    held: frozenset[int] = frozenset()
    copies: int = 1


class Survey:
    """What the branches of a set ask of which fields, and so what finding one of them costs (trying it costs 1)."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        keys: dict[Path, set[Any]] = defaultdict(set)
        points: dict[tuple[Path, str], list[Any]] = defaultdict(list)
        self._asking: Counter[Path] = Counter()
        for one in placed:
            accesses = list(accesses_of(one))
            self._asking.update({path_of(access) for access in accesses})
            for access in accesses:
                if isinstance(access, Pin):
                    keys[access.path].update(access.keys)
                elif isinstance(access, Range):
                    points[access.path, access.of] += [side[0] for side in (access.low, access.high) if side]
        self._distinct = {path: len(found) for path, found in keys.items()}
        self._points = {place: sorted(found) for place, found in points.items()}
        self._presence = min(1.0, _FIELDS_OF_AN_EVENT / max(1, len(self._asking)))

    def best(self, one: Placed) -> tuple[float, Access | None]:
        """The cheapest way to a branch, and its cost; None where trying it is as good."""
        ranked = [(self._cost(access), at, access) for at, access in enumerate(accesses_of(one))]
        cost, _, access = min(ranked, default=(1.0, 0, None))
        return (cost, access) if cost < _WORTH_IT else (1.0, None)

    def _cost(self, access: Access) -> float:
        path = path_of(access)
        share = 1.0
        if isinstance(access, Pin):
            share = len(access.keys) / (self._distinct[path] + 1)
        elif isinstance(access, Range):
            share = self._width(access)
        return self._presence * (share + _VISIT / self._asking[path])

    def _width(self, access: Range) -> float:
        points = self._points[access.path, access.of]
        low = bisect_left(points, access.low[0]) if access.low else 0
        high = bisect_right(points, access.high[0]) if access.high else len(points)
        return min(_HALF, (high - low) / len(points)) if access.low and access.high else _HALF


def plan(placed: Sequence[Placed]) -> tuple[dict[Path, list[tuple[Placed, Access]]], list[Placed]]:
    """The branches by the field that finds them, and those left to be tried one by one."""
    survey = Survey(placed)
    groups: dict[Path, list[tuple[Placed, Access]]] = defaultdict(list)
    rest: list[Placed] = []
    total = _NODE
    for one in placed:
        cost, access = survey.best(one)
        total += cost
        if access is None:
            rest.append(one)
        else:
            groups[path_of(access)].append((one, access))
    if total >= len(placed):
        return {}, list(placed)
    return groups, rest


def split_worth_it(ways: Sequence[Branch], together: Branch, survey: Survey) -> bool:
    """Whether to look for each way through a rule's `$or`s is cheaper than to try the rule as a whole."""
    apart = [survey.best(Placed(way)) for way in ways]
    if any(access is None for _, access in apart):
        return False
    return sum(cost for cost, _ in apart) < survey.best(Placed(together))[0]


def accesses_of(one: Placed) -> Iterable[Access]:
    """The ways to a branch that are not used up."""
    for pin in one.branch.pins:
        if not pin.held <= one.held and (one.copies == 1 or one.copies * len(pin.keys) <= _MOST_COPIES):
            yield pin
    for bounds in one.branch.ranges:
        if not bounds.held <= one.held:
            yield bounds
    yield from one.branch.needs


def path_of(access: Access) -> Path:
    """The field an access looks at."""
    return access if isinstance(access, tuple) else access.path
