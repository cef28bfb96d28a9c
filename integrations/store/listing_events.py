"""Which events of the MLSs' logs and pushes were heard: each (source, sequence) has its effect once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from integrations.store.tables.listings import listing_events
from integrations.store.upserts import insert_new

_KEPT = 10_000


def last_sequence(connection: Connection, source: str) -> int:
    """The highest sequence number heard from a source; 0 where none was."""
    query = select(func.max(listing_events.c.sequence)).where(listing_events.c.source == source)
    return int(connection.execute(query).scalar() or 0)


def heard(connection: Connection, source: str, sequence: int) -> bool:
    """Whether this event was heard before."""
    query = select(listing_events.c.sequence).where(
        listing_events.c.source == source, listing_events.c.sequence == sequence
    )
    return connection.execute(query).first() is not None


def note(connection: Connection, system: str, source: str, sequences: Sequence[int], at: datetime) -> None:
    """Write down events as heard, and forget those that are long past."""
    for sequence in sequences:
        row = {"source": source, "sequence": sequence, "system": system, "at": at}
        insert_new(connection, listing_events, row, key=["source", "sequence"])
    if sequences:
        old = max(sequences) - _KEPT
        where = (listing_events.c.source == source, listing_events.c.sequence < old)
        connection.execute(delete(listing_events).where(*where))
