from __future__ import annotations

from sqlalchemy import Column, String, Table

from integrations.store.schema import Json, Moment, metadata

slack_seen = Table(
    "slack_seen",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("question", Json),
    Column("done_at", Moment),
)

slack_outbox = Table(
    "slack_outbox",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("thread_ts", String(32)),
    Column("message_ts", String(32), index=True),
    Column("at", Moment, nullable=False),
)

slack_offers = Table(
    "slack_offers",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("offer", Json, nullable=False),
    Column("at", Moment, nullable=False),
)
