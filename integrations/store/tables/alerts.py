from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from integrations.store.schema import Json, Moment, metadata

_LIVE = text("status <> 'done'")

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("story", String(160), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("first_step", Text, nullable=False),
    Column("facts", Json, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("quote", Text, nullable=False),
    Column("people", Json, nullable=False),
    Column("system", String(64)),
    Column("contact_id", String(40)),
    Column("listing_ref", String(160)),
    Column("record_url", Text),
    Column("rule_id", String(64), nullable=False),
    Column("event_id", String(40), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("count", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("acknowledged_by", String(64)),
    Column("acknowledged_at", Moment),
    Column("claimed_by", String(64)),
    Column("claimed_at", Moment),
    Column("snoozed_until", Moment),
    Column("deferred_until", Moment),
    Column("waiting_since", Moment),
    Column("round", Integer, nullable=False),
    Column("remind_at", Moment),
    Column("reminded_at", Moment),
    Column("channel", String(32)),
    Column("message_ts", String(32)),
    Column("shown_at", Moment),
    Column("shown_count", Integer, nullable=False),
    Column("effects", Json, nullable=False),
    Index("ix_alerts_story_status", "story", "status"),
    # Two processes that raise the same new story at once get one card.
    Index("uq_alerts_live_story", "story", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
)
