from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from integrations.store.schema import Json, Moment, metadata

events = Table(
    "events",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("source", String(64), nullable=False),
    Column("type", String(96), nullable=False),
    Column("key", String(255), nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("payload", Json, nullable=False),
    Column("cause", String(40)),
    Column("depth", Integer, nullable=False, server_default="0"),
    Column("status", String(16), nullable=False, server_default="new"),
    Column("repeats", Integer, nullable=False, server_default="0"),
    Column("replays", Integer, nullable=False, server_default="0"),
    Column("note", Text, nullable=False, server_default=""),
    UniqueConstraint("source", "key"),
    Index("ix_events_status_sequence", "status", "sequence"),
    Index("ix_events_cause", "cause"),
    Index("ix_events_type_received_at", "type", "received_at"),
)

quarantine = Table(
    "event_quarantine",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("source", String(64), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("headers", Json, nullable=False),
    Column("params", Json, nullable=False),
)

rule_runs = Table(
    "rule_runs",
    metadata,
    Column("id", String(160), primary_key=True),
    Column("rule_id", String(64), nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("event_id", String(40), nullable=False, index=True),
    Column("lane", String(16), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("steps", Json, nullable=False),
    Column("error", Text, nullable=False, server_default=""),
)
