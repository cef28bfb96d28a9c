"""Many rows of a table keyed by `ref`, as the database holds them: to be compared with what is there, and written.

SQLAlchemy prepares every row by itself; here a column's values are prepared together, and what is held is compared
without being made into models. A first copy of an MLS takes half the time so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Table, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import NullType

Row = tuple[Any, ...]
T = TypeVar("T")
_AT_ONCE: Final = 5000
_AS_HELD: Final = NullType()


def encode(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The values of these columns of each row, as the database holds them."""
    columns = []
    for name in names:
        kind = table.c[name].type.dialect_impl(connection.dialect)
        bind = kind.bind_processor(connection.dialect)
        columns.append([row[name] for row in rows] if bind is None else [bind(row[name]) for row in rows])
    return list(zip(*columns, strict=True))


def held(
    connection: Connection, table: Table, names: Sequence[str], values: Sequence[str], *, by: str = "ref"
) -> dict[str, Row]:
    """By ref, these columns of the rows whose `by` is one of the values, as the database holds them."""
    found: dict[str, Row] = {}
    columns = [table.c.ref, *(_as_held(table.c[name]) for name in names)]
    for some in chunks(values):
        query = select(*columns).where(table.c[by].in_(some))
        found.update((row[0], tuple(row[1:])) for row in connection.execute(query))
    return found


def write(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows that were encoded; where a ref is taken, overwrite the other columns.

    In the order of their refs, so that two writers wait for each other's rows in one order and never in a circle.
    """
    if not rows:
        return
    first = names.index("ref")
    rows = sorted(rows, key=lambda row: str(row[first]))
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    plain = insert(table)
    kept = {name: plain.excluded[name] for name in names if name != "ref"}
    statement = plain.on_conflict_do_update(index_elements=["ref"], set_=kept)
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(names))
    place = {name: at for at, name in enumerate(names)}
    for some in chunks(rows):
        if compiled.positiontup is None:
            connection.exec_driver_sql(compiled.string, [dict(zip(names, row, strict=True)) for row in some])
        else:
            order = [place[name] for name in compiled.positiontup]
            connection.exec_driver_sql(compiled.string, [tuple([row[at] for at in order]) for row in some])


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """The values, 5,000 at a time."""
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


def _as_held(column: Column[Any]) -> ColumnElement[Any]:
    return type_coerce(column, _AS_HELD)
