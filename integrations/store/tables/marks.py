from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from integrations.store.schema import metadata

# How far a reader has come in a list that only grows.
marks = Table(
    "marks",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("position", BigInteger, nullable=False),
)
