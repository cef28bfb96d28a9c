from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, key: Sequence[str]) -> None:
    """Insert `rows`; where `key` is taken, overwrite the other columns that the rows hold."""
    if not rows:
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    if changed:
        connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed), rows)
    else:
        connection.execute(statement.on_conflict_do_nothing(index_elements=list(key)), rows)


def insert_new(
    connection: Connection, table: Table, row: dict[str, Any], *, key: Sequence[str], any_conflict: bool = False
) -> bool:
    """Insert `row` unless `key` (or with `any_conflict` any unique key) is taken; True where it was new."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    taken = None if any_conflict else list(key)
    statement = insert(table).values(row).on_conflict_do_nothing(index_elements=taken)
    # Not the row count: PostgreSQL's driver says -1 to an insert, whether it did anything or not.
    return connection.execute(statement.returning(table.c[key[0]])).first() is not None
