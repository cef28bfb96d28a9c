from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from integrations.models.alert_policy import Shown
from integrations.store.tables.alert_policy import alert_briefs, alert_escalations, alert_places
from integrations.store.upserts import insert_new, upsert


def taken_steps(connection: Connection, alert_id: str, round_number: int) -> frozenset[str]:
    """The escalation steps of a round that are done."""
    query = select(alert_escalations.c.step).where(
        alert_escalations.c.alert_id == alert_id, alert_escalations.c.round == round_number
    )
    return frozenset(row.step for row in connection.execute(query))


def take_step(
    connection: Connection, alert_id: str, round_number: int, step: str, *, at: datetime, result: str
) -> bool:
    """Write down that an escalation step is done; False where somebody else was faster."""
    row = {"alert_id": alert_id, "round": round_number, "step": step, "at": at, "result": result}
    return insert_new(connection, alert_escalations, row, key=["alert_id", "round", "step"])


def escalated(connection: Connection, alert_id: str) -> list[tuple[datetime, str, str]]:
    """Every escalation of an alert: when, which step, and what came of it, oldest first."""
    query = select(alert_escalations).where(alert_escalations.c.alert_id == alert_id)
    rows = connection.execute(query.order_by(alert_escalations.c.at, alert_escalations.c.step)).mappings()
    return [(row["at"], row["step"], row["result"]) for row in rows]


def places(connection: Connection, alert_id: str) -> list[Shown]:
    """The messages that show an alert beside the card in Jorge's DM."""
    query = select(alert_places).where(alert_places.c.alert_id == alert_id).order_by(alert_places.c.place)
    return [Shown.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def keep_place(connection: Connection, shown: Shown) -> None:
    """Remember a message that shows an alert."""
    upsert(connection, alert_places, [shown.model_dump()], key=["alert_id", "place"])


def had_brief(connection: Connection, day: str) -> bool:
    """Whether the morning brief of a day (`2026-03-04`) is out."""
    return connection.execute(select(alert_briefs.c.day).where(alert_briefs.c.day == day)).first() is not None


def ever_had_brief(connection: Connection) -> bool:
    """Whether any morning brief was ever due."""
    return connection.execute(select(alert_briefs.c.day).limit(1)).first() is not None


def keep_brief(connection: Connection, day: str, at: datetime) -> bool:
    """Write down that the morning brief of a day is out."""
    return insert_new(connection, alert_briefs, {"day": day, "at": at}, key=["day"])
