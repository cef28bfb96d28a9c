from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from integrations.store.schema import Cents, Json, Moment, metadata

# Every analysis, so that the next one of the same home can say what changed. `subject` is the home's parcel or ref.
cmas = Table(
    "cmas",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("subject", String(160), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("value", Cents, nullable=False),
    Column("document", Json, nullable=False),
    Index("ix_cmas_subject_made_at", "subject", "made_at"),
)

# Private links: only the token's SHA-256 is kept, so that a copy of the store opens no page.
cma_links = Table(
    "cma_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("cma_id", String(40), nullable=False),
    Column("expires_at", Moment, nullable=False),
)
