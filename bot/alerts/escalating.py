from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.alerts.policy import due_steps
from bot.alerts.quiet import is_quiet
from bot.alerts.showing import Showing
from bot.alerts.story import reopened
from integrations.models.alert import Alert, AlertStatus, Severity
from integrations.models.alert_policy import EscalationStep, Policy
from integrations.store import alert_course
from integrations.store import alerts as cards
from integrations.wire.errors import NotConfigured, Rejected, Unauthorized, Unavailable

log = structlog.get_logger(__name__)
_SEGMENTS = 300


class Pager(Protocol):
    """Texts Jorge's own number."""

    async def text_owner(self, body: str, key: str) -> str:
        """Send the text once per `key`; returns what happened in words."""
        ...


@dataclass(frozen=True, slots=True)
class Escalating:
    """Goes on to the next person while nobody answers, and asks those who answered whether they are still on it."""

    showing: Showing
    pager: Callable[[], Pager]
    owner: str

    async def escalate(self, alert: Alert, policy: Policy, now: datetime) -> None:
        """Take the steps that are due. Each step is taken once a round; the effect keys make a repetition harmless."""
        taken = await self.showing.store.read(alert_course.taken_steps, alert.id, alert.round)
        for step in due_steps(alert, policy, taken, now):
            try:
                result = await self._attempt(step, alert, policy)
            except Unavailable as error:
                # Taken again at the next tick; the step after it does not wait.
                log.warning("escalation_step_waits", step=step.key, why=str(error))
                continue
            await self.showing.store.write(
                alert_course.take_step, alert.id, alert.round, step.key, at=now, result=result
            )

    async def remind(self, alert: Alert, policy: Policy, now: datetime) -> None:
        """Ask whoever acknowledged whether they are still on it; without an answer the alert is open again."""
        if alert.remind_at is None or is_quiet(policy, now):
            return
        user = alert.claimed_by or alert.acknowledged_by or self.owner
        if alert.reminded_at is None:
            await self.showing.messenger.remind(alert, user, key=f"remind:{alert.id}:{alert.remind_at.isoformat()}")
            await self._change(alert, lambda one: one.model_copy(update={"reminded_at": now}))
        elif now - alert.reminded_at >= timedelta(minutes=policy.alerts.remind_grace):
            after = await self._change(alert, lambda one: reopened(one, now))
            if after is not None:
                await self.showing.show(after, policy)
                key = f"unacked:{alert.id}:{after.round}"
                text = "Open again: I heard nothing on whether anybody is still on it from"
                await self.showing.messenger.nudge(after, text, key=key, whom=user)

    async def _change(self, seen: Alert, turn: Callable[[Alert], Alert]) -> Alert | None:
        def unless_answered(one: Alert) -> Alert | None:
            same = one.status is AlertStatus.ACKNOWLEDGED and one.remind_at == seen.remind_at
            return turn(one) if same and one.reminded_at == seen.reminded_at else None

        before, after = await self.showing.store.write(cards.change, seen.id, unless_answered)
        return after if after != before else None

    async def _attempt(self, step: EscalationStep, alert: Alert, policy: Policy) -> str:
        do: dict[str, Callable[[EscalationStep, Alert, Policy], Awaitable[str]]] = {
            "dm": self._by_dm, "sms": self._by_sms, "partner": self._by_person, "person": self._by_person,
            "channel": self._by_person,
        }  # fmt: skip
        try:
            return await do[step.via](step, alert, policy)
        except (Rejected, NotConfigured, Unauthorized) as error:
            # Trying again does not help, and the next step must not wait for this one.
            log.warning("escalation_step_failed", step=step.key, why=str(error))
            return f"failed: {error}"

    async def _by_dm(self, step: EscalationStep, alert: Alert, _policy: Policy) -> str:
        if alert.round == 0 and step.after == 0:
            return "the card"
        text = f"Nobody is on this: {alert.title}. {alert.first_step}".strip()
        await self.showing.messenger.nudge(alert, text, key=self._key(step, alert))
        return "called in the thread"

    async def _by_sms(self, step: EscalationStep, alert: Alert, _policy: Policy) -> str:
        body = f"No answer for {step.after} min: {alert.title}. {alert.why} {alert.first_step}".strip()
        said = await self.pager().text_owner(body[:_SEGMENTS], key=self._key(step, alert))
        await self._say(step, alert, f"No answer for {step.after} min, so I texted you.")
        return str(said)

    async def _by_person(self, step: EscalationStep, alert: Alert, policy: Policy) -> str:
        to = policy.alerts.partner if step.via == "partner" else step.to
        await self.showing.show_to(alert, to)
        person = to if to[:1] in {"U", "W"} else ""
        text = f"No answer for {step.after} min, so I asked {'' if person else to}".strip()
        await self._say(step, alert, text, person)
        return f"asked {to}"

    async def _say(self, step: EscalationStep, alert: Alert, text: str, whom: str = "") -> None:
        await self.showing.messenger.nudge(alert, text, key=f"{self._key(step, alert)}:told", whom=whom)

    def _key(self, step: EscalationStep, alert: Alert) -> str:
        return f"escalate:{alert.id}:{alert.round}:{step.key}"


def reminder(alert: Alert, policy: Policy, now: datetime) -> datetime | None:
    """When whoever acknowledges an urgent alert now is asked whether they are still on it."""
    minutes = policy.alerts.remind_after
    return now + timedelta(minutes=minutes) if minutes and alert.severity is Severity.URGENT else None
