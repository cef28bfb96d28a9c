from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from integrations.store.schema import Json, Moment, metadata

alert_mutes = Table(
    "alert_mutes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("rule_id", String(64), nullable=False),
    Column("until", Moment, nullable=False, index=True),
    Column("by", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

alert_windows = Table(
    "alert_windows",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("system", String(64), nullable=False),
    Column("covers", Json, nullable=False),
    Column("until", Moment, nullable=False, index=True),
    Column("by", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

alert_preferences = Table(
    "alert_preferences",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Json),
    Column("by", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

alert_decisions = Table(
    "alert_decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("alert_id", String(32), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("rule_id", String(64), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("outcome", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Moment),
)

alert_escalations = Table(
    "alert_escalations",
    metadata,
    Column("alert_id", String(32), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("step", String(96), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("result", Text, nullable=False),
)

alert_places = Table(
    "alert_places",
    metadata,
    Column("alert_id", String(32), primary_key=True),
    Column("place", String(96), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("message_ts", String(32), nullable=False),
)

alert_briefs = Table(
    "alert_briefs",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("at", Moment, nullable=False),
)
