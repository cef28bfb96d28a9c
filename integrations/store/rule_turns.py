"""Whether a rule may act on an event now, or rests: its cooldown and its caps, decided in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from integrations.models.frozen import Frozen
from integrations.store.rules import take_turn
from integrations.store.tables.rule_book import rule_firings, rule_gates
from integrations.store.upserts import upsert


class Rest(Frozen):
    """A rule rests for a subject after it acted."""

    subject: str
    length: timedelta


class Limit(Frozen):
    """At most so many times for a subject within any window of this length."""

    most: int
    subject: str
    window: timedelta


def take(
    connection: Connection, rule_id: str, event_id: str, *, now: datetime, rest: Rest | None, limits: Sequence[Limit]
) -> datetime | None:
    """Let a rule act on an event; None where it may, else when it may again.

    The event that got its turn may always go on. Windows roll: there is no midnight at which all is allowed at once.
    """
    if limits:
        upsert(connection, rule_gates, [{"rule_id": rule_id, "passed_at": now}], key=["rule_id"])
        if _counted(connection, rule_id, event_id):
            return None
        full = [until for slot, one in enumerate(limits) if (until := _full(connection, rule_id, slot, one, now))]
        if full:
            return max(full)
    if rest is not None:
        again = take_turn(connection, rule_id, rest.subject, event_id, now=now, until=now + rest.length)
        if again is not None:
            return again
    rows = [
        {"rule_id": rule_id, "event_id": event_id, "slot": slot, "subject": one.subject, "at": now}
        for slot, one in enumerate(limits)
    ]
    if rows:
        connection.execute(insert(rule_firings), rows)
    return None


def _counted(connection: Connection, rule_id: str, event_id: str) -> bool:
    query = select(rule_firings.c.slot).where(rule_firings.c.rule_id == rule_id, rule_firings.c.event_id == event_id)
    return connection.execute(query.limit(1)).first() is not None


def _full(connection: Connection, rule_id: str, slot: int, limit: Limit, now: datetime) -> datetime | None:
    query = (
        select(rule_firings.c.at)
        .where(
            rule_firings.c.rule_id == rule_id,
            rule_firings.c.slot == slot,
            rule_firings.c.subject == limit.subject,
            rule_firings.c.at > now - limit.window,
        )
        .order_by(rule_firings.c.at.desc())
        .offset(limit.most - 1)
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else row[0] + limit.window
