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
# What somebody wrote to Jorge is told with its words, on a card that he has seen too.
_SPOKEN = frozenset({"reply"})


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
        if news.status is AlertStatus.DONE:
            return await self._end(raised, news, effect), _reason(raised)
        rouses = _rouses(raised, now) or _speaks(raised, news)
        if rouses or needs_showing(alert, now):
            alert = await self.showing.show(alert, raised.policy)
            if rouses and alert.message_ts:
                # An edit makes no sound: Jorge is called to the card he has already.
                await self.showing.messenger.nudge(alert, _call(news), key=f"news:{effect}")
        return alert, _reason(raised)

    async def _end(self, raised: Raised, news: Alert, effect: str) -> Alert:
        """Close the card of a story that is over, and say so where Jorge has seen that card."""
        alert, before = raised.alert, raised.before
        if raised.decision is None:
            return alert
        if before is None:
            # Jorge has put the card away: it is said on a new one, that is done already.
            new = alert.model_copy(update={"shown_at": self.showing.now()})
            return await self.showing.show(new, raised.policy) if isinstance(raised.decision, Deliver) else alert
        if before.shown_at is None:
            return alert
        alert = await self.showing.show(alert, raised.policy)
        if isinstance(raised.decision, Deliver) and before.visible and alert.message_ts:
            said = f"{news.title}. {news.why}".strip()
            await self.showing.messenger.nudge(alert, said, key=f"news:{effect}")
        return alert


def _reason(raised: Raised) -> str:
    return raised.decision.reason if raised.decision else "told before"


def _call(news: Alert) -> str:
    if news.kind in _SPOKEN:
        return f"{news.title}: “{news.quote}”"
    return f"Again: {news.title}. {news.why}".strip()


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


def _speaks(raised: Raised, news: Alert) -> bool:
    """Whether a lead wrote, on a card that is on the screen: those words are told whoever is on it."""
    before = raised.before
    shown = before is not None and before.shown_at is not None and raised.alert.visible
    return shown and news.kind in _SPOKEN and isinstance(raised.decision, Deliver)
