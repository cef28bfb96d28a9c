from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table, Text

from integrations.store.schema import Json, Moment, metadata

# Listings that were taken down and that something may still tell of: `words` are what they are found by. A row is here
# only as long as the purge takes, so that a crash in the middle of it leaves nothing behind.
listing_takedowns = Table(
    "listing_takedowns",
    metadata,
    Column("ref", String(160), primary_key=True),
    Column("words", Json, nullable=False),
    Column("at", Moment, nullable=False),
)

# What stands in Slack, so that it can be taken back: a message's words, or what an uploaded file shows.
slack_said = Table(
    "slack_said",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("message_ts", String(32)),
    Column("file_id", String(32)),
    Column("said", Text, nullable=False),
    Column("withdrawn", Boolean, nullable=False, index=True),
    Column("at", Moment, nullable=False),
)
