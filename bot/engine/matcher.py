from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

import structlog

from bot.engine.inbox import Inbox
from bot.engine.workflows import Workflows
from bot.rules import OrchestrationRule, document_of
from integrations.events import Event
from integrations.store import Store
from integrations.store import events as book

log = structlog.get_logger(__name__)

_LOOK_AGAIN = 1.0
_AFTER_TROUBLE = 2.0


class Matcher:
    """Reads the inbox in order and queues one workflow for every rule that an event matches.

    An event is marked only after its workflows are queued; a crash in between queues them again under the same ids,
    which does nothing. `follow_up` names the lane and job that belong to an event, rules or not (a CRM's hint is
    re-read, a schedule's tick is done).
    """

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        workflows: Workflows,
        rules: Callable[[], Sequence[OrchestrationRule]],
        follow_up: Callable[[Event], tuple[str, str] | None],
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._workflows = workflows
        self._rules = rules
        self._follow_up = follow_up
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to read."""
        self._task = asyncio.create_task(self._run(), name="matcher")

    async def stop(self) -> None:
        """Stop reading."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def match(self, event: Event, replays: int = 0) -> list[str]:
        """Queue what an event asks for; returns the ids of the rules that match. A replay is a run of its own."""
        again = f":again-{replays}" if replays else ""
        document = document_of(event)
        matching = [rule for rule in self._rules() if rule.fires_on(document)]
        for rule in matching:
            run = f"{rule.rule_id}:{rule.version}:{event.id}"
            await self._workflows.queue(rule.lane, run + again, "run_rule", rule.rule_id, rule.version, event.id)
        if (then := self._follow_up(event)) is not None:
            lane, job = then
            await self._workflows.queue(lane, f"{job}:{event.id}{again}", job, event.id)
        return [rule.rule_id for rule in matching]

    async def catch_up(self) -> int:
        """Match everything that waits; returns how many events that were."""
        seen = 0
        while waiting := await self._store.read(book.unmatched):
            for one in waiting:
                await self.match(one.event, one.replays)
                await self._store.write(book.mark, [one.event.id], "matched")
            seen += len(waiting)
        return seen

    async def _run(self) -> None:
        while True:
            self._inbox.arrived.clear()
            try:
                await self.catch_up()
            except Exception:
                log.exception("matcher_stumbled")
                await asyncio.sleep(_AFTER_TROUBLE)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._inbox.arrived.wait(), _LOOK_AGAIN)
