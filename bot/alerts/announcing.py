from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts.showing import Showing, needs_showing
from bot.alerts.story import next_chapter
from integrations.models.alert import Alert, AlertStatus, Severity
from integrations.models.alert_policy import Decision, Deliver, Policy
from integrations.store import alerts as cards
from integrations.store.alerts import Raised

_STILL_FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Announcing:
    """The way of news to Jorge: onto its story's card, judged by the policy, shown now, later or never."""

    showing: Showing

    async def announce(self, news: Alert, effect: str) -> tuple[Alert, str]:
        """Take news; returns its story's alert, and why it was told or not. The same `effect` counts once.

        Raises:
            Unavailable: the alert is kept, and the messenger does not answer; try again.
        """
        now = self.showing.now()

        def chapter(old: Alert | None, told: Alert, policy: Policy) -> tuple[Alert, Decision]:
            return next_chapter(old, told, policy, now)

        raised = await self.showing.store.write(cards.raise_story, news, effect, chapter, self.showing.defaults)
        alert = raised.alert
        if _rouses(raised, now) or needs_showing(alert, now):
            alert = await self.showing.show(alert, raised.policy)
            if _rouses(raised, now) and alert.message_ts:
                # An edit makes no sound: Jorge is called to the card he has already.
                text = f"Again: {news.title}. {news.why}".strip()
                await self.showing.messenger.nudge(alert, text, key=f"news:{effect}")
        return alert, raised.decision.reason if raised.decision else "told before"


def _rouses(raised: Raised, now: datetime) -> bool:
    """Whether news on a card that is on the screen must make itself heard: it was laid aside, or it is urgent again."""
    before, alert = raised.before, raised.alert
    if before is None or before.shown_at is None or not isinstance(raised.decision, Deliver):
        return False
    if alert.status is not AlertStatus.OPEN:
        return False
    louder = alert.severity.loudness > before.severity.loudness
    long_ago = alert.severity is Severity.URGENT and now - before.updated_at >= _STILL_FRESH
    return before.status is not AlertStatus.OPEN or not before.visible or louder or long_ago
