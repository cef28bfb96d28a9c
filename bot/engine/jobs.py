from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from bot.engine.actions import Actions
from bot.engine.actions.sequence_steps import take_step
from bot.engine.at_work import AtWork
from bot.engine.feeds import LOOKS, Feeds, is_push
from bot.engine.inbox import Inbox, LoopRefused
from bot.engine.leads import MOST_ACTIVITIES, is_news, scored_key, scored_payload
from bot.engine.measuring import measure_values
from bot.engine.runs import Runs, loop_alert
from bot.engine.sequences.running import DUE
from bot.engine.steps import StepFailed, Steps
from bot.engine.sweeps import Sweeps
from bot.engine.workflows import Workflows
from bot.notifier import Notifier
from bot.rules import OrchestrationRule
from integrations.events import Event
from integrations.models.alert import Alert
from integrations.models.sync import ContactSyncResult, PropertySyncResult, SyncReport, SyncResult
from integrations.store import approvals as approval_shelf
from integrations.store import contacts as contact_shelf
from integrations.store import events as book
from integrations.wire.inbound import Hint
from integrations.wire.webhook_out import WebhooksOut
from tools.errors import ToolError
from tools.tool import Caller
from tools.toolbox import Outcome, Toolbox


@dataclass(frozen=True, slots=True)
class Jobs:
    """The durable jobs of the engine. Each takes its steps and plain arguments, and may be run again at any time."""

    toolbox: Toolbox
    inbox: Inbox
    notifier: Notifier
    announce: Callable[[Alert, str], Awaitable[tuple[Alert, str]]]
    find: Callable[[str, int], Awaitable[OrchestrationRule | None]]
    now: Callable[[], datetime]
    webhooks: WebhooksOut = field(default_factory=WebhooksOut)
    at_work: AtWork = field(default_factory=AtWork)

    def add_to(self, workflows: Workflows) -> None:
        """Make the jobs known."""
        runs = Runs(self.toolbox.hubs.store, self.actions, self.find, self.now)
        workflows.add("run_rule", runs.run_rule, runs.give_up)
        workflows.add("read_hint", self.read_hint, self._give_up_hint)
        workflows.add("read_channel_hint", self.read_channel_hint, self._give_up_hint)
        workflows.add("run_sync", self.run_sync)
        workflows.add("run_sweep", self.run_sweep)
        workflows.add("run_follow", self.run_follow)
        workflows.add("run_reconcile", self.run_reconcile)
        workflows.add("run_check", self.run_check)
        workflows.add("read_push", self.read_push, self._give_up_hint)
        workflows.add("run_sequence_step", self.run_sequence_step)
        workflows.add("run_approval", self.run_approval, self._give_up_approval)

    @property
    def actions(self) -> Actions:
        """What rules' actions do."""
        return Actions(self.toolbox, self.notifier, self.announce, self.now, self.inbox, self.webhooks)

    async def read_hint(self, steps: Steps, event_id: str) -> str:
        """A CRM said that somebody changed: re-read the person, score, and say so if there is news."""
        event = await self._event(event_id)
        if event is None:
            return "gone"
        people = await steps.get("people", self._people, event)
        said = []
        for one in people:
            # Kept as a step of its own: after a crash the comparison is still with what was known before.
            known = await steps.get(f"known:{one}", self._known, event.source, one)
            said.append(await steps.get(f"refresh:{one}", self._refresh, event, one, known))
        return ", ".join(said)

    async def read_channel_hint(self, steps: Steps, event_id: str) -> str:
        """A channel told something: how far a text has come, an answer, an opt-out. Say so where it is news."""
        event = await self._event(event_id)
        if event is None:
            return "gone"
        return str(await steps.get("hear", self._hear, event))

    async def run_sync(self, steps: Steps, event_id: str) -> str:
        """Copy what changed, as the schedule asks."""
        event = await self._event(event_id)
        if event is None:
            return "gone"
        system = str(event.payload.get("system", "all"))
        if system == MLS:  # each feed by itself
            return str(await steps.get("sync", self._feeds.copy))
        return str(await steps.get("sync", self._sync, system, Caller("schedule", key=event_id)))

    async def run_sweep(self, steps: Steps, _event_id: str) -> str:
        """Look at what no webhook tells: old copies, leads gone quiet, contacts that are there twice."""
        return str(await steps.get("sweep", Sweeps(self.toolbox.hubs, self.inbox, self.now).sweep))

    async def run_follow(self, steps: Steps, _event_id: str) -> str:
        """Read the event logs of the MLSs."""
        return str(await steps.get("follow", partial(self._feeds.follow, looks=LOOKS)))

    async def run_reconcile(self, steps: Steps, _event_id: str) -> str:
        """Compare the keys of the MLSs with ours, in the night."""
        return str(await steps.get("reconcile", partial(self._feeds.reconcile, due=True)))

    async def run_check(self, steps: Steps, _event_id: str) -> str:
        """Compare a sample of our copy with the MLSs, and measure how good our values are, in the night."""
        said = await steps.get("check", partial(self._feeds.check, due=True))
        return f"{said}; {await steps.get('values', partial(measure_values, self.toolbox.hubs, self.now()))}"

    async def read_push(self, steps: Steps, event_id: str) -> str:
        """An MLS pushed that a record changed: read it."""
        event = await self._event(event_id)
        return "gone" if event is None else str(await steps.get("push", self._feeds.take_push, event))

    @property
    def _feeds(self) -> Feeds:
        return Feeds(self.toolbox.hubs, self.inbox, self.now, self.at_work)

    async def run_sequence_step(self, steps: Steps, event_id: str) -> str:
        """A step of a nurture sequence is due: call its tool, unless the sequence was stopped meanwhile."""
        event = await self._event(event_id)
        if event is None:
            return "gone"
        try:
            return str(await steps.get("step", take_step, self.actions, event))
        except StepFailed as failed:
            return f"failed: {failed.reason}"

    async def run_approval(self, steps: Steps, approval_id: str) -> str:
        """Do what Jorge approved, and show on the card what came of it."""
        try:
            await steps.get("perform", self._perform, approval_id)
        except StepFailed as failed:
            await steps.get("fail", self._fail, approval_id, failed.reason)
        return str(await steps.get("show", self._show_approval, approval_id))

    async def observe(self, outcome: Outcome, _caller: Caller) -> None:
        """Turn what a tool's sync found into events."""
        if isinstance(outcome.value, SyncReport):
            await self.report(outcome.value.results)

    async def report(self, results: Iterable[SyncResult]) -> None:
        """Turn what a sync found into events: failures, changed listings, and leads whose webhook never came."""
        for result in results:
            await self._feeds.outages.note(result)
            if isinstance(result, PropertySyncResult):
                await self._feeds.news.tell(result.changes)
            if isinstance(result, ContactSyncResult):
                for contact_id in dict.fromkeys(contact_id for _, contact_id in result.changes):
                    await self._tell_of(contact_id)

    async def _tell_of(self, contact_id: str) -> None:
        crm = self.toolbox.hubs.crm
        contact = await crm.contact(contact_id)
        activities = await crm.history(contact_id, MOST_ACTIVITIES)
        if contact is not None and is_news(contact, activities, None, self.now()):
            payload = scored_payload(contact, activities, self.now())
            # The key is the one a webhook's news has, so that what both bring is told once.
            await self.inbox.emit("jorge", "lead.scored", scored_key(contact, activities), payload)

    async def _perform(self, approval_id: str) -> str:
        return str((await self.toolbox.perform(approval_id)).status)

    async def _fail(self, approval_id: str, why: str) -> None:
        await self.toolbox.fail(approval_id, why)

    async def _give_up_approval(self, why: str, approval_id: str) -> None:
        await self._fail(approval_id, why)
        await self._show_approval(approval_id)

    async def _give_up_hint(self, why: str, event_id: str) -> None:
        await self.toolbox.hubs.store.write(book.mark, [event_id], "dead", f"read_hint: {why}")

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

    async def _hear(self, event: Event) -> str:
        kind = event.type.removeprefix(f"{event.source}.")
        hint = Hint(event.key, kind, event.payload, event.occurred_at)
        heard = await self.toolbox.hubs.marketing.take_hint(event.source, hint)
        for one in heard:
            await self.inbox.emit("jorge", one.type, one.key, one.payload, cause=event)
        return ", ".join(one.type for one in heard) or "noted"

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
        activities = await crm.history(contact.id, MOST_ACTIVITIES)
        if not is_news(contact, activities, known, self.now()):
            return f"{contact.id}: {contact.jorge_temperature}, no news"
        payload = scored_payload(contact, activities, self.now())
        try:
            await self.inbox.emit("jorge", "lead.scored", scored_key(contact, activities), payload, cause=event)
        except LoopRefused as loop:
            await self.actions.tell(loop_alert(event, str(loop), self.now()), f"loop:{event.id}")
            raise ToolError("refused", str(loop)) from loop
        return f"{contact.id}: {contact.jorge_temperature}"

    async def _event(self, event_id: str) -> Event | None:
        found = await self.toolbox.hubs.store.read(book.get, event_id)
        return found.event if found else None


MLS = "mls"
_FOLLOWING = {
    "schedule.sync": ("normal", "run_sync"),
    "schedule.sweep": ("bulk", "run_sweep"),
    "schedule.follow": ("bulk", "run_follow"),
    "schedule.reconcile": ("bulk", "run_reconcile"),
    "schedule.check": ("bulk", "run_check"),
    DUE: ("normal", "run_sequence_step"),
}


def follow_up(event: Event, crms: Collection[str], channels: Collection[str] = ()) -> tuple[str, str] | None:
    """The lane and job that belong to an event, rules or not; None where there are none."""
    if event.source in crms:
        return "hot", "read_hint"
    if event.source in channels:
        return "hot", "read_channel_hint"
    return ("hot", "read_push") if is_push(event) else _FOLLOWING.get(event.type)
