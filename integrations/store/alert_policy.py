from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, delete, insert, select, update

from integrations.models.alert_policy import Alerts, Decided, Mute, Policy, Window
from integrations.store.tables.alert_policy import alert_decisions, alert_mutes, alert_preferences, alert_windows
from integrations.store.upserts import upsert


def load(connection: Connection, defaults: Policy, now: datetime) -> Policy:
    """The policy in force: the defaults, over them what Jorge changed, and what he silenced for now."""
    changed = _preferences(connection)
    return Policy(
        zone=str(changed.get("zone") or defaults.zone),
        alerts=_over(defaults.alerts, changed),
        mutes=tuple(mutes(connection, now)),
        windows=tuple(windows(connection, now)),
    )


def prefer(connection: Connection, values: Mapping[str, Any], by: str, at: datetime) -> None:
    """Keep preferences by name; None gives the default back."""
    gone = [name for name, value in values.items() if value is None]
    connection.execute(delete(alert_preferences).where(alert_preferences.c.name.in_(gone)))
    rows = [{"name": name, "value": {"is": value}, "by": by, "at": at} for name, value in values.items()
            if value is not None]  # fmt: skip
    upsert(connection, alert_preferences, rows, key=["name"])


def mute(connection: Connection, one: Mute) -> None:
    """Keep a mute."""
    connection.execute(insert(alert_mutes).values(one.model_dump()))


def mutes(connection: Connection, now: datetime) -> list[Mute]:
    """The mutes in force, the next to end first."""
    query = select(alert_mutes).where(alert_mutes.c.until > now).order_by(alert_mutes.c.until)
    return [Mute.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def unmute(connection: Connection, mute_id: str, now: datetime) -> bool:
    """End a mute now; False where it was over."""
    changed = update(alert_mutes).where(alert_mutes.c.id == mute_id, alert_mutes.c.until > now)
    return bool(connection.execute(changed.values(until=now)).rowcount)


def open_window(connection: Connection, one: Window) -> None:
    """Keep a maintenance window."""
    connection.execute(insert(alert_windows).values(one.model_dump()))


def windows(connection: Connection, now: datetime) -> list[Window]:
    """The maintenance windows in force, the next to end first."""
    query = select(alert_windows).where(alert_windows.c.until > now).order_by(alert_windows.c.until)
    return [Window.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def close_window(connection: Connection, window_id: str, now: datetime) -> bool:
    """End a maintenance window now; False where it was over."""
    changed = update(alert_windows).where(alert_windows.c.id == window_id, alert_windows.c.until > now)
    return bool(connection.execute(changed.values(until=now)).rowcount)


def record(connection: Connection, one: Decided) -> None:
    """Write down what was decided about an alert, and why."""
    connection.execute(insert(alert_decisions).values(one.model_dump()))


def decisions(connection: Connection, *, alert_id: str = "", limit: int = 20) -> list[Decided]:
    """What was decided, the newest first; of one alert where its id is given."""
    query = select(alert_decisions).order_by(alert_decisions.c.id.desc()).limit(limit)
    if alert_id:
        query = query.where(alert_decisions.c.alert_id == alert_id)
    rows = connection.execute(query).mappings()
    return [Decided.model_validate({name: row[name] for name in Decided.model_fields}) for row in rows]


def forget(connection: Connection, before: datetime) -> None:
    """Drop decisions and silences that ended before a time."""
    connection.execute(delete(alert_decisions).where(alert_decisions.c.at < before))
    connection.execute(delete(alert_mutes).where(alert_mutes.c.until < before))
    connection.execute(delete(alert_windows).where(alert_windows.c.until < before))


def _preferences(connection: Connection) -> dict[str, Any]:
    rows = connection.execute(select(alert_preferences.c.name, alert_preferences.c.value))
    return {row.name: row.value["is"] for row in rows}


def _over(defaults: Alerts, changed: Mapping[str, Any]) -> Alerts:
    known = {name: value for name, value in changed.items() if name in Alerts.model_fields}
    try:
        return Alerts.model_validate({**defaults.model_dump(mode="json"), **known})
    except ValidationError:  # kept by an older version that allowed it: telling Jorge matters more
        return defaults
