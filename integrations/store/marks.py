"""How far readers have come in lists that only grow."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from integrations.store.tables.marks import marks
from integrations.store.upserts import insert_new


def position(connection: Connection, name: str) -> int | None:
    """Where a reader is; None where it never began."""
    found = connection.execute(select(marks.c.position).where(marks.c.name == name)).scalar()
    return None if found is None else int(found)


def move(connection: Connection, name: str, to: int) -> None:
    """Move a reader forward; never back."""
    if not insert_new(connection, marks, {"name": name, "position": to}, key=["name"]):
        connection.execute(update(marks).where(marks.c.name == name, marks.c.position < to).values(position=to))
