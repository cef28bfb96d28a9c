from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from bot.engine.inbox import Inbox
from bot.engine.workflows import Workflows, replay_id
from bot.rules import OrchestrationRule, RuleIndex, document_of
from bot.rules.rule import distinct
from integrations.events import Event
from integrations.store import Store
from integrations.store import events as book

log = structlog.get_logger(__name__)

_AFTER_TROUBLE = 2.0


class Poison(Exception):
    """An event that the rules cannot look at."""


class Indexed:
    """Some rules with their index."""

    def __init__(self, rules: Sequence[OrchestrationRule]) -> None:
        self.rules = rules
        self._by_id = {rule.rule_id: rule for rule in distinct(rules)}
        self._match = RuleIndex(rules).match

    def matching(self, document: Mapping[str, Any]) -> list[OrchestrationRule]:
        """The rules that match an event's document, in their order."""
        return [self._by_id[rule_id] for rule_id in self._match(document)]


class Matcher:
    """Reads the inbox in order and queues one workflow for every rule that an event matches.

    An event is marked only after its workflows are queued; a crash in between queues them again under the same ids,
    which does nothing. Of many processes one reads (`leads`), so that events are looked at in order. `follow_up`
    names the lane and job that belong to an event, rules or not (a CRM's hint is re-read, a schedule's tick is done).
    The rules' index is built anew only where `rules` gives another sequence.
    """

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        workflows: Workflows,
        rules: Callable[[], Sequence[OrchestrationRule]],
        follow_up: Callable[[Event], tuple[str, str] | None],
        *,
        leads: Callable[[], bool] = lambda: True,
        look_again: float = 1.0,
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._workflows = workflows
        self._rules = rules
        self._follow_up = follow_up
        self._leads = leads
        self._look_again = look_again
        self._index: Indexed | None = None
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
        try:
            matching = self._indexed().matching(document_of(event))
        except Exception as error:
            # Looking at an event touches nothing outside: what fails once fails always, and must not hold up the rest.
            raise Poison(f"the rules cannot look at it: {type(error).__name__}: {error}") from error
        for rule in matching:
            run = replay_id(f"{rule.rule_id}:{rule.version}:{event.id}", replays)
            await self._workflows.queue(rule.lane, run, "run_rule", rule.rule_id, rule.version, event.id)
        if (then := self._follow_up(event)) is not None:
            lane, job = then
            await self._workflows.queue(lane, replay_id(f"{job}:{event.id}", replays), job, event.id)
        return [rule.rule_id for rule in matching]

    def _indexed(self) -> Indexed:
        rules = self._rules()
        if self._index is None or self._index.rules is not rules:
            self._index = Indexed(rules)
        return self._index

    async def catch_up(self) -> int:
        """Match everything that waits; returns how many events that were."""
        seen = 0
        while waiting := await self._store.read(book.unmatched):
            matched = [one for one in waiting if await self._match(one)]
            await self._store.write(book.mark_matched, matched)
            seen += len(waiting)
        return seen

    async def _match(self, one: book.Recorded) -> bool:
        try:
            await self.match(one.event, one.replays)
        except Poison as poison:
            log.exception("event_cannot_be_matched", event_id=one.event.id)
            await self._store.write(book.mark, [one.event.id], "dead", str(poison))
            return False
        return True

    async def _run(self) -> None:
        while True:
            self._inbox.arrived.clear()
            try:
                if self._leads():
                    await self.catch_up()
            except Exception:
                log.exception("matcher_stumbled")
                await asyncio.sleep(_AFTER_TROUBLE)
                continue
            # Not wait_for: on Python 3.11 it may lose the word to stop when an event arrives at that moment.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._look_again):
                    await self._inbox.arrived.wait()
