from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, runtime_checkable

from bot.notifier import Notifier
from bot.rules.actions import BotEscalation
from bot.rules.filling import fill
from bot.rules.rule import OrchestrationRule
from integrations.events import Event
from integrations.models.alert import Alert, Severity
from integrations.store import Store
from integrations.store import alerts as cards

_KIND: Final = "handover"
_TITLES: Final = {"jorge_seller_bot": "the seller bot", "jorge_lead_bot": "the lead bot"}


@runtime_checkable
class Nudging(Protocol):
    """A notifier that can write below an alert's card, once per key."""

    async def nudge(self, alert: Alert, text: str, *, key: str, whom: str = "") -> None:
        """Write below the card."""
        ...


@dataclass(frozen=True, slots=True)
class Escalation:
    """Says on a lead's card that no bot has taken over: the two bots do not exist yet."""

    store: Store
    notifier: Notifier
    announce: Callable[[Alert, str], Awaitable[tuple[Alert, str]]]
    now: Callable[[], datetime]

    async def hand_over(self, action: BotEscalation, rule: OrchestrationRule, event: Event, key: str) -> str:
        """Tell Jorge, below the card of the lead's story, that the lead is still his; opens the card if there is none.

        Raises:
            Unavailable: Slack does not answer; try again.
        """
        story = fill(action.story, event.payload)
        text = self._words(action, event)
        card = await self.store.read(cards.live_of, story)
        if card is None:
            await self.announce(self._alert(story, text, action, rule, event), key)
        elif card.kind == _KIND and card.event_id == event.id:
            await self.announce(card, key)  # opened by an earlier try, which may not have come to show it
        elif card.visible and isinstance(self.notifier, Nudging):
            await self.notifier.nudge(card, text, key=key)
        return f"NotConfigured: {action.bot} does not exist yet; Jorge was told that nobody has taken over"

    def _words(self, action: BotEscalation, event: Event) -> str:
        who = fill("{name}", event.payload) or "This lead"
        step = fill(action.first_step, event.payload) or "Call or text them yourself."
        return f"No bot has taken over: {_TITLES[action.bot]} does not exist yet. {who} is still yours. {step}"

    def _alert(self, story: str, text: str, action: BotEscalation, rule: OrchestrationRule, event: Event) -> Alert:
        payload, now = event.payload, self.now()
        name = fill("{name}", payload)
        return Alert(
            id=secrets.token_hex(8), story=story, kind=_KIND, severity=Severity.NORMAL,
            title=f"{name or 'A lead'} waits for you, not for a bot", why=text,
            first_step=fill(action.first_step, payload), people=(name,) if name else (),
            contact_id=payload.get("contact_id"), record_url=payload.get("record_url"), rule_id=rule.rule_id,
            event_id=event.id, opened_at=now, updated_at=now,
        )  # fmt: skip
