from __future__ import annotations

from sqlalchemy import Column, Date, String, Table, Text

from integrations.store.schema import Moment, metadata

# What other offices allowed in writing: their listing may be advertised. `until` is the last day.
advert_permissions = Table(
    "advert_permissions",
    metadata,
    Column("listing_ref", String(160), primary_key=True),
    Column("granted_by", Text, nullable=False),
    Column("noted_by", String(64), nullable=False),
    Column("noted_at", Moment, nullable=False),
    Column("until", Date),
)

# Pages that show one home whole, for texts that are too short to say all that the MLS wants said.
home_links = Table(
    "home_links",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("listing_ref", String(160), nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False),
)
