from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from bot.engine.at_work import AtWork
from bot.engine.dead_letters import DeadLetters
from bot.engine.inbox import Inbox
from bot.engine.jobs import Jobs, follow_up
from bot.engine.matcher import Matcher
from bot.engine.news import MarketNews
from bot.engine.orchestrator import WebhookOrchestrator
from bot.engine.schedule import EVERY, Schedule
from bot.engine.sequences import Sequences
from bot.engine.supervisor import Supervisor
from bot.engine.workflows import PAUSES, Workflows
from bot.notifier import Notifier
from bot.rules import OrchestrationRule
from bot.rules.rulebook import Rulebook
from integrations.models.alert import Alert
from integrations.models.approval import ApprovalStatus
from integrations.models.sync import SyncResult
from integrations.store import approvals as approval_shelf
from integrations.wire.inbound import WebhookSource
from integrations.wire.webhook_out import WebhooksOut
from tools.toolbox import Toolbox

ROLES: Final = ("matcher", "schedule")


@dataclass(frozen=True, slots=True)
class Options:
    """What differs between an engine that does all in one process, one of many workers, and one under test.

    Attributes:
        look_again: seconds between looks into the inbox for what other processes put there.
        every: the systems that are copied by the clock, and how many seconds lie between.
        pauses: seconds before each further try of a job whose vendor is away.
    """

    look_again: float = 1.0
    every: Mapping[str, int] = field(default_factory=lambda: dict(EVERY))
    pauses: tuple[float, ...] = PAUSES


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
    supervisor: Supervisor
    rulebook: Rulebook
    report: Callable[[Iterable[SyncResult]], Awaitable[None]]
    dead_letters: DeadLetters
    at_work: AtWork

    async def start(self) -> None:
        """Resume what was begun, then match what waits, then tick."""
        self.workflows.executor = await self.supervisor.enlist()
        await self.workflows.launch()
        await self.supervisor.start(self.workflows, ROLES)
        for approval in await self.toolbox.hubs.store.read(
            approval_shelf.with_status, ApprovalStatus.APPROVED, ApprovalStatus.RUNNING
        ):
            await self.approved(approval.id)
        await self.rulebook.start()
        # What a copy found and a crash kept from telling.
        await MarketNews(self.toolbox.hubs, self.inbox, self.toolbox.hubs.now).catch_up()
        self.matcher.start()
        self.schedule.start()

    async def stop(self) -> None:
        """Stop acting; what is not finished goes on at the next start."""
        self.schedule.stop()
        await self.matcher.stop()
        await self.rulebook.stop()
        await self.at_work.stop()  # before the jobs that wait for it
        await self.supervisor.rest()  # it asks the workflows
        await self.workflows.stop()
        await self.supervisor.stop()

    async def approved(self, approval_id: str) -> None:
        """Do what Jorge approved, durably and once."""
        await self.workflows.queue("hot", f"approval:{approval_id}", "run_approval", approval_id)


def build_engine(
    toolbox: Toolbox,
    notifier: Notifier,
    sources: Mapping[str, WebhookSource],
    *,
    announce: Callable[[Alert, str], Awaitable[tuple[Alert, str]]],
    executor: str,
    now: Callable[[], datetime],
    sqlite: Path | None = None,
    url: str = "",
    housekeeping: Callable[[], Awaitable[None]],
    rules: Sequence[OrchestrationRule] | None = None,
    rulebook: Rulebook | None = None,
    webhooks: WebhooksOut | None = None,
    options: Options = Options(),
) -> Engine:
    """Put the engine together; `sqlite` or `url` is where its workflows are kept, `rules` another book than ours.

    `rulebook` are the rules as they hold, where somebody else changes them too.
    `webhooks` are the systems that rules may tell of events.
    `announce(alert, effect key)` puts an alert before Jorge (see `AlertBook.announce`).
    """
    store = toolbox.hubs.store
    book = rulebook or Rulebook(store, rules, now=now)
    inbox = Inbox(store, now)
    supervisor = Supervisor(store, executor)
    workflows = Workflows(executor, sqlite=sqlite, url=url, pauses=options.pauses)
    jobs = Jobs(toolbox, inbox, notifier, announce, book.find, now, webhooks or WebhooksOut(now=now))
    jobs.add_to(workflows)
    toolbox.observers.append(jobs.observe)
    matcher = Matcher(
        store,
        inbox,
        workflows,
        book.current,
        partial(follow_up, crms=toolbox.hubs.crm.systems, channels=toolbox.hubs.marketing.systems),
        leads=partial(supervisor.leads, "matcher"),
        look_again=options.look_again,
    )
    orchestrator = WebhookOrchestrator(store, inbox, sources)
    sequences = Sequences(store, inbox, now)
    dead = DeadLetters(store, orchestrator, announce, now)

    async def keep_house() -> None:
        try:
            await housekeeping()
        finally:
            await dead.watch()
            await sequences.tick()

    schedule = Schedule(store, inbox, keep_house, partial(supervisor.leads, "schedule"), every=options.every, now=now)
    acting = (workflows, matcher, schedule, supervisor)
    return Engine(toolbox, notifier, inbox, orchestrator, *acting, book, jobs.report, dead, jobs.at_work)
