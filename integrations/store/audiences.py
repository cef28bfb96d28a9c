"""Copies of the vendors' audiences, and who must not be written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, select, update

from integrations.models.frozen import Frozen
from integrations.store.contacts import normal_point
from integrations.store.tables.campaigns import audience_members, suppressions
from integrations.store.tables.contacts import contact_points
from integrations.store.upserts import upsert

_KEYS_AT_ONCE: Final = 900
_LEFT: Final = ("unsubscribed", "cleaned")
_COMPARED: Final = ("status", "first_name", "last_name")


class Member(Frozen):
    """Somebody in a vendor's audience. `status` is the vendor's word, `subscribed` and `unsubscribed` among them."""

    email: str
    status: str
    first_name: str = ""
    last_name: str = ""
    changed_at: datetime | None = None


def replace(
    connection: Connection, system: str, audience_id: str, members: Sequence[Member], at: datetime
) -> tuple[int, int, int]:
    """Make our copy of an audience the same as `members`; how many were added, changed and removed."""
    ours = (audience_members.c.system == system) & (audience_members.c.audience_id == audience_id)
    known = {row["email"]: row for row in connection.execute(select(audience_members).where(ours)).mappings()}
    given = {one.email.strip().lower(): one for one in members}
    rows = [
        {"system": system, "audience_id": audience_id, "seen_at": at, **one.model_dump(), "email": email}
        for email, one in given.items()
    ]
    upsert(connection, audience_members, rows, key=["system", "audience_id", "email"])
    gone = [email for email in known if email not in given]
    left = [email for email in gone if known[email]["status"] in _LEFT]
    if left:
        # Deleted at the vendor after leaving: a later import must not write to them again.
        suppress(connection, "email", left, "unsubscribed from e-mail", system, at)
    for start in range(0, len(gone), _KEYS_AT_ONCE):
        some = audience_members.c.email.in_(gone[start : start + _KEYS_AT_ONCE])
        connection.execute(delete(audience_members).where(ours, some))
    was = {email: str(row["status"]) for email, row in known.items()}
    back = [email for email, one in given.items() if one.status == "subscribed" and was.get(email) != "subscribed"]
    _lift_own(connection, system, back, at)
    changed = sum(
        email in known and any(known[email][name] != getattr(one, name) for name in _COMPARED)
        for email, one in given.items()
    )
    return len(given.keys() - known.keys()), changed, len(gone)


def put(connection: Connection, system: str, audience_id: str, members: Iterable[Member], at: datetime) -> None:
    """Add or change some members of our copy."""
    rows: list[dict[str, Any]] = [
        {"system": system, "audience_id": audience_id, "seen_at": at, **one.model_dump(), "email": one.email.lower()}
        for one in members
    ]
    upsert(connection, audience_members, rows, key=["system", "audience_id", "email"])


def set_status(connection: Connection, system: str, email: str, status: str, at: datetime) -> None:
    """Note what a vendor told about one member."""
    here = (audience_members.c.system == system) & (audience_members.c.email == email.strip().lower())
    connection.execute(update(audience_members).where(here).values(status=status, changed_at=at, seen_at=at))


def statuses(connection: Connection, emails: Sequence[str]) -> dict[str, str]:
    """What our copies say of these addresses; one that has left any audience counts as having left."""
    found: dict[str, str] = {}
    wanted = [email.strip().lower() for email in emails]
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        some = audience_members.c.email.in_(wanted[start : start + _KEYS_AT_ONCE])
        query = select(audience_members.c.email, audience_members.c.status).where(some)
        for email, status in connection.execute(query.order_by(audience_members.c.audience_id)):
            found[email] = status if found.get(email, "subscribed") == "subscribed" else found[email]
    return found


def suppress(
    connection: Connection, channel: str, points: Iterable[str], reason: str, source: str, at: datetime
) -> None:
    """Write to none of these addresses or numbers any more on `channel`, or on none at all where it is `all`."""
    rows = [
        {"channel": channel, "point": point, "reason": reason, "source": source, "at": at, "lifted_at": None}
        for point in sorted({normal_point(one) for one in points} - {""})
    ]
    upsert(connection, suppressions, rows, key=["channel", "point"])


def lift(connection: Connection, points: Iterable[str], at: datetime) -> None:
    """The person asked for messages again: what the same person's texts had stopped is allowed again."""
    wanted = [normal_point(one) for one in points]
    here = suppressions.c.point.in_(wanted) & suppressions.c.channel.in_(["sms", "all"])
    connection.execute(update(suppressions).where(here).values(lifted_at=at))


def _lift_own(connection: Connection, system: str, emails: Sequence[str], at: datetime) -> None:
    """Who subscribed again at the vendor may be written to again, as far as that vendor's audience had stopped it."""
    ours = (suppressions.c.source == system) & (suppressions.c.channel == "email")
    for start in range(0, len(emails), _KEYS_AT_ONCE):
        some = ours & suppressions.c.point.in_(emails[start : start + _KEYS_AT_ONCE])
        connection.execute(update(suppressions).where(some).values(lifted_at=at))


def suppressed(connection: Connection, channel: str, points: Sequence[str]) -> dict[str, str]:
    """Which of these (as `normal_point` writes them) must not be written to on `channel`, each with the reason."""
    found: dict[str, str] = {}
    for start in range(0, len(points), _KEYS_AT_ONCE):
        query = select(suppressions.c.point, suppressions.c.reason).where(
            suppressions.c.point.in_(points[start : start + _KEYS_AT_ONCE]),
            suppressions.c.channel.in_([channel, "all"]),
            suppressions.c.lifted_at.is_(None),
        )
        found |= {str(point): str(reason) for point, reason in connection.execute(query)}
    return found


def points_with(connection: Connection, point: str) -> list[str]:
    """Every address and number of whoever has this one, itself included."""
    whose = select(contact_points.c.contact_id).where(contact_points.c.point == normal_point(point))
    query = select(contact_points.c.point).where(contact_points.c.contact_id.in_(whose)).distinct()
    return sorted({normal_point(point), *connection.execute(query).scalars()})
