"""Reads the query options of a collection and cuts the page that answers them."""

from __future__ import annotations

import base64
import binascii
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import total_ordering
from typing import Any

import orjson

from integrations.simulated.mls.fields import Resource
from integrations.simulated.mls.filters import compile_filter
from integrations.simulated.mls.problems import Problem
from integrations.simulated.mls.rows import Row
from integrations.simulated.mls.tables import Tables

_KNOWN = frozenset({"$filter", "$select", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$expand"})
_NOT_HERE = frozenset({"$apply", "$search", "$compute", "$format", "$schemaversion"})
_KEPT_RESULTS = 6

Order = tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What a client asked of a collection. `after` is where the page before ended."""

    filter: str
    select: tuple[str, ...]
    order: Order
    top: int | None
    skip: int
    count: bool
    after: tuple[Any, ...] | None
    expand: tuple[Expansion, ...] = ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """What is brought along with each record: the way's name, where it leads, and the options in its parentheses."""

    name: str
    resource: Resource
    query: Query


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `next` is the token of the following one."""

    rows: list[Row]
    total: int
    next: str | None


@total_ordering
class _Reversed:
    """Sorts the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and bool(self.value == other.value)

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.value < self.value)

    def __hash__(self) -> int:
        return hash(self.value)


def read_query(options: Mapping[str, str], resource: Resource, ways: Mapping[str, Resource] | None = None) -> Query:
    """Return the query; `ways` are those that may be expanded.

    Raises:
        Problem: an option that is unknown, malformed or not implemented.
    """
    for name in options:
        if name in _NOT_HERE:
            raise Problem(501, "NotImplemented", f"This server does not implement {name}.", target=name)
        if name.startswith("$") and name not in _KNOWN:
            raise Problem(400, "BadRequest", f"{name} is no query option.", target=name)
    count = options.get("$count", "false")
    if count not in {"true", "false"}:
        raise Problem(400, "BadRequest", f"$count is true or false, not {count!r}.", target="$count")
    top = _number(options, "$top")
    after = None
    if "$skiptoken" in options:
        after, top = _read_token(options["$skiptoken"])
    return Query(
        options.get("$filter", "").strip(),
        _read_select(options.get("$select", ""), resource),
        _read_order(options.get("$orderby", ""), resource),
        top,
        _number(options, "$skip") or 0,
        count == "true",
        after,
        _read_expand(options.get("$expand", ""), ways or {}),
    )


def _read_expand(text: str, ways: Mapping[str, Resource]) -> tuple[Expansion, ...]:
    if text and not ways:
        raise Problem(501, "NotImplemented", "This server does not implement $expand here.", target="$expand")
    found = {}
    for part in _outside(text, ","):
        name, _, inner = part.strip().partition("(")
        if name not in ways or (inner and not inner.endswith(")")):
            raise Problem(400, "BadRequest", f"{part.strip()!r} cannot be expanded.", target="$expand")
        pairs = [one.partition("=") for one in _outside(inner.removesuffix(")"), ";")]
        options = {option.strip(): value.strip() for option, _, value in pairs}
        if strange := options.keys() - {"$select", "$filter", "$orderby", "$top"}:
            raise Problem(501, "NotImplemented", f"{min(strange)} is not implemented in $expand.", target="$expand")
        found[name] = Expansion(name, ways[name], read_query(options, ways[name]))
    return tuple(found.values())


def _outside(text: str, sign: str) -> list[str]:
    """The text cut at a sign, but not within parentheses or quotes."""
    parts, depth, quoted = [""], 0, False
    for letter in text:
        quoted ^= letter == "'"
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == sign and not depth and not quoted:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def _number(options: Mapping[str, str], name: str) -> int | None:
    text = options.get(name)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise Problem(400, "BadRequest", f"{name} is a whole number from 0 on, not {text!r}.", target=name)
    return int(text)


def _read_select(text: str, resource: Resource) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name != "*" and resource.field(name) is None:
            raise Problem(400, "BadRequest", f"{resource.name} has no field {name!r}.", target=name)
    return () if "*" in names else names


def _read_order(text: str, resource: Resource) -> Order:
    order = []
    for part in filter(None, (item.strip() for item in text.split(","))):
        name, _, direction = part.partition(" ")
        field = resource.field(name)
        if field is None or field.kind == "strings":
            raise Problem(400, "BadRequest", f"{resource.name} cannot be ordered by {name!r}.", target="$orderby")
        if direction.strip() not in {"", "asc", "desc"}:
            raise Problem(400, "BadRequest", f"Order is asc or desc, not {direction!r}.", target="$orderby")
        order.append((resource.position[name], direction.strip() == "desc"))
    # The key decides between equals, so that every order is total and no page loses or repeats a record.
    return (*order, (0, False))


def sort_key(row: Row, order: Order) -> tuple[Any, ...]:
    """Return what the row is sorted by; nulls come first, as OData says."""
    return tuple(_Reversed(_part(row[place])) if is_down else _part(row[place]) for place, is_down in order)


def _part(value: Any) -> tuple[int, Any]:
    return (0, 0) if value is None else (1, value)


class Reader:
    """Answers queries; keeps the last few sorted results so that following pages cost little."""

    def __init__(self, tables: Tables) -> None:
        """Read from `tables`."""
        self._tables = tables
        self._results: OrderedDict[Any, list[Row]] = OrderedDict()

    def page(self, resource: Resource, query: Query, limit: int, now: datetime) -> Page:
        """Return the page of at most `limit` records that begins where the query says."""
        rows = self._result(resource, query, now)
        start = query.skip
        if query.after is not None:
            start = _place_after(query.after, query.order, rows)
        size = limit if query.top is None else min(limit, query.top)
        found = rows[start : start + size]
        left = None if query.top is None else query.top - len(found)
        has_more = start + size < len(rows) and left != 0 and size > 0
        token = _write_token(found[-1], query.order, left) if has_more else None
        return Page(found, len(rows), token)

    def _result(self, resource: Resource, query: Query, now: datetime) -> list[Row]:
        table = self._tables.rows(resource.name)
        name = (resource.name, query.filter, query.order, self._tables.revision)
        if name in self._results:
            self._results.move_to_end(name)
            return self._results[name]
        rows = list(table.values())
        if query.filter:
            test = compile_filter(query.filter, resource, now)
            rows = [row for row in rows if test(row)]
        for place, is_down in reversed(query.order):
            rows.sort(key=lambda row, place=place: _part(row[place]), reverse=is_down)  # type: ignore[misc]
        if "now" not in query.filter:
            self._results[name] = rows
            while len(self._results) > _KEPT_RESULTS:
                self._results.popitem(last=False)
        return rows


def shuffled(resource: Resource) -> Order:
    """Return an order that has nothing to do with time: by parcel where there is one, else by the last field."""
    return (resource.position.get("ParcelNumber", len(resource.fields) - 1), False), (0, False)


def _place_after(values: tuple[Any, ...], order: Order, rows: list[Row]) -> int:
    try:
        target = sort_key(_row_of(values, order), order)
        return bisect_right(rows, target, key=lambda row: sort_key(row, order))
    except (TypeError, ValueError):
        raise _strange_token() from None


def _row_of(values: tuple[Any, ...], order: Order) -> Row:
    row: list[Any] = [None] * (max(place for place, _ in order) + 1)
    for (place, _), value in zip(order, values, strict=True):
        row[place] = value
    return tuple(row)


def _write_token(row: Row, order: Order, left: int | None) -> str:
    parts = [[row[place] for place, _ in order], left]
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def _read_token(token: str) -> tuple[tuple[Any, ...], int | None]:
    try:
        values, left = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, orjson.JSONDecodeError, ValueError, TypeError):
        raise _strange_token() from None
    if not isinstance(values, list) or not (left is None or isinstance(left, int)):
        raise _strange_token()
    return tuple(values), left


def _strange_token() -> Problem:
    return Problem(
        400, "BadRequest", "This $skiptoken belongs to another query or is none of ours.", target="$skiptoken"
    )
