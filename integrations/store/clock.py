from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, text

_NOW: Final = {
    "sqlite": text("SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000"),
    "postgresql": text("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint)"),
}


def database_now(connection: Connection) -> int:
    """The database's own time in microseconds since 1970: the one clock that processes on many machines share."""
    return int(connection.execute(_NOW[connection.dialect.name]).scalar_one())
