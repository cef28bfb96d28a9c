"""What `$expand` brings along with a record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from integrations.simulated.mls.fields import Resource
from integrations.simulated.mls.filters import compile_filter
from integrations.simulated.mls.paging import sort_key
from integrations.simulated.mls.query import Expansion, Query
from integrations.simulated.mls.rows import Row

__all__ = ["Expansion", "narrow", "pick"]


def narrow(rows: list[Row], expansion: Expansion, now: datetime) -> list[Row]:
    """The rows that the options within `$expand` ask for, in their order."""
    query = expansion.query
    if query.filter:
        test = compile_filter(query.filter, expansion.resource, now)
        rows = [row for row in rows if test(row)]
    if len(query.order) > 1:
        rows = sorted(rows, key=lambda row: sort_key(row, query.order))
    return rows if query.top is None else rows[: query.top]


def pick(row: Row, resource: Resource, query: Query) -> dict[str, Any]:
    """The record with the fields that were asked for."""
    if query.select:
        return {name: row[resource.position[name]] for name in query.select}
    return dict(zip(resource.position, row, strict=True))
