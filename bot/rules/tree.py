"""The tree behind `RuleIndex`: functions (document, found) that append the order of every rule that matches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from bot.rules.branches import Pin, Range
from bot.rules.compiled import Holds
from bot.rules.fields import Field, field_of
from bot.rules.plan import Access, Placed, plan
from bot.rules.ranges import Entry, finders
from bot.rules.values import MISSING, Path

Visit = Callable[[dict[str, Any], list[int]], None]
Read = Callable[[dict[str, Any], dict[str, Any], list[int]], None]
_SMALL = 6
_MANY = 12


def grow(placed: Sequence[Placed]) -> Visit | None:
    """One function that finds all of these branches; None where trying each is as good."""
    if len(placed) <= _SMALL:
        return None
    groups, rest = plan(placed)
    if not groups:
        return None
    fields = {path: _field(path, entries) for path, entries in groups.items()}
    visits = _visits(fields)
    if rest:
        visits.append(_tried(rest))
    return visits[0] if len(visits) == 1 else _sequence(visits)


def leaf(entries: Sequence[tuple[int, Holds | None]]) -> Visit:
    """One function that tries each of a few rules; those with nothing left to test match."""
    sure = [order for order, holds in entries if holds is None]
    tested = [(order, holds) for order, holds in entries if holds is not None]
    if not tested:
        return lambda _document, found: found.extend(sure)
    if not sure and len(tested) == 1:
        ((only, holds),) = tested

        def single(document: dict[str, Any], found: list[int]) -> None:
            if holds(document):
                found.append(only)

        return single

    def several(document: dict[str, Any], found: list[int]) -> None:
        found += sure
        for order, holds in tested:
            if holds(document):
                found.append(order)

    return several


def _tried(placed: Sequence[Placed]) -> Visit:
    seen: dict[int, list[Placed]] = defaultdict(list)
    for one in placed:
        seen[one.branch.order].append(one)
    return leaf(
        [
            (order, ways[0].branch.rest(ways[0].held) if len(ways) == 1 else ways[0].branch.rule)
            for order, ways in seen.items()
        ]
    )


def _field(path: Path, entries: Sequence[tuple[Placed, Access]]) -> Field:
    children: dict[Any, list[Placed]] = defaultdict(list)
    ranges: dict[str, list[Entry]] = {"number": [], "string": []}
    present: list[Placed] = []
    ranged: list[Placed] = []
    for one, access in entries:
        if isinstance(access, Pin):
            inside = Placed(one.branch, one.held | access.held, one.copies * len(access.keys))
            for key in access.keys:
                children[key].append(inside)
        elif isinstance(access, Range):
            ranged.append(one)
            ranges[access.of].append((access, one.branch.order, one.branch.rest(one.held | access.held)))
        else:
            present.append(one)
    grown: dict[tuple[int, ...], Visit] = {}
    visits: dict[Any, Visit] = {}
    for key, inside_key in children.items():
        same = tuple(map(id, inside_key))
        if same not in grown:
            grown[same] = grow(inside_key) or _tried(inside_key)
        visits[key] = grown[same]
    return field_of(
        path,
        visits,
        finders(ranges["number"], leaf),
        finders(ranges["string"], leaf),
        _tried(present) if present else None,
        _tried(ranged) if ranged else None,
    )


def _visits(fields: dict[Path, Field]) -> list[Visit]:
    by_parent: dict[Path, dict[str, Field]] = defaultdict(dict)
    visits: list[Visit] = []
    for path, field in fields.items():
        if len(path) <= 2:  # noqa: PLR2004  # deeper fields are walked to
            by_parent[path[:-1]][path[-1]] = field
        else:
            visits.append(field.walk)
    for parent, inside in by_parent.items():
        if parent:
            visits.append(_below(parent[0], inside))
        else:
            visits.append(_at_top(inside))
    return visits


def _at_top(fields: dict[str, Field]) -> Visit:
    if len(fields) > 1:
        read = _read(fields)
        return lambda document, found: read(document, document, found)
    ((step, field),) = fields.items()
    visit = field.visit
    return lambda document, found: visit(document.get(step, MISSING), document, found)


def _below(step: str, fields: dict[str, Field]) -> Visit:
    read, walks = _read(fields), [field.walk for field in fields.values()]
    pairs = [(step, field.visit) for step, field in fields.items()] if len(fields) <= _MANY else None

    def below(document: dict[str, Any], found: list[int]) -> None:
        inside = document.get(step)
        if inside.__class__ is not dict:
            for walk in walks:
                walk(document, found)
        elif pairs is None:
            read(inside, document, found)
        else:
            for name, visit in pairs:  # as `_few` does; a call less for each event
                visit(inside.get(name, MISSING), document, found)

    return below


def _read(fields: dict[str, Field]) -> Read:
    return _few(fields) if len(fields) <= _MANY else _many(fields)


def _few(fields: dict[str, Field]) -> Read:
    pairs = [(step, field.visit) for step, field in fields.items()]

    def read(inside: dict[str, Any], document: dict[str, Any], found: list[int]) -> None:
        for step, visit in pairs:
            visit(inside.get(step, MISSING), document, found)

    return read


def _many(fields: dict[str, Field]) -> Read:
    visits = {step: field.visit for step, field in fields.items()}
    by_absence = [(step, field.visit) for step, field in fields.items() if field.sees_absence]

    def read(inside: dict[str, Any], document: dict[str, Any], found: list[int]) -> None:
        for step in inside.keys() & visits.keys():
            visits[step](inside[step], document, found)
        for step, visit in by_absence:
            if step not in inside:
                visit(MISSING, document, found)

    return read


def _sequence(visits: Sequence[Visit]) -> Visit:
    first, *others = visits

    def every(document: dict[str, Any], found: list[int]) -> None:
        first(document, found)
        for visit in others:
            visit(document, found)

    return every
