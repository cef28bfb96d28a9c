from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from integrations.store.schema import metadata

# `until` is microseconds since 1970 by the database's own clock, which all processes share.
leases = Table(
    "leases",
    metadata,
    Column("name", String(96), primary_key=True),
    Column("holder", String(160), nullable=False),
    Column("until", BigInteger, nullable=False),
)
