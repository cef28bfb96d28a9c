from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from integrations.store.schema import Json, Moment, metadata

# What is done again and again for a connected system, and how it stands: one row a system and kind of round.
rounds = Table(
    "rounds",
    metadata,
    Column("system", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("done_at", Moment),
    Column("failing_since", Moment),
    Column("failures", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("caught", Integer, nullable=False),
    Column("rest_until", Moment),
    Column("outcome", Json, nullable=False),
)
