from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text

from integrations.store.schema import Json, Moment, metadata

listing_media = Table(
    "listing_media",
    metadata,
    Column("ref", String(160), primary_key=True),
    Column("feed", String(64), nullable=False),
    Column("listing_ref", String(160), nullable=False, index=True),
    Column("originating_system", String(64), nullable=False),
    Column("media_key", String(96), nullable=False),
    Column("resource_record_key", String(96), nullable=False),
    Column("media_url", Text),
    Column("order", Integer, nullable=False),
    Column("media_category", Text, nullable=False),
    Column("preferred_photo", Boolean, nullable=False),
    Column("permission", Json, nullable=False),
    Column("short_description", Text),
    Column("may_be_linked", Boolean, nullable=False),
    Column("local", Json, nullable=False),
    Column("modification_timestamp", Moment, nullable=False),
    Index(None, "feed", "media_key"),
)

members = Table(
    "members",
    metadata,
    Column("ref", String(160), primary_key=True),
    Column("feed", String(64), nullable=False),
    Column("originating_system", String(64), nullable=False),
    Column("member_key", String(96), nullable=False),
    Column("member_mls_id", String(96)),
    Column("member_full_name", Text, nullable=False),
    Column("member_email", Text),
    Column("member_preferred_phone", Text),
    Column("member_state_license", Text),
    Column("member_status", Text),
    Column("office_key", String(96)),
    Column("office_name", Text),
    Column("local", Json, nullable=False),
    Column("modification_timestamp", Moment, nullable=False),
    Index(None, "feed", "member_key"),
)

offices = Table(
    "offices",
    metadata,
    Column("ref", String(160), primary_key=True),
    Column("feed", String(64), nullable=False),
    Column("originating_system", String(64), nullable=False),
    Column("office_key", String(96), nullable=False),
    Column("office_mls_id", String(96)),
    Column("office_name", Text, nullable=False),
    Column("office_phone", Text),
    Column("office_email", Text),
    Column("office_status", Text),
    Column("local", Json, nullable=False),
    Column("modification_timestamp", Moment, nullable=False),
    Index(None, "feed", "office_key"),
)

open_houses = Table(
    "open_houses",
    metadata,
    Column("ref", String(160), primary_key=True),
    Column("feed", String(64), nullable=False),
    Column("listing_ref", String(160), nullable=False, index=True),
    Column("originating_system", String(64), nullable=False),
    Column("open_house_key", String(96), nullable=False),
    Column("listing_key", String(96), nullable=False),
    Column("open_house_status", Text, nullable=False),
    Column("open_house_date", Date),
    Column("open_house_start_time", Moment, nullable=False, index=True),
    Column("open_house_end_time", Moment),
    Column("open_house_remarks", Text),
    Column("local", Json, nullable=False),
    Column("modification_timestamp", Moment, nullable=False),
    Index(None, "feed", "open_house_key"),
)

listing_extras = Table(
    "listing_extras",
    metadata,
    Column("ref", String(160), primary_key=True),
    Column("body", Json, nullable=False),
)
