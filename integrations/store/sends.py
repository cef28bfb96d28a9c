"""The ledger of messages: one row for each message to one person, there before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, literal, or_, select, update

from integrations.models.frozen import Frozen
from integrations.store.tables.campaigns import sends
from integrations.store.upserts import insert_new

# Callbacks come late and twice: a status only ever goes forward.
_RANK: Final = {
    "planned": 0,
    "deferred": 0,
    "trying": 1,
    "unsure": 1,
    "sent": 2,
    "delivered": 3,
    "failed": 3,
    "suppressed": 3,
}
_KEYS_AT_ONCE: Final = 900


class Send(Frozen):
    """One message to one person."""

    key: str
    campaign_id: str | None = None
    contact_id: str | None = None
    step: int = 0
    channel: str
    name: str = ""
    point: str
    body: str = ""
    status: str = "planned"
    reason: str = ""
    not_before: datetime | None = None
    vendor_id: str | None = None
    created_at: datetime
    attempted_at: datetime | None = None
    sent_at: datetime | None = None
    updated_at: datetime


def add(connection: Connection, send: Send) -> Send:
    """Write down a message that is to be sent, once per key; returns it as it stands."""
    insert_new(connection, sends, send.model_dump(), key=["key"])
    found = get(connection, send.key)
    assert found is not None  # noqa: S101  # it was just written, or was there
    return found


def is_first(connection: Connection, send: Send) -> bool:
    """Write a message down; False where it was there already."""
    return insert_new(connection, sends, send.model_dump(), key=["key"])


def get(connection: Connection, key: str) -> Send | None:
    """The message with this key."""
    return next(iter(_read(connection, sends.c.key == key)), None)


def of_campaign(connection: Connection, campaign_id: str, *statuses: str) -> list[Send]:
    """The messages of a campaign, in the order of their keys; all, or those at `statuses`."""
    where = [sends.c.campaign_id == campaign_id]
    return _read(connection, *where, sends.c.status.in_(statuses)) if statuses else _read(connection, *where)


def due(connection: Connection, now: datetime, limit: int) -> list[Send]:
    """Deferred messages whose time has come."""
    query = select(sends).where(sends.c.status == "deferred", sends.c.not_before <= now)
    rows = connection.execute(query.order_by(sends.c.not_before, sends.c.key).limit(limit)).mappings()
    return [Send.model_validate(dict(row)) for row in rows]


def unsettled(connection: Connection, since: datetime, limit: int) -> list[Send]:
    """Texts sent after `since` of which nobody knows yet whether they arrived."""
    query = select(sends).where(
        sends.c.status == "sent", sends.c.channel == "sms", sends.c.sent_at >= since, sends.c.vendor_id.is_not(None)
    )
    return [Send.model_validate(dict(row)) for row in connection.execute(query.limit(limit)).mappings()]


def start(connection: Connection, key: str, at: datetime, *, stale: datetime) -> bool:
    """Take a message to send it; False where it is done, or somebody took it after `stale` and may still be at it.

    `attempted_at` stays the first attempt's time: from there on the vendor may have accepted it.
    """
    free = or_(
        sends.c.status.in_(["planned", "deferred", "unsure"]),
        (sends.c.status == "trying") & (sends.c.updated_at < stale),
    )
    first = func.coalesce(sends.c.attempted_at, literal(at, sends.c.attempted_at.type))
    taken = update(sends).where(sends.c.key == key, free).values(status="trying", attempted_at=first, updated_at=at)
    return connection.execute(taken.returning(sends.c.key)).first() is not None


def release(connection: Connection, key: str, at: datetime, to: str = "planned") -> None:
    """Give a message back: `planned` where it surely was not sent, `unsure` where nobody knows."""
    mine = (sends.c.key == key) & (sends.c.status == "trying")
    connection.execute(update(sends).where(mine).values(status=to, updated_at=at))


def advance(connection: Connection, key: str, status: str, at: datetime, **values: Any) -> bool:
    """Move a message forward; False where it stands further already."""
    before = [name for name, rank in _RANK.items() if rank < _RANK[status]]
    moved = update(sends).where(sends.c.key == key, sends.c.status.in_(before))
    return _changed(connection, moved.values(status=status, updated_at=at, **values))


def advance_by_vendor_id(
    connection: Connection, vendor_id: str, status: str, at: datetime, **values: Any
) -> str | None:
    """Move the message that the vendor calls `vendor_id` forward; its key, or None where it is not ours."""
    key = connection.execute(select(sends.c.key).where(sends.c.vendor_id == vendor_id)).scalar()
    if key is None:
        return None
    advance(connection, str(key), status, at, **values)
    return str(key)


def defer(connection: Connection, key: str, until: datetime, reason: str, at: datetime) -> None:
    """Let a message wait."""
    waiting = sends.c.status.in_(["planned", "deferred"])
    values = {"status": "deferred", "not_before": until, "reason": reason, "updated_at": at}
    connection.execute(update(sends).where(sends.c.key == key, waiting).values(values))


def settle_all(connection: Connection, keys: Sequence[str], status: str, at: datetime, **values: Any) -> None:
    """Move many messages forward at once."""
    before = [name for name, rank in _RANK.items() if rank < _RANK[status]]
    for begin in range(0, len(keys), _KEYS_AT_ONCE):
        some = sends.c.key.in_(keys[begin : begin + _KEYS_AT_ONCE]) & sends.c.status.in_(before)
        connection.execute(update(sends).where(some).values(status=status, updated_at=at, **values))


def suppress_all(connection: Connection, reasons: Mapping[str, str], at: datetime) -> None:
    """Take messages (by key, each with its reason) out before they are sent."""
    for key, why in reasons.items():
        advance(connection, key, "suppressed", at, reason=why)


def stop_waiting(connection: Connection, points: Sequence[str], reason: str, at: datetime) -> int:
    """Take the campaign texts to these numbers out that have not left yet; how many those were."""
    waiting = sends.c.status.in_(["planned", "deferred"]) & sends.c.campaign_id.is_not(None)
    mine = update(sends).where(sends.c.channel == "sms", sends.c.point.in_(points), waiting)
    return connection.execute(mine.values(status="suppressed", reason=reason, updated_at=at)).rowcount


def is_new_to(connection: Connection, point: str) -> bool:
    """Whether no text of ours has ever left for this number."""
    gone = sends.c.status.in_(["sent", "delivered"]) & (sends.c.channel == "sms") & (sends.c.point == point)
    return connection.execute(select(sends.c.key).where(gone).limit(1)).first() is None


def claimed(connection: Connection, vendor_ids: Sequence[str]) -> set[str]:
    """Which of these vendor ids belong to messages of ours already."""
    return set(connection.execute(select(sends.c.vendor_id).where(sends.c.vendor_id.in_(vendor_ids))).scalars())


def _changed(connection: Connection, statement: Any) -> bool:
    return connection.execute(statement.returning(sends.c.key)).first() is not None


def _read(connection: Connection, *where: ColumnElement[bool]) -> list[Send]:
    rows = connection.execute(select(sends).where(*where).order_by(sends.c.key)).mappings()
    return [Send.model_validate(dict(row)) for row in rows]
