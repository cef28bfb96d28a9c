"""What one event caused: the events below it, and what the rules did on each."""

from __future__ import annotations

from sqlalchemy import Connection

from integrations.models.frozen import Frozen
from integrations.store.events import Recorded, RuleRun, caused_by, get, runs_of


class Knot(Frozen):
    """One event of a tree, `depth` events below the root, with the rules' runs and their steps' results."""

    depth: int
    recorded: Recorded
    runs: tuple[RuleRun, ...] = ()


def tree_of(connection: Connection, event_id: str) -> list[Knot]:
    """The tree below an event, itself first, each event before what it caused. Empty where it is not known."""
    root = get(connection, event_id)
    knots: list[Knot] = []
    stack = [(0, root)] if root else []
    while stack:
        depth, one = stack.pop()
        runs = sorted(runs_of(connection, one.event.id), key=lambda run: (run.started_at, run.id))
        knots.append(Knot(depth=depth, recorded=one, runs=tuple(runs)))
        stack.extend((depth + 1, child) for child in reversed(caused_by(connection, one.event.id)))
    return knots
