"""Webhooks that are authentic and that nobody could read, kept until a fix can."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from pydantic import Field
from sqlalchemy import Connection, delete, func, select, update

from integrations.models.frozen import Frozen
from integrations.store.tables.events import quarantine
from integrations.store.upserts import insert_new


class Quarantined(Frozen):
    """A webhook as it arrived, without what proved it, and why it could not be read."""

    id: str
    source: str
    received_at: datetime
    reason: str
    body: bytes
    headers: Mapping[str, str] = Field(default_factory=dict)
    params: Mapping[str, str] = Field(default_factory=dict)


class Unread(Frozen):
    """One of them as it is listed, without its content; `size` in bytes."""

    id: str
    source: str
    received_at: datetime
    reason: str
    size: int


def mark_of(source: str, body: bytes) -> str:
    """The id under which a body is kept: the same body of the same source is kept once."""
    return hashlib.sha256(source.encode() + b"\0" + body).hexdigest()[:40]


def set_aside(connection: Connection, one: Quarantined) -> bool:
    """Keep a webhook; False where the same one is there already."""
    return insert_new(connection, quarantine, dict(one), key=("id",))


def quarantined(connection: Connection, limit: int = 100) -> list[Quarantined]:
    """What is kept, oldest first."""
    rows = connection.execute(select(quarantine).order_by(quarantine.c.received_at).limit(limit)).mappings()
    return [Quarantined.model_validate(dict(row)) for row in rows]


def listed(connection: Connection, limit: int = 1000) -> list[Unread]:
    """What is kept, oldest first, without the contents."""
    kept = quarantine.c
    columns = (kept.id, kept.source, kept.received_at, kept.reason, func.length(kept.body).label("size"))
    rows = connection.execute(select(*columns).order_by(kept.received_at).limit(limit)).mappings()
    return [Unread.model_validate(dict(row)) for row in rows]


def get(connection: Connection, mark: str) -> Quarantined | None:
    """One of them, by its id or how that begins."""
    begins = quarantine.c.id.startswith(mark, autoescape=True)
    row = connection.execute(select(quarantine).where(begins).limit(1)).mappings().first() if mark else None
    return Quarantined.model_validate(dict(row)) if row else None


def explain(connection: Connection, mark: str, reason: str) -> None:
    """Write down why it still cannot be read."""
    connection.execute(update(quarantine).where(quarantine.c.id == mark).values(reason=reason))


def release(connection: Connection, mark: str) -> None:
    """Forget one that could be read."""
    connection.execute(delete(quarantine).where(quarantine.c.id == mark))
