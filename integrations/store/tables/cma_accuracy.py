from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table

from integrations.store.schema import Json, Moment, metadata

# The last time-ordered test of our values, one row for each lead before closing. `tests` holds every sale that was
# priced: ZIP code, relative error, whether the price was in the 80 % range, and that range's half-width.
cma_accuracy = Table(
    "cma_accuracy",
    metadata,
    Column("lag_days", Integer, primary_key=True, autoincrement=False),
    Column("measured_at", Moment, nullable=False),
    Column("test_from", Date, nullable=False),
    Column("tests", Json, nullable=False),
)
