"""How far each MLS feed has been read, and the records of it that could not be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from integrations.store.tables.listings import listing_feeds, quarantine
from integrations.store.upserts import upsert


@dataclass(frozen=True, slots=True)
class FeedState:
    """Where a feed stands. `cursor` is the last record of an unfinished window, `as_of` the time our copy is of."""

    system: str
    scope: str = ""
    watermark: datetime | None = None
    cursor_at: datetime | None = None
    cursor_key: str | None = None
    as_of: datetime | None = None
    last_success: datetime | None = None
    last_error: str = ""
    last_error_at: datetime | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A record that could not be read, as it came, with the reason."""

    key: str
    reason: str
    body: dict[str, Any]


def load(connection: Connection, system: str, scope: str = "") -> FeedState:
    """The state of a feed; a blank one where it was never read."""
    query = select(listing_feeds).where(listing_feeds.c.system == system, listing_feeds.c.scope == scope)
    row = connection.execute(query).mappings().first()
    return FeedState(**row) if row else FeedState(system, scope)


def load_all(connection: Connection) -> list[FeedState]:
    """The state of every feed that was ever read."""
    rows = connection.execute(select(listing_feeds).order_by(listing_feeds.c.system, listing_feeds.c.scope))
    return [FeedState(**row) for row in rows.mappings()]


def keep(connection: Connection, state: FeedState) -> None:
    """Write the state of a feed."""
    upsert(connection, listing_feeds, [asdict(state)], key=["system", "scope"])


def touch(connection: Connection, system: str) -> None:
    """Raise the revision of a feed whose listings were changed outside a pass."""
    state = load(connection, system)
    keep(connection, replace(state, revision=state.revision + 1))


def revision(connection: Connection) -> int:
    """Rises whenever a sync, of whichever process, changed a listing."""
    return int(connection.execute(select(func.coalesce(func.sum(listing_feeds.c.revision), 0))).scalar_one())


def set_aside(connection: Connection, system: str, records: Sequence[Quarantined], at: datetime) -> None:
    """Keep records that could not be read."""
    rows = {
        record.key: {"system": system, "key": record.key[:96], "reason": record.reason, "body": record.body, "at": at}
        for record in records
    }
    upsert(connection, quarantine, list(rows.values()), key=["system", "key"])


def release(connection: Connection, system: str, keys: Sequence[str]) -> None:
    """Forget quarantined records that could be read by now."""
    if keys and connection.execute(select(quarantine.c.key).where(quarantine.c.system == system).limit(1)).first():
        connection.execute(delete(quarantine).where(quarantine.c.system == system, quarantine.c.key.in_(keys)))


def quarantined(connection: Connection, system: str) -> list[Quarantined]:
    """The records of a feed that could not be read."""
    query = select(quarantine.c.key, quarantine.c.reason, quarantine.c.body).where(quarantine.c.system == system)
    return [Quarantined(row.key, row.reason, row.body) for row in connection.execute(query.order_by("key"))]
