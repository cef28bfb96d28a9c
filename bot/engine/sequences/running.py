from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.engine.inbox import Inbox
from bot.engine.sequences.plan import SequencePlan, SequenceStep, read_plans
from integrations.events import Event
from integrations.store import Store
from integrations.store import sequences as book
from integrations.store.sequences import SequenceRun
from integrations.wire.errors import NotConfigured

DUE: Final = "sequence.due"


@dataclass(frozen=True, slots=True)
class Sequences:
    """Starts, stops and drives nurture sequences. A step that is due becomes an event, once for ever."""

    store: Store
    inbox: Inbox
    now: Callable[[], datetime]
    plans: Mapping[str, SequencePlan] = field(default_factory=read_plans)

    async def start(self, sequence: str, contact_id: str, event: Event) -> str:
        """Put a lead into a sequence; in a few words what came of it. The same event starts it once.

        Raises:
            NotConfigured: there is no such sequence, or the event names nobody.
        """
        plan = self.plans.get(sequence)
        if plan is None:
            there = ", ".join(sorted(self.plans)) or "none"
            raise NotConfigured("sequences", f"there is no sequence {sequence!r} (there are: {there})")
        if not contact_id:
            raise NotConfigured("sequences", "the event names no contact to start a sequence for")
        now = self.now()
        run = SequenceRun(
            id=hashlib.sha256(f"{event.id}|{contact_id}|{sequence}".encode()).hexdigest()[:40], sequence=sequence,
            contact_id=contact_id, step=0, due_at=now + timedelta(days=plan.steps[0].after_days), status="running",
            event_id=event.id, began_at=now, updated_at=now,
        )  # fmt: skip
        begun = await self.store.write(book.begin, run)
        return f"{sequence} begun, first step {run.due_at:%Y-%m-%d}" if begun else f"in {sequence} already"

    async def stop(self, sequence: str, contact_id: str, why: str) -> str:
        """End a sequence of a lead (`all`: every one); in a few words how many were running."""
        if not contact_id:
            return "nobody to stop it for"
        ended = await self.store.write(book.stop, contact_id, sequence, why, self.now())
        return f"{ended} stopped"

    async def tick(self) -> int:
        """Make an event of every step that is due, and move on; how many. Two that tick at once make one event."""
        due = await self.store.read(book.due, self.now())
        for run in due:
            payload = {"run": run.id, "sequence": run.sequence, "step": run.step, "contact_id": run.contact_id}
            await self.inbox.emit("schedule", DUE, f"{run.id}:{run.step}", payload)
            await self.store.write(book.advance, run, self._next(run), self.now())
        return len(due)

    async def step_of(self, event: Event) -> SequenceStep | None:
        """The step that an event calls for; None where the sequence has been stopped meanwhile, or is no more."""
        payload = event.payload
        run = await self.store.read(book.get, str(payload.get("run")))
        plan = self.plans.get(str(payload.get("sequence")))
        at = payload.get("step")
        if run is None or run.status == "stopped" or plan is None or not isinstance(at, int) or at >= len(plan.steps):
            return None
        return plan.steps[at]

    def _next(self, run: SequenceRun) -> datetime | None:
        plan = self.plans.get(run.sequence)
        if plan is None or run.step + 1 >= len(plan.steps):
            return None
        return run.began_at + timedelta(days=plan.steps[run.step + 1].after_days)
