from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.engine.inbox import Inbox
from bot.engine.jobs import Jobs, follow_up
from bot.engine.matcher import Matcher
from bot.engine.orchestrator import WebhookOrchestrator
from bot.engine.schedule import Schedule
from bot.engine.workflows import Workflows
from bot.notifier import Notifier
from bot.rules import OrchestrationRule, read_book
from integrations.models.approval import ApprovalStatus
from integrations.store import approvals as approval_shelf
from integrations.wire.inbound import WebhookSource
from tools.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything that acts without being asked, put together."""

    toolbox: Toolbox
    notifier: Notifier
    inbox: Inbox
    orchestrator: WebhookOrchestrator
    workflows: Workflows
    matcher: Matcher
    schedule: Schedule

    async def start(self) -> None:
        """Resume what was begun, then match what waits, then tick."""
        await self.workflows.launch()
        for approval in await self.toolbox.hubs.store.read(
            approval_shelf.with_status, ApprovalStatus.APPROVED, ApprovalStatus.RUNNING
        ):
            await self.approved(approval.id)
        self.matcher.start()
        self.schedule.start()

    async def stop(self) -> None:
        """Stop acting; what is not finished goes on at the next start."""
        self.schedule.stop()
        await self.matcher.stop()
        self.workflows.stop()

    async def approved(self, approval_id: str) -> None:
        """Do what Jorge approved, durably and once."""
        await self.workflows.queue("hot", f"approval:{approval_id}", "run_approval", approval_id)


def build_engine(
    toolbox: Toolbox,
    notifier: Notifier,
    sources: Mapping[str, WebhookSource],
    *,
    executor: str,
    now: Callable[[], datetime],
    sqlite: Path | None = None,
    url: str = "",
    housekeeping: Callable[[], Awaitable[None]],
) -> Engine:
    """Put the engine together; `sqlite` or `url` is where its workflows are kept."""
    store = toolbox.hubs.store
    rules: tuple[OrchestrationRule, ...] = read_book()
    inbox = Inbox(store, now)
    workflows = Workflows(executor, sqlite=sqlite, url=url)
    jobs = Jobs(toolbox, inbox, notifier, lambda: rules, now)
    jobs.add_to(workflows)
    toolbox.observers.append(jobs.observe)
    matcher = Matcher(store, inbox, workflows, lambda: rules, partial(follow_up, crms=toolbox.hubs.crm.systems))
    orchestrator = WebhookOrchestrator(store, inbox, sources)
    return Engine(toolbox, notifier, inbox, orchestrator, workflows, matcher, Schedule(inbox, housekeeping))
