"""What was given up: events with a run of a rule, or a job of their own, that never came to an end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from integrations.models.frozen import Frozen
from integrations.store import events as book
from integrations.store.tables.events import events, rule_runs

_MOST: Final = 1000


class DeadLetter(Frozen):
    """One thing that was given up: `what` is the rule, or the job that belongs to every event of its kind."""

    event_id: str
    type: str
    source: str
    received_at: datetime
    replays: int
    what: str
    reason: str


def dead_letters(connection: Connection, limit: int = _MOST) -> list[DeadLetter]:
    """Everything that was given up and not replayed since, oldest first."""
    columns = (events.c.id, events.c.type, events.c.source, events.c.received_at, events.c.replays)
    runs = select(*columns, rule_runs.c.rule_id.label("what"), rule_runs.c.error.label("reason")).where(
        rule_runs.c.event_id == events.c.id, rule_runs.c.status == "dead"
    )
    by_rule = [
        _letter(dict(row)) for row in connection.execute(runs.order_by(events.c.sequence).limit(limit)).mappings()
    ]
    told = {one.event_id for one in by_rule}
    alone = select(*columns, events.c.note).where(events.c.status == "dead").order_by(events.c.sequence).limit(limit)
    rest = [row for row in connection.execute(alone).mappings() if row["id"] not in told]
    by_job = [_letter({name: row[name] for name in row if name != "note"} | _parted(str(row["note"]))) for row in rest]
    return sorted((*by_rule, *by_job), key=lambda one: (one.received_at, one.event_id))[:limit]


def replay_all(connection: Connection, event_ids: list[str]) -> int:
    """Let the rules look at these events again; how many there were."""
    known = list(dict.fromkeys(event_ids))
    for event_id in known:
        book.replay(connection, event_id)
    return len(known)


def _letter(row: Mapping[str, Any]) -> DeadLetter:
    given = dict(row)
    return DeadLetter.model_validate({"event_id": given.pop("id"), **given})


def _parted(note: str) -> dict[str, str]:
    # The note of a job reads `read_hint: why`; that of an event that no rule can look at has no job.
    what, found, reason = note.partition(": ")
    return {"what": what, "reason": reason} if found and what.isidentifier() else {"what": "rules", "reason": note}
