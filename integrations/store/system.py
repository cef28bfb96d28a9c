from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from integrations.store.reach import open_server, wait_for_server

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")


def open_system_engine(url: str) -> Engine:
    """The engine of the workflow system's own database.

    On PostgreSQL a new connection waits for a server that is away: DBOS waits longer after each of its tries, up to
    90 s. On SQLite it sets what DBOS leaves out: WAL (a third of the syncs), full durability, immediate transactions.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return wait_for_server(open_server(url))
    engine = create_engine(url, connect_args={"timeout": 30.0, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _tune(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def queue_depths(engine: Engine) -> dict[str, int]:
    """How many workflows wait in each queue of the workflow system, those that wait for a later try included."""
    schema = "" if engine.dialect.name == "sqlite" else "dbos."
    query = text(
        f"SELECT queue_name, count(*) FROM {schema}workflow_status"  # noqa: S608  # one of two constants
        " WHERE status IN ('ENQUEUED', 'DELAYED') AND queue_name IS NOT NULL GROUP BY queue_name"
    )
    with engine.connect() as connection:
        return {str(name): int(count) for name, count in connection.execute(query)}


def forget_outcomes(engine: Engine, tells: Callable[[bytes], bool], blank: str) -> int:
    """Blank what steps of finished workflows came to where it `tells` of what must be forgotten; how many those are.

    What still runs keeps its outcomes: it goes on by them.
    """
    if not inspect(engine).has_table("operation_outputs", schema=None if engine.dialect.name == "sqlite" else "dbos"):
        return 0
    schema = "" if engine.dialect.name == "sqlite" else "dbos."
    found = text(
        f"SELECT o.workflow_uuid, o.function_id, o.output FROM {schema}operation_outputs o"  # noqa: S608  # a constant
        f" JOIN {schema}workflow_status w ON w.workflow_uuid = o.workflow_uuid"
        " WHERE w.status IN ('SUCCESS', 'ERROR', 'CANCELLED') AND o.output IS NOT NULL"
    )
    change = text(
        f"UPDATE {schema}operation_outputs SET output = :blank"  # noqa: S608  # a constant
        " WHERE workflow_uuid = :workflow AND function_id = :step"
    )
    with engine.begin() as connection:
        rows = [(row[0], row[1]) for row in connection.execute(found) if tells(_bytes_of(row[2]))]
        for workflow, step in rows:
            connection.execute(change, {"blank": blank, "workflow": workflow, "step": step})
    return len(rows)


def _bytes_of(output: str) -> bytes:
    try:
        return base64.b64decode(output, validate=True)
    except ValueError:
        return output.encode()
