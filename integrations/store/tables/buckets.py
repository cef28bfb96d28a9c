from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from integrations.store.schema import Json, metadata

# `turns` are the latest turns given, as [microseconds since 1970 by the database's clock, how many].
vendor_paces = Table(
    "vendor_paces",
    metadata,
    Column("vendor", String(64), primary_key=True),
    Column("context", String(64), primary_key=True),
    Column("turns", Json, nullable=False),
    Column("not_before", BigInteger, nullable=False),
)
