from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Text, case, func, select, type_coerce, update

from integrations.models.alert import Alert, AlertStatus
from integrations.models.alert_policy import Decided, Decision, Policy
from integrations.store import alert_policy
from integrations.store.tables.alerts import alerts
from integrations.store.upserts import insert_new

LIVE = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, AlertStatus.SNOOZED, AlertStatus.SILENCED)
_LIVE = [str(status) for status in LIVE]
Chapter = Callable[[Alert | None, Alert, Policy], tuple[Alert, Decision]]


@dataclass(frozen=True, slots=True)
class Raised:
    """What became of news: the alert as it is now, as it was before (None: new), and the decision (None: repeated)."""

    alert: Alert
    before: Alert | None
    decision: Decision | None
    policy: Policy


def raise_story(connection: Connection, news: Alert, effect: str, chapter: Chapter, defaults: Policy) -> Raised:
    """Open a story's card, or tell the news on the card it has, and record the decision with it.

    `chapter(card it has, news, policy)` says what the card becomes. The same `effect` counts once, for ever.
    """
    policy = alert_policy.load(connection, defaults, news.updated_at)
    query = select(alerts).where(alerts.c.story == news.story)
    repeated = next((row for row in connection.execute(query).mappings() if effect in row["effects"]), None)
    if repeated is not None:
        return Raised(_alert(repeated), None, None, policy)
    live = query.where(alerts.c.status.in_(_LIVE)).with_for_update()
    row = connection.execute(live).mappings().first()
    if row is None:
        first, decision = chapter(None, news, policy)
        if insert_new(connection, alerts, {**_row(first), "effects": [effect]}, key=["id"], any_conflict=True):
            alert_policy.record(connection, Decided.about(first, decision, news.updated_at))
            return Raised(first, None, decision, policy)
        # Another process opened the story's card a moment ago.
        row = connection.execute(live).mappings().one()
    before = _alert(row)
    after, decision = chapter(before, news, policy)
    values = {**_row(after), "effects": [*row["effects"], effect]}
    connection.execute(update(alerts).where(alerts.c.id == before.id).values(values))
    alert_policy.record(connection, Decided.about(after, decision, news.updated_at))
    return Raised(after, before, decision, policy)


def get(connection: Connection, alert_id: str) -> Alert | None:
    """The alert with this id."""
    row = connection.execute(select(alerts).where(alerts.c.id == alert_id)).mappings().first()
    return _alert(row) if row else None


def live_of(connection: Connection, story: str) -> Alert | None:
    """The card that a story has now."""
    query = select(alerts).where(alerts.c.story == story, alerts.c.status.in_(_LIVE))
    row = connection.execute(query).mappings().first()
    return _alert(row) if row else None


def of_event(connection: Connection, event_id: str) -> Alert | None:
    """The newest card on which news of this event was told."""
    told = type_coerce(alerts.c.effects, Text).contains(f":{event_id}:", autoescape=True)
    query = select(alerts).where(told)
    row = connection.execute(query.order_by(alerts.c.updated_at.desc()).limit(1)).mappings().first()
    return _alert(row) if row else None


def change(
    connection: Connection, alert_id: str, turn: Callable[[Alert], Alert | None]
) -> tuple[Alert | None, Alert | None]:
    """Change an alert by a pure function of what it is now; returns it as it was and as it is.

    `turn` returns None where nothing is to change. Two at once follow each other: the second sees what the first did.
    """
    query = select(alerts).where(alerts.c.id == alert_id).with_for_update()
    row = connection.execute(query).mappings().first()
    if row is None:
        return None, None
    before = _alert(row)
    after = turn(before)
    if after is None or after == before:
        return before, before
    connection.execute(update(alerts).where(alerts.c.id == alert_id).values(_row(after)))
    return before, after


def place(connection: Connection, alert_id: str, where: tuple[str, str] | None, *, count: int, at: datetime) -> None:
    """Remember the message in Jorge's DM that shows the alert (None: only others show it), and what count it shows."""
    values: dict[str, Any] = {"shown_count": count, "shown_at": at}
    if where is not None:
        values |= {"channel": where[0], "message_ts": where[1]}
    connection.execute(update(alerts).where(alerts.c.id == alert_id).values(values))


