"""Finding the ranges that hold a value, by bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from bot.rules.branches import Range
from bot.rules.compiled import Holds

Found = Callable[[Any, dict[str, Any], list[int]], None]
Entry = tuple[Range, int, Holds | None]
Leaf = Callable[[Sequence[tuple[int, Holds | None]]], Callable[[dict[str, Any], list[int]], None]]
_FULLEST = 8


def finders(entries: Sequence[Entry], leaf: Leaf) -> list[Found]:
    """Functions (value, document, found) that together append the order of every entry that holds.

    Args:
        entries: a range, the order of its rule, and what else must hold of the document; all ranges of one kind.
        leaf: makes one function of entries of which the ranges are known to hold.
    """
    found: list[Found] = []
    if both := [one for one in entries if one[0].low and one[0].high]:
        found.append(_slots(both, leaf) or _sorted(both, low_side=True))
    if low := [one for one in entries if not one[0].high]:
        found.append(_sorted(low, low_side=True))
    if high := [one for one in entries if not one[0].low]:
        found.append(_sorted(high, low_side=False))
    return found


def _sorted(entries: Sequence[Entry], *, low_side: bool) -> Found:
    """Bounds sorted by one side: those that hold are a run at the beginning (lower bounds) or the end (upper bounds).

    Where the ranges have two sides, the upper one is compared for each of the run.
    """

    def place(entry: Entry) -> tuple[Any, bool]:
        bound = entry[0].low if low_side else entry[0].high
        return (bound[0], not bound[1]) if low_side else (bound[0], bound[1])  # type: ignore[index]

    entries = sorted(entries, key=place)
    bounds = [place(one)[0] for one in entries]
    equal = Counter(place(one)[0] for one in entries if place(one)[1] is not low_side)
    orders = [order for _, order, _ in entries]
    others = [(order, rest, one.high if low_side else None) for one, order, rest in entries]
    sure = not any(rest or high for _, rest, high in others)

    def find(value: Any, document: dict[str, Any], found: list[int]) -> None:
        if low_side:
            first, last = 0, bisect_left(bounds, value) + equal.get(value, 0)
        else:
            first, last = bisect_right(bounds, value) - equal.get(value, 0), len(bounds)
        if sure:
            found += orders[first:last]
            return
        for order, rest, high in others[first:last]:
            if high is not None and (value > high[0] or (value == high[0] and not high[1])):
                continue
            if rest is None or rest(document):
                found.append(order)

    return find


def _slots(entries: Sequence[Entry], leaf: Leaf) -> Found | None:
    """Two-sided bounds: for each stretch between two bounds, and each bound itself, the ranges there."""
    points = sorted({bound[0] for one, _, _ in entries for bound in (one.low, one.high) if bound})
    slots: list[list[tuple[int, Holds | None]]] = [[] for _ in range(2 * len(points) + 1)]
    room = _FULLEST * len(slots)
    for one, order, rest in entries:
        low, high = one.low, one.high
        assert low and high  # noqa: S101, PT018  # the caller chose two-sided ones
        first = 2 * bisect_left(points, low[0]) + (1 if low[1] else 2)
        last = 2 * bisect_left(points, high[0]) + (1 if high[1] else 0)
        room -= max(0, last - first + 1)
        if room < 0:
            return None
        for slot in slots[first : last + 1]:
            slot.append((order, rest))
    leaves = [leaf(slot) if slot else None for slot in slots]
    last_point = len(points)

    def find(value: Any, document: dict[str, Any], found: list[int]) -> None:
        place = bisect_left(points, value)
        slot = 2 * place + 1 if place < last_point and points[place] == value else 2 * place
        if (visit := leaves[slot]) is not None:
            visit(document, found)

    return find
