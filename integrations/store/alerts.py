from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, insert, select, update

from integrations.models.alert import Alert, AlertStatus
from integrations.store.tables.alerts import alerts

_LIVE = (str(AlertStatus.OPEN), str(AlertStatus.ACKNOWLEDGED), str(AlertStatus.SNOOZED))


def raise_alert(connection: Connection, alert: Alert, effect: str) -> tuple[Alert, bool]:
    """Open a story's card, or count the story's news on the card that is open; the same `effect` counts once.

    Returns the alert as it is now, and whether anything changed.
    """
    query = select(alerts).where(alerts.c.story == alert.story, alerts.c.status.in_(_LIVE))
    row = connection.execute(query.with_for_update()).mappings().first()
    if row is None:
        done = connection.execute(select(alerts).where(alerts.c.story == alert.story)).mappings().all()
        for past in done:
            if effect in past["effects"]:
                return _alert(past), False
        connection.execute(insert(alerts).values(**_row(alert), effects=[effect]))
        return alert, True
    if effect in row["effects"]:
        return _alert(row), False
    news = _row(alert)
    for kept in ("id", "opened_at", "count", "status", "channel", "message_ts"):
        news.pop(kept)
    for kept in ("acknowledged_by", "acknowledged_at", "snoozed_until"):
        news.pop(kept)
    if row["status"] == str(AlertStatus.ACKNOWLEDGED):
        news.update(status=str(AlertStatus.OPEN), acknowledged_by=None, acknowledged_at=None)
    news.update(count=row["count"] + 1, effects=[*row["effects"], effect])
    connection.execute(update(alerts).where(alerts.c.id == row["id"]).values(**news))
    return _get(connection, row["id"]), True


def get(connection: Connection, alert_id: str) -> Alert | None:
    """The alert with this id."""
    row = connection.execute(select(alerts).where(alerts.c.id == alert_id)).mappings().first()
    return _alert(row) if row else None


def change(connection: Connection, alert_id: str, expected: tuple[AlertStatus, ...], **values: Any) -> Alert | None:
    """Change an alert if it still stands at one of `expected`, and return it as it is now; None where it is unknown."""
    connection.execute(
        update(alerts)
        .where(alerts.c.id == alert_id, alerts.c.status.in_([str(one) for one in expected]))
        .values({name: str(value) if isinstance(value, AlertStatus) else value for name, value in values.items()})
    )
    return get(connection, alert_id)


def place(connection: Connection, alert_id: str, channel: str, message_ts: str) -> None:
    """Remember the message that shows the alert."""
    connection.execute(update(alerts).where(alerts.c.id == alert_id).values(channel=channel, message_ts=message_ts))


def listed(connection: Connection, *, include_done: bool, limit: int) -> list[Alert]:
    """Alerts, open ones first, then the newest."""
    order = case((alerts.c.status == "open", 0), (alerts.c.status == "acknowledged", 1), else_=2)
    query = select(alerts).order_by(order, alerts.c.updated_at.desc()).limit(limit)
    if not include_done:
        query = query.where(alerts.c.status.in_(_LIVE))
    return [_alert(row) for row in connection.execute(query).mappings()]


def waking(connection: Connection, now: datetime) -> list[Alert]:
    """Snoozed alerts whose time has come."""
    query = select(alerts).where(alerts.c.status == "snoozed", alerts.c.snoozed_until <= now)
    return [_alert(row) for row in connection.execute(query).mappings()]


def _get(connection: Connection, alert_id: str) -> Alert:
    return _alert(connection.execute(select(alerts).where(alerts.c.id == alert_id)).mappings().one())


def _alert(row: Any) -> Alert:
    return Alert.model_validate({name: row[name] for name in Alert.model_fields})


def _row(alert: Alert) -> dict[str, Any]:
    row = alert.model_dump()
    row["facts"] = [list(fact) for fact in alert.facts]
    row["status"] = str(alert.status)
    row["severity"] = str(alert.severity)
    return row
