from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from integrations.events import Event
from integrations.models.frozen import Frozen
from integrations.store.tables.events import events, rule_runs
from integrations.store.upserts import insert_new

_FIELDS = tuple(Event.model_fields)


class Recorded(Frozen):
    """An event with its place in the inbox."""

    event: Event
    status: str
    repeats: int
    replays: int = 0
    note: str = ""


class RuleRun(Frozen):
    """One (rule, version, event): what it did, step by step."""

    id: str
    rule_id: str
    rule_version: int
    event_id: str
    lane: str
    status: str
    started_at: datetime
    finished_at: datetime | None = None
    steps: tuple[dict[str, Any], ...] = ()
    error: str = ""


def record(connection: Connection, event: Event) -> bool:
    """Put an event into the inbox; False where (source, key) is there already, which is then counted as a repeat."""
    if insert_new(connection, events, event.model_dump(), key=("source", "key")):
        return True
    connection.execute(
        update(events)
        .where(events.c.source == event.source, events.c.key == event.key)
        .values(repeats=events.c.repeats + 1)
    )
    return False


def record_all(connection: Connection, batch: Sequence[Event]) -> list[bool]:
    """Put many events into the inbox; says of each whether it was new."""
    return [record(connection, event) for event in batch]


def unmatched(connection: Connection, limit: int = 100) -> list[Recorded]:
    """The oldest events that no rule has seen yet, in order."""
    rows = connection.execute(select(events).where(events.c.status == "new").order_by(events.c.sequence).limit(limit))
    return [_recorded(row) for row in rows.mappings()]


def mark(connection: Connection, event_ids: Iterable[str], status: str, note: str = "") -> None:
    """Set the status of events; no note leaves the one that is there."""
    values = {"status": status} | ({"note": note} if note else {})
    connection.execute(update(events).where(events.c.id.in_(list(event_ids))).values(**values))


def mark_matched(connection: Connection, seen: Sequence[Recorded]) -> None:
    """Set events to matched, except those that were replayed since they were read."""
    rows = [{"seen_id": one.event.id, "seen_replays": one.replays} for one in seen]
    statement = update(events).where(
        events.c.id == bindparam("seen_id"), events.c.replays == bindparam("seen_replays"), events.c.status == "new"
    )
    if rows:
        connection.execute(statement.values(status="matched"), rows)


def replay(connection: Connection, event_id: str) -> None:
    """Let the rules look at an event again, as a new run under the old effect keys.

    What its runs were given up for counts no more: the rule may be another version, or gone.
    """
    values = {"status": "new", "replays": events.c.replays + 1, "note": "replayed"}
    connection.execute(update(events).where(events.c.id == event_id).values(values))
    given_up = (rule_runs.c.event_id == event_id) & (rule_runs.c.status == "dead")
    connection.execute(update(rule_runs).where(given_up).values(status="replayed"))


def get(connection: Connection, event_id: str) -> Recorded | None:
    """The event with this id, or whose id begins with it."""
    query = select(events).where(or_(events.c.id == event_id, events.c.id.startswith(event_id, autoescape=True)))
    row = connection.execute(query.limit(1)).mappings().first()
    return _recorded(row) if row else None


def newest(connection: Connection, *, limit: int = 20, type_like: str = "", status: str = "") -> list[Recorded]:
    """The newest events first."""
    query = select(events).order_by(events.c.sequence.desc()).limit(limit)
    if type_like:
        query = query.where(events.c.type.contains(type_like, autoescape=True))
    if status:
        query = query.where(events.c.status == status)
    return [_recorded(row) for row in connection.execute(query).mappings()]


def latest_keyed(connection: Connection, source: str, prefix: str) -> Recorded | None:
    """The newest event of a source whose key begins with `prefix`."""
    query = select(events).where(events.c.source == source, events.c.key.startswith(prefix, autoescape=True))
    row = connection.execute(query.order_by(events.c.sequence.desc()).limit(1)).mappings().first()
    return _recorded(row) if row else None


def caused_by(connection: Connection, event_id: str) -> list[Recorded]:
    """The events that came of this one."""
    query = select(events).where(events.c.cause == event_id).order_by(events.c.sequence)
    return [_recorded(row) for row in connection.execute(query).mappings()]


def counts(connection: Connection) -> dict[str, int]:
    """How many events stand at each status."""
    rows = connection.execute(select(events.c.status, func.count()).group_by(events.c.status))
    return {status: count for status, count in rows}  # noqa: C416  # a row is no pair to the type checker


def start_run(connection: Connection, run: RuleRun) -> bool:
    """Open the record of a rule's run; False where it is there already."""
    return insert_new(connection, rule_runs, run.model_dump(), key=("id",))


def reopen_run(connection: Connection, run_id: str) -> list[dict[str, Any]]:
    """Let a rule's run go on; returns the steps that it has done already."""
    done = connection.execute(select(rule_runs.c.steps).where(rule_runs.c.id == run_id)).scalar()
    connection.execute(update(rule_runs).where(rule_runs.c.id == run_id).values(status="running", error=""))
    return [step for step in done or () if "error" not in step]


def dead(connection: Connection, limit: int = 1000) -> list[Recorded]:
    """The events with something that was given up, oldest first."""
    given_up = select(rule_runs.c.event_id).where(rule_runs.c.status == "dead")
    wanted = or_(events.c.status == "dead", events.c.id.in_(given_up))
    rows = connection.execute(select(events).where(wanted).order_by(events.c.sequence).limit(limit))
    return [_recorded(row) for row in rows.mappings()]


def since(
    connection: Connection, when: datetime, limit: int = 100_000, *, types: Collection[str] = ()
) -> list[Recorded]:
    """The events that arrived at `when` or after, oldest first; of these types alone, where some are given."""
    query = select(events).where(events.c.received_at >= when).order_by(events.c.sequence).limit(limit)
    query = query.where(events.c.type.in_(types)) if types else query
    return [_recorded(row) for row in connection.execute(query).mappings()]


def finish_run(connection: Connection, run_id: str, **values: Any) -> None:
    """Write what a rule's run did."""
    connection.execute(update(rule_runs).where(rule_runs.c.id == run_id).values(**values))


def runs_of(connection: Connection, event_id: str) -> list[RuleRun]:
    """The rules' runs that an event started."""
    rows = connection.execute(select(rule_runs).where(rule_runs.c.event_id == event_id)).mappings()
    return [RuleRun.model_validate(dict(row)) for row in rows]


def _event(row: Any) -> Event:
    return Event.model_validate({name: row[name] for name in _FIELDS})


def _recorded(row: Any) -> Recorded:
    return Recorded(
        event=_event(row), status=row["status"], repeats=row["repeats"], replays=row["replays"], note=row["note"]
    )
