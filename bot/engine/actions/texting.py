from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.rules.actions import TextOwner
from bot.rules.filling import fill
from integrations.events import Event
from integrations.models.alert import Alert, AlertStatus
from integrations.store import alert_course
from integrations.store import alerts as cards
from tools.tool import Hubs

_SEGMENT_LENGTH: Final = 300
# The key of the escalation's text: whoever was texted by the rule is not texted again by the clock.
BY_TEXT: Final = "sms"
_SILENT: Final = {
    AlertStatus.ACKNOWLEDGED: "somebody is on it already",
    AlertStatus.SNOOZED: "it is snoozed",
    AlertStatus.SILENCED: "it is silenced",
    AlertStatus.DONE: "it is done",
}


@dataclass(frozen=True, slots=True)
class Texting:
    """Texts Jorge about an event. Where the event has a card, the text goes by it: one a round, none once answered."""

    hubs: Hubs
    now: Callable[[], datetime]

    async def text(self, action: TextOwner, event: Event, key: str) -> str:
        """Text him; returns in a few words what happened.

        Raises:
            WireError: no text can be sent now.
        """
        alert = await self.hubs.store.read(cards.of_event, event.id)
        if alert is not None and (why := await self._needless(alert, event)):
            return f"not texted: {why}"
        body = fill(action.body, event.payload)[:_SEGMENT_LENGTH]
        said = str(await self.hubs.marketing.text_owner(body, key=key))
        if alert is not None:
            await self.hubs.store.write(
                alert_course.take_step, alert.id, alert.round, BY_TEXT, at=self.now(), result=f"{said} {_of(event)}"
            )
        return said

    async def _needless(self, alert: Alert, event: Event) -> str:
        if alert.status in _SILENT:
            return _SILENT[alert.status]
        if alert.deferred_until is not None:
            return "its card waits for the end of the quiet hours"
        if BY_TEXT not in await self.hubs.store.read(alert_course.taken_steps, alert.id, alert.round):
            return ""
        done = await self.hubs.store.read(alert_course.escalated, alert.id)
        # The same event again is the same text: its key keeps it from going out twice.
        mine = any(step == BY_TEXT and result.endswith(_of(event)) for _, step, result in done)
        return "" if mine else "he was texted about this card already"


def _of(event: Event) -> str:
    return f"(event {event.id[:10]})"
