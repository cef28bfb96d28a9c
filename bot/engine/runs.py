from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.engine.actions import Actions
from bot.engine.counting import RUNS, STEPS, count_effect
from bot.engine.inbox import LoopRefused
from bot.engine.steps import StepFailed, Steps, TryLater
from bot.rules import OrchestrationRule, document_of
from bot.rules.rule import Action
from integrations.events import Event
from integrations.models.alert import Alert, Severity
from integrations.store import Store
from integrations.store import events as book
from integrations.store import rule_turns as turns
from integrations.store.rule_turns import Limit, Rest
from tools.errors import ToolError


@dataclass(frozen=True, slots=True)
class Runs:
    """One run for each (rule, version, event): a step for each action, in order, none waiting for one that failed."""

    store: Store
    actions: Actions
    find: Callable[[str, int], Awaitable[OrchestrationRule | None]]
    now: Callable[[], datetime]

    async def run_rule(self, steps: Steps, rule_id: str, version: int, event_id: str) -> str:
        """Do a rule's actions on an event. Those that came to an end in an earlier try are not done again.

        Raises:
            TryLater: a vendor is away.
        """
        rule = await self.find(rule_id, version)
        found = await self.store.read(book.get, event_id)
        if rule is None or found is None:
            return "gone"
        run_id = _run_id(rule_id, version, event_id)
        await self.store.write(book.start_run, self._record(run_id, rule, event_id))
        rests = await steps.get("turn", self._take_turn, rule, found.event) if rule.cooldown or rule.caps else None
        if rests is not None:
            await self.store.write(book.finish_run, run_id, status="rests", finished_at=self.now(), error=rests)
            return "rests"
        before = await steps.get("reopen", self._reopen, run_id) if steps.again else []
        done, later = await self._act(steps, rule, found.event, before)
        status = "waiting" if later else "failed" if any("error" in one for one in done) else "done"
        RUNS.labels(rule_id, status).inc()
        reason = str(later) if later else ""
        await self.store.write(book.finish_run, run_id, status=status, finished_at=self.now(), steps=done, error=reason)
        if later:
            raise later
        return status

    async def give_up(self, reason: str, rule_id: str, version: int, event_id: str) -> None:
        """Make a run a dead letter."""
        run_id = _run_id(rule_id, version, event_id)
        RUNS.labels(rule_id, "dead").inc()
        await self.store.write(book.finish_run, run_id, status="dead", error=reason)
        await self.store.write(book.mark, [event_id], "dead", f"{rule_id}: {reason}")

    async def _act(
        self, steps: Steps, rule: OrchestrationRule, event: Event, before: Sequence[dict[str, Any]]
    ) -> tuple[list[dict[str, Any]], TryLater | None]:
        earlier = {one["step"]: one for one in before}
        done: list[dict[str, Any]] = []
        later: TryLater | None = None
        for index, action in enumerate(rule.actions):
            name = f"{index}:{action.action}"
            if name in earlier:
                done.append(earlier[name])
                continue
            try:
                said = await steps.do(name, self._perform, action, rule, event, effect_key(rule, event, name))
                done.append({"step": name, "result": said})
            except StepFailed as failed:
                STEPS.labels(action.action, "waits" if failed.again else "failed").inc()
                done.append({"step": name, "error": failed.reason})
                if failed.again:
                    later = _longer(later, TryLater(failed.reason, failed.retry_after))
        return done, later

    async def _take_turn(self, rule: OrchestrationRule, event: Event) -> str | None:
        document, rest = document_of(event), None
        if rule.cooldown is not None:
            length = timedelta(minutes=rule.cooldown.minutes)
            rest = Rest(subject=rule.cooldown.subject(document), length=length)
        limits = [
            Limit(most=cap.most, subject=cap.subject(document), window=timedelta(hours=cap.hours)) for cap in rule.caps
        ]
        take = self.store.write(turns.take, rule.rule_id, event.id, now=self.now(), rest=rest, limits=limits)
        if (again := await take) is None:
            return None
        subject = rest.subject if rest else next((one.subject for one in limits if one.subject), "")
        return f"rests until {again:%Y-%m-%d %H:%M} UTC" + f" for {subject}" * bool(subject)

    async def _perform(self, action: Action, rule: OrchestrationRule, event: Event, key: str) -> str:
        try:
            said = await self.actions.perform(action, rule, event, key)
        except LoopRefused as loop:
            await self.actions.tell(loop_alert(event, str(loop), self.now()), f"loop:{key}")
            raise ToolError("refused", str(loop)) from loop
        count_effect(event, rule.lane, action.action, self.now())
        return said

    async def _reopen(self, run_id: str) -> list[dict[str, Any]]:
        return await self.store.write(book.reopen_run, run_id)

    def _record(self, run_id: str, rule: OrchestrationRule, event_id: str) -> book.RuleRun:
        return book.RuleRun(
            id=run_id, rule_id=rule.rule_id, rule_version=rule.version, event_id=event_id, lane=rule.lane,
            status="running", started_at=self.now(),
        )  # fmt: skip


def effect_key(rule: OrchestrationRule, event: Event, step: str) -> str:
    """What makes a repetition of a step harmless, wherever it reaches.

    The rule's version is no part of it: an event that is replayed after the rule was edited does nothing twice.
    """
    return f"{rule.rule_id}:{event.id}:{step}"


def loop_alert(event: Event, why: str, now: datetime) -> Alert:
    """The alert that rules feed each other."""
    return Alert(
        id=secrets.token_hex(8),
        story=f"loop:{event.type}",
        kind="loop",
        severity=Severity.NORMAL,
        title="Two rules feed each other; I stopped them",
        why=why,
        first_step=f"`jorge events show {event.id[:10]}` shows the chain; switch one of its rules off.",
        event_id=event.id,
        opened_at=now,
        updated_at=now,
    )


def _run_id(rule_id: str, version: int, event_id: str) -> str:
    return f"{rule_id}:{version}:{event_id}"


def _longer(one: TryLater | None, other: TryLater) -> TryLater:
    if one is None:
        return other
    return max(one, other, key=lambda later: later.retry_after or 0.0)
