from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from integrations.store.schema import Cents, Json, Moment, metadata

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("emails", Json, nullable=False),
    Column("phones", Json, nullable=False),
    Column("kind", String(8), nullable=False, index=True),
    Column("stage", String(64)),
    Column("source", Text),
    Column("tags", Json, nullable=False),
    Column("price_min", Cents),
    Column("price_max", Cents),
    Column("areas", Json, nullable=False),
    Column("bedrooms_min", Integer),
    Column("bathrooms_min", Float),
    Column("timeframe", String(64)),
    Column("background", Text),
    Column("consent", Json, nullable=False),
    # What the CRM's record itself says of the wishes; the columns may add what the homes looked at tell.
    Column("said", Json, nullable=False),
    Column("created_at", Moment),
    Column("updated_at", Moment),
    Column("last_activity_at", Moment, index=True),
    Column("jorge_temperature", Integer, nullable=False, server_default="0", index=True),
    Column("jorge_insights", Json, nullable=False),
    Column("record_url", Text),
    Column("scored_at", Moment),
    Column("archived_at", Moment),
)

contact_areas = Table(
    "contact_areas",
    metadata,
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("area", String(64), primary_key=True),
    Index("ix_contact_areas_area", "area"),
)

# An e-mail address (small letters) or the ten digits of a phone, to find who writes or calls.
contact_points = Table(
    "contact_points",
    metadata,
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    Column("point", String(254), primary_key=True),
    Index("ix_contact_points_point", "point"),
)

# `temperature_there` is what the CRM is known to hold; `is_stale` asks for the activities to be read again.
identities = Table(
    "contact_identities",
    metadata,
    Column("system", String(32), primary_key=True),
    Column("external_id", String(64), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("fingerprint", String(64), nullable=False),
    Column("temperature_there", Integer),
    Column("is_stale", Boolean, nullable=False, server_default="0", index=True),
    Column("read_until", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("gone_at", Moment),
)

activities = Table(
    "contact_activities",
    metadata,
    Column("system", String(32), primary_key=True),
    Column("external_id", String(64), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("source", Text),
    Column("listing_id", String(64)),
    Column("property_address", Text),
    Column("property_price", Cents),
    Column("message", Text),
    Index("ix_contact_activities_contact_id_occurred_at", "contact_id", "occurred_at"),
)

# A walk that was interrupted goes on from `walk_token`; `watermark` moves only when a walk is complete.
crm_cursors = Table(
    "crm_cursors",
    metadata,
    Column("system", String(32), primary_key=True),
    Column("watermark", Moment),
    Column("walk_since", Moment),
    Column("walk_started", Moment),
    Column("walk_newest", Moment),
    Column("walk_failed", Moment),
    Column("walk_token", Text),
    Column("synced_at", Moment),
)
