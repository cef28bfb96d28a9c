"""Nurture sequences: who is in which, how far, and why it ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from integrations.models.frozen import Frozen
from integrations.store.tables.sequences import sequence_runs
from integrations.store.upserts import insert_new


class SequenceRun(Frozen):
    """Somebody in a sequence. `status` is running, done or stopped; `step` is the next one, due at `due_at`."""

    id: str
    sequence: str
    contact_id: str
    step: int
    due_at: datetime
    status: str
    reason: str = ""
    event_id: str
    began_at: datetime
    updated_at: datetime


def begin(connection: Connection, run: SequenceRun) -> bool:
    """Put somebody into a sequence; False where they are in it already, or this event began it before."""
    return insert_new(connection, sequence_runs, run.model_dump(), key=["id"], any_conflict=True)


def due(connection: Connection, now: datetime, limit: int = 200) -> list[SequenceRun]:
    """The runs whose next step is due, the longest waiting first."""
    query = (
        select(sequence_runs)
        .where(sequence_runs.c.status == "running", sequence_runs.c.due_at <= now)
        .order_by(sequence_runs.c.due_at, sequence_runs.c.id)
        .limit(limit)
    )
    return [SequenceRun.model_validate(dict(row)) for row in connection.execute(query).mappings()]


def advance(connection: Connection, run: SequenceRun, due_at: datetime | None, now: datetime) -> bool:
    """Move on to the next step, due then (None: there is none, the run is done); False where somebody else did."""
    mine = (sequence_runs.c.id == run.id) & (sequence_runs.c.step == run.step) & (sequence_runs.c.status == "running")
    values = {"step": run.step + 1, "updated_at": now}
    values |= {"status": "done", "reason": "all steps done"} if due_at is None else {"due_at": due_at}
    return bool(connection.execute(update(sequence_runs).where(mine).values(**values)).rowcount)


def stop(connection: Connection, contact_id: str, sequence: str, reason: str, now: datetime) -> int:
    """End a sequence of somebody (`all`: every one); how many were running."""
    mine = (sequence_runs.c.contact_id == contact_id) & (sequence_runs.c.status == "running")
    if sequence != "all":
        mine &= sequence_runs.c.sequence == sequence
    values = {"status": "stopped", "reason": reason, "updated_at": now}
    return int(connection.execute(update(sequence_runs).where(mine).values(**values)).rowcount)


def get(connection: Connection, run_id: str) -> SequenceRun | None:
    """One run."""
    row = connection.execute(select(sequence_runs).where(sequence_runs.c.id == run_id)).mappings().first()
    return None if row is None else SequenceRun.model_validate(dict(row))


def of_contact(connection: Connection, contact_id: str) -> list[SequenceRun]:
    """What somebody is or was in, the newest first."""
    query = select(sequence_runs).where(sequence_runs.c.contact_id == contact_id)
    rows = connection.execute(query.order_by(sequence_runs.c.began_at.desc(), sequence_runs.c.id)).mappings()
    return [SequenceRun.model_validate(dict(row)) for row in rows]
