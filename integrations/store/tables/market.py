from __future__ import annotations

from sqlalchemy import Column, Date, Float, Integer, String, Table

from integrations.store.schema import metadata

# What was on the market on a day is known only from what was seen then: later the records say how it ended.
market_days = Table(
    "market_days",
    metadata,
    Column("area", String(96), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("active", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("months_of_supply", Float(53)),
    Column("sold_90_days", Integer, nullable=False),
)

# Whether a measure is out of its usual range; an alert is given when this changes.
market_states = Table(
    "market_states",
    metadata,
    Column("area", String(96), primary_key=True),
    Column("measure", String(32), primary_key=True),
    Column("direction", Integer, nullable=False),
    Column("since", Date, nullable=False),
)
