from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.engine.actions import Actions
from bot.engine.inbox import Inbox
from bot.engine.leads import is_news, scored_key, scored_payload
from bot.engine.workflows import Steps, Workflows
from bot.notifier import Notifier
from bot.rules import OrchestrationRule
from integrations.events import Event
from integrations.store import approvals as approval_shelf
from integrations.store import contacts as contact_shelf
from integrations.store import events as book
from integrations.wire.errors import WireError
from integrations.wire.inbound import Hint
from tools.errors import ToolError
from tools.tool import Caller
from tools.toolbox import Outcome, Toolbox

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Jobs:
    """The durable jobs of the engine. Each takes its steps and plain arguments, and may be run again at any time."""

    toolbox: Toolbox
    inbox: Inbox
    notifier: Notifier
    rules: Callable[[], Sequence[OrchestrationRule]]
    now: Callable[[], datetime]

    def add_to(self, workflows: Workflows) -> None:
        """Make the jobs known."""
        for job in (self.run_rule, self.read_hint, self.run_sync, self.run_approval):
            workflows.add(job.__name__, job)

    async def run_rule(self, steps: Steps, rule_id: str, version: int, event_id: str) -> str:
        """Do a rule's actions on an event, one step each."""
        rule = next((one for one in self.rules() if (one.rule_id, one.version) == (rule_id, version)), None)
        event = await self._event(event_id)
        if rule is None or event is None:
            return "gone"
        run_id = f"{rule_id}:{version}:{event_id}"
        store = self.toolbox.hubs.store
        record = book.RuleRun(
            id=run_id, rule_id=rule_id, rule_version=version, event_id=event_id, lane=rule.lane,
            status="running", started_at=self.now(),
        )  # fmt: skip
        await store.write(book.start_run, record)
        actions = Actions(self.toolbox, self.notifier, self.now)
        done: list[dict[str, Any]] = []
        for index, action in enumerate(rule.actions):
            name = f"{index}:{action.action}"
            try:
                said = await steps.do(name, actions.perform, action, rule, event, f"{run_id}:{index}")
                done.append({"step": name, "result": said})
            except (WireError, ToolError) as error:
                log.warning("rule_step_failed", rule=rule_id, step=name, why=str(error))
                done.append({"step": name, "error": str(error)})
        status = "failed" if any("error" in one for one in done) else "done"
        await store.write(book.finish_run, run_id, status=status, finished_at=self.now(), steps=done)
        return status

    async def read_hint(self, steps: Steps, event_id: str) -> str:
        """A CRM said that somebody changed: re-read the person, score, and say so if there is news."""
        event = await self._event(event_id)
        if event is None:
            return "gone"
        people = await steps.do("people", self._people, event)
        said = []
        for one in people:
            # Kept as a step of its own: after a crash the comparison is still with what was known before.
            known = await steps.do(f"known:{one}", self._known, event.source, one)
            said.append(await steps.do(f"refresh:{one}", self._refresh, event, one, known))
        return ", ".join(said)

    async def run_sync(self, steps: Steps, event_id: str) -> str:
        """Copy what changed, as the schedule asks."""
        event = await self._event(event_id)
        if event is None:
            return "gone"
        caller = Caller("schedule", key=event_id)
        return str(await steps.do("sync", self._sync, event.payload.get("system", "all"), caller))

    async def run_approval(self, steps: Steps, approval_id: str) -> str:
        """Do what Jorge approved, and show on the card what came of it."""
        try:
            await steps.do("perform", self._perform, approval_id)
        except (ToolError, WireError) as error:
            await self.toolbox.fail(approval_id, str(error))
        return str(await steps.do("show", self._show_approval, approval_id))

    async def observe(self, outcome: Outcome, _caller: Caller) -> None:
        """Turn what a sync found into events."""
        if outcome.tool != "sync_now" or outcome.value is None:
            return
        for result in getattr(outcome.value, "results", ()):
            stamp = f"{result.system}:{self.now().isoformat()}"
            if result.error:
                payload = {"system": result.system, "title": result.title, "error": result.error}
                await self.inbox.emit("sync", "sync.failed", stamp, payload)
            for kind, ref in getattr(result, "changes", ()):
                await self.inbox.emit("mls", f"listing.{kind}", f"{stamp}:{ref}:{kind}", {"listing_ref": ref})

    async def _perform(self, approval_id: str) -> str:
        return str((await self.toolbox.perform(approval_id)).status)

    async def _show_approval(self, approval_id: str) -> str:
        approval = await self.toolbox.hubs.store.read(approval_shelf.get, approval_id)
        if approval is None:
            return "gone"
        await self.notifier.show_approval(approval)
        return str(approval.status)

    async def _sync(self, system: str, caller: Caller) -> str:
        outcome = await self.toolbox.call("sync_now", {"system": system}, caller)
        return outcome.error.message if outcome.error else "done"

    async def _people(self, event: Event) -> list[str]:
        kind = event.type.removeprefix(f"{event.source}.")
        hint = Hint(event.key, kind, event.payload, event.occurred_at)
        return list(await self.toolbox.hubs.crm.get_connector(event.source).people_of(hint))

    async def _known(self, system: str, external_id: str) -> dict[str, Any] | None:
        store = self.toolbox.hubs.store
        contact = await store.read(contact_shelf.by_external_id, system, external_id)
        if contact is None:
            return None
        latest = await self.toolbox.hubs.crm.history(contact.id, 1)
        return {"temperature": contact.jorge_temperature, "latest": latest[0].external_id if latest else None}

    async def _refresh(self, event: Event, external_id: str, known: dict[str, Any] | None) -> str:
        crm = self.toolbox.hubs.crm
        is_record = event.payload.get("about") == "people"
        contact = await crm.refresh_contact(event.source, external_id, only_if_newer=is_record)
        if contact is None:
            return f"{external_id}: not in the CRM"
        activities = await crm.history(contact.id, 5)
        if not is_news(contact, activities, known, self.now()):
            return f"{contact.id}: {contact.jorge_temperature}, no news"
        payload = scored_payload(contact, activities, self.now())
        await self.inbox.emit("jorge", "lead.scored", scored_key(contact, activities), payload, cause=event)
        return f"{contact.id}: {contact.jorge_temperature}"

    async def _event(self, event_id: str) -> Event | None:
        found = await self.toolbox.hubs.store.read(book.get, event_id)
        return found.event if found else None


def follow_up(event: Event, crms: Collection[str]) -> tuple[str, str] | None:
    """The lane and job that belong to an event, rules or not; None where there are none."""
    if event.source in crms:
        return "hot", "read_hint"
    if event.type == "schedule.sync":
        return "normal", "run_sync"
    return None
