from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from integrations.store.schema import Json, Moment, metadata

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("key", String(160), nullable=False, unique=True),
    Column("campaign_type", String(24), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("title", Text, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("vendor", String(32), nullable=False),
    Column("vendor_id", String(64), nullable=False),
    Column("plan", Json, nullable=False),
    Column("recipients", Integer, nullable=False),
    Column("delivered", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("opens", Integer),
    Column("clicks", Integer),
    Column("note", Text, nullable=False, server_default=""),
    Column("created_at", Moment, nullable=False, index=True),
    Column("sent_at", Moment),
    Column("refreshed_at", Moment),
)

# Every message to one person: a row is there before anything leaves the house. `key` makes a repetition harmless.
sends = Table(
    "campaign_sends",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="CASCADE")),
    Column("contact_id", String(40), index=True),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("channel", String(8), nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("point", String(254), nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    Column("status", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("not_before", Moment),
    Column("vendor_id", String(64), index=True),
    Column("created_at", Moment, nullable=False),
    Column("attempted_at", Moment),
    Column("sent_at", Moment),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("contact_id", "campaign_id", "step"),
    Index("ix_campaign_sends_status_not_before", "status", "not_before"),
    Index("ix_campaign_sends_campaign_id_status", "campaign_id", "status"),
)

audience_members = Table(
    "audience_members",
    metadata,
    Column("system", String(32), primary_key=True),
    Column("audience_id", String(64), primary_key=True),
    Column("email", String(254), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("changed_at", Moment),
    Column("seen_at", Moment, nullable=False),
    Index("ix_audience_members_email", "email"),
)

# Who must not be written to. `point` is an e-mail address in small letters or ten digits; `channel` may be `all`.
suppressions = Table(
    "suppressions",
    metadata,
    Column("channel", String(8), primary_key=True),
    Column("point", String(254), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("source", String(32), nullable=False),
    Column("at", Moment, nullable=False),
    Column("lifted_at", Moment),
)
