"""Sorts what a query asks for and cuts the page that answers it."""

from __future__ import annotations

import base64
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import total_ordering
from typing import Any

import orjson

from integrations.simulated.mls.fields import Resource
from integrations.simulated.mls.filters import compile_filter
from integrations.simulated.mls.query import Order, Query, strange_token
from integrations.simulated.mls.rows import Row
from integrations.simulated.mls.tables import Tables

_KEPT_RESULTS = 6


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
        raise strange_token() from None


def _row_of(values: tuple[Any, ...], order: Order) -> Row:
    row: list[Any] = [None] * (max(place for place, _ in order) + 1)
    for (place, _), value in zip(order, values, strict=True):
        row[place] = value
    return tuple(row)


def _write_token(row: Row, order: Order, left: int | None) -> str:
    parts = [[row[place] for place, _ in order], left]
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")
