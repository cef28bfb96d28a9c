from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from integrations.store.schema import Moment, metadata

# The areas that Jorge called his own, in his order; none means that settings or his listings tell.
own_areas = Table(
    "own_areas",
    metadata,
    Column("name", String(96), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("said_at", Moment, nullable=False),
)
