"""What the rules remember: where they rest, what Jorge allowed them, and which effects they had."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection, delete, or_, select, update

from integrations.models.frozen import Frozen
from integrations.store.tables.rules import rule_cooldowns, rule_effects, standing_approvals
from integrations.store.upserts import insert_new, upsert


class Standing(Frozen):
    """What Jorge allowed a version of a rule; amounts are dollars."""

    rule_id: str
    rule_version: int
    max_audience: int
    max_amount: Decimal
    given_by: str
    given_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class Effect(Frozen):
    """An effect at a vendor. `state` is `new` for whoever may do it, `begun` where a crash hid how it ended."""

    state: Literal["new", "begun", "done"]
    said: str = ""
    begun_at: datetime


def take_turn(
    connection: Connection, rule_id: str, subject: str, event_id: str, *, now: datetime, until: datetime
) -> datetime | None:
    """Let a rule act on an event and rest then; None where it may act, else when it may again.

    One statement decides, so of two events that come at once one wins. The event that won may always go on.
    """
    row = {"rule_id": rule_id, "subject": subject, "event_id": event_id, "until": until}
    if insert_new(connection, rule_cooldowns, row, key=["rule_id", "subject"]):
        return None
    here = (rule_cooldowns.c.rule_id == rule_id) & (rule_cooldowns.c.subject == subject)
    over = update(rule_cooldowns).where(here, rule_cooldowns.c.until <= now)
    if connection.execute(over.values(event_id=event_id, until=until)).rowcount:
        return None
    held = connection.execute(select(rule_cooldowns).where(here)).mappings().one()
    return None if held["event_id"] == event_id else held["until"]


def allow(connection: Connection, standing: Standing) -> None:
    """Keep what Jorge allowed; it replaces what he said of this version before."""
    upsert(connection, standing_approvals, [standing.model_dump()], key=["rule_id", "rule_version"])


def revoke(connection: Connection, rule_id: str, at: datetime) -> int:
    """Take back what Jorge allowed a rule, whatever its version; how much that was."""
    live = update(standing_approvals).where(
        standing_approvals.c.rule_id == rule_id, standing_approvals.c.revoked_at.is_(None)
    )
    return connection.execute(live.values(revoked_at=at)).rowcount


def allowed(connection: Connection, rule_id: str, version: int, now: datetime) -> Standing | None:
    """What Jorge allows this version of a rule now."""
    query = select(standing_approvals).where(
        standing_approvals.c.rule_id == rule_id,
        standing_approvals.c.rule_version == version,
        standing_approvals.c.expires_at > now,
        or_(standing_approvals.c.revoked_at.is_(None), standing_approvals.c.revoked_at > now),
    )
    row = connection.execute(query).mappings().first()
    return Standing.model_validate(dict(row)) if row else None


def all_allowed(connection: Connection, now: datetime) -> dict[tuple[str, int], Standing]:
    """What Jorge allows now, by rule and version."""
    query = select(standing_approvals).where(
        standing_approvals.c.expires_at > now,
        or_(standing_approvals.c.revoked_at.is_(None), standing_approvals.c.revoked_at > now),
    )
    found = (Standing.model_validate(dict(row)) for row in connection.execute(query).mappings())
    return {(one.rule_id, one.rule_version): one for one in found}


def begin(connection: Connection, key: str, now: datetime) -> Effect:
    """Claim an effect before it is done."""
    if insert_new(connection, rule_effects, {"key": key[:255], "begun_at": now, "said": ""}, key=["key"]):
        return Effect(state="new", begun_at=now)
    row = connection.execute(select(rule_effects).where(rule_effects.c.key == key[:255])).mappings().one()
    return Effect(state="done" if row["done_at"] else "begun", said=row["said"], begun_at=row["begun_at"])


def finish(connection: Connection, key: str, said: str, now: datetime) -> None:
    """The effect is done."""
    done = update(rule_effects).where(rule_effects.c.key == key[:255])
    connection.execute(done.values(done_at=now, said=said))


def forget(connection: Connection, key: str) -> None:
    """The vendor said that it was not done; it may be tried again."""
    connection.execute(delete(rule_effects).where(rule_effects.c.key == key[:255], rule_effects.c.done_at.is_(None)))
