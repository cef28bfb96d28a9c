from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from integrations.store.schema import Json, Moment, metadata

approvals = Table(
    "approvals",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("token", String(64), nullable=False, unique=True),
    Column("tool", String(64), nullable=False),
    Column("risk", String(16), nullable=False),
    Column("args", Json, nullable=False),
    Column("plan", Json, nullable=False),
    Column("facts_hash", String(64), nullable=False),
    Column("summary", Text, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("caller", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("decided_by", String(64)),
    Column("decided_at", Moment),
    Column("channel", String(32)),
    Column("message_ts", String(32)),
    Column("thread_ts", String(32)),
    Column("result", Json),
    Column("note", Text, nullable=False, server_default=""),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("who", String(128), nullable=False),
    Column("what", String(128), nullable=False),
    Column("subject", String(256), nullable=False),
    Column("detail", Json, nullable=False),
)
