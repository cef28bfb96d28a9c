from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from integrations.store.schema import Json, Moment, metadata

# What leads look for, as Jorge set it; it wins over what their CRM records and deeds say.
saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("saved_at", Moment, nullable=False),
    Column("document", Json, nullable=False),
)