def listed(connection: Connection, *, statuses: tuple[AlertStatus, ...] = LIVE, limit: int = 20) -> list[Alert]:
    """Alerts of these statuses: open ones first, the loud before the quiet, then the newest."""
    order = case((alerts.c.status == "open", 0), (alerts.c.status == "acknowledged", 1), else_=2)
    loud = case((alerts.c.severity == "urgent", 0), (alerts.c.severity == "normal", 1), else_=2)
    query = select(alerts).where(alerts.c.status.in_([str(status) for status in statuses]))
    return _found(connection, query.order_by(order, loud, alerts.c.updated_at.desc()).limit(limit))


def of_rule(connection: Connection, rule_id: str, since: datetime) -> list[Alert]:
    """The alerts that a rule raised or renewed since a time, the newest first."""
    query = select(alerts).where(alerts.c.rule_id == rule_id, alerts.c.updated_at >= since)
    return _found(connection, query.order_by(alerts.c.updated_at.desc()))


def of_kinds(connection: Connection, kinds: Sequence[str]) -> list[Alert]:
    """The alerts of some kinds that are not done."""
    return _found(connection, select(alerts).where(alerts.c.kind.in_(kinds), alerts.c.status.in_(_LIVE)))


def raised_since(connection: Connection, since: datetime) -> list[Alert]:
    """The alerts with news since a time, the newest first."""
    query = select(alerts).where(alerts.c.updated_at >= since)
    return _found(connection, query.order_by(alerts.c.updated_at.desc()))


def counted(connection: Connection) -> dict[str, int]:
    """How many alerts stand at each status."""
    query = select(alerts.c.status, func.count()).group_by(alerts.c.status)
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def waking(connection: Connection, now: datetime) -> list[Alert]:
    """Snoozed alerts whose time has come."""
    return _found(connection, select(alerts).where(alerts.c.status == "snoozed", alerts.c.snoozed_until <= now))


def due(connection: Connection, now: datetime) -> list[Alert]:
    """Deferred alerts whose time has come, oldest first."""
    query = select(alerts).where(alerts.c.status == "open", alerts.c.deferred_until <= now)
    return _found(connection, query.order_by(alerts.c.opened_at))


def stale(connection: Connection, shown_before: datetime) -> list[Alert]:
    """Alerts whose card was last edited before a time and does not show the newest, or is not there at all."""
    behind = alerts.c.shown_count < alerts.c.count
    rested = alerts.c.shown_at.is_(None) | (alerts.c.shown_at <= shown_before)
    told = alerts.c.status.in_(["open", "acknowledged", "snoozed"])
    folded = (alerts.c.status == "done") & alerts.c.shown_at.is_not(None)
    query = select(alerts).where(told | folded, behind, rested)
    return _found(connection, query.where(alerts.c.deferred_until.is_(None), alerts.c.opened_at <= shown_before))


def to_remind(connection: Connection, now: datetime) -> list[Alert]:
    """Acknowledged alerts whose reminder is due or was sent."""
    return _found(connection, select(alerts).where(alerts.c.status == "acknowledged", alerts.c.remind_at <= now))


def waiting(connection: Connection) -> list[Alert]:
    """Open alerts that nobody answers, the longest waiting first."""
    query = select(alerts).where(alerts.c.status == "open", alerts.c.waiting_since.is_not(None))
    return _found(connection, query.order_by(alerts.c.waiting_since))


def _found(connection: Connection, query: Select[Any]) -> list[Alert]:
    return [_alert(row) for row in connection.execute(query).mappings()]


def _alert(row: Any) -> Alert:
    return Alert.model_validate({name: row[name] for name in Alert.model_fields})


def _row(alert: Alert) -> dict[str, Any]:
    row = alert.model_dump()
    row["facts"] = [list(fact) for fact in alert.facts]
    row["status"] = str(alert.status)
    row["severity"] = str(alert.severity)
    return row
