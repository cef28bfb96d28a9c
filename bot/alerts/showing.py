from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.alerts.messenger import Messenger
from bot.alerts.routing import channels_for, for_others, in_dm
from integrations.models.alert import Alert, AlertStatus
from integrations.models.alert_policy import Decided, Decision, Policy, Shown
from integrations.store import Store, alert_course, alert_policy
from integrations.store import alerts as cards
from integrations.wire.errors import NotConfigured, Rejected

log = structlog.get_logger(__name__)
# Slack allows some fifty edits a minute; a burst on one story is told by its first card and one edit at the end.
EDIT_PAUSE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Showing:
    """Puts alerts before people and keeps every message of a story at the same state."""

    store: Store
    messenger: Messenger
    defaults: Policy
    now: Callable[[], datetime]

    async def policy(self) -> Policy:
        """The policy in force."""
        return await self.store.read(alert_policy.load, self.defaults, self.now())

    async def show(self, alert: Alert, policy: Policy | None = None) -> Alert:
        """Show the alert where it belongs, or bring its cards up to date; returns it with its place.

        The DM comes first, so that a channel that does not work keeps nothing from Jorge.
        """
        if not alert.visible or (alert.status is AlertStatus.DONE and alert.shown_at is None):
            return alert
        policy = policy or await self.policy()
        where = None
        if in_dm(alert, policy) or alert.message_ts:
            where = await self.messenger.show_alert(alert)
            # The others' cards lead to this one.
            alert = alert.model_copy(update={"channel": where[0], "message_ts": where[1]})
        if not await self._share(alert, policy) and where is None:
            where = await self.messenger.show_alert(alert)
        return await self.placed(alert, where)

    async def placed(self, alert: Alert, where: tuple[str, str] | None) -> Alert:
        """Remember where the alert is shown, and that it shows the newest."""
        now = self.now()
        await self.store.write(cards.place, alert.id, where, count=alert.count, at=now)
        channel, ts = where or (alert.channel, alert.message_ts)
        return alert.model_copy(
            update={"channel": channel, "message_ts": ts, "shown_at": now, "shown_count": alert.count}
        )

    async def show_to(self, alert: Alert, to: str) -> None:
        """Show the alert, fit for others, in a channel or to a person; from then on it is kept up to date there."""
        known = {one.place: one for one in await self.store.read(alert_course.places, alert.id)}
        channel, ts = await self.messenger.share_alert(for_others(alert), to, known.get(to))
        shown = Shown(alert_id=alert.id, place=to, channel=channel, message_ts=ts)
        await self.store.write(alert_course.keep_place, shown)

    async def record(self, alert: Alert, decision: Decision) -> None:
        """Write down what was decided about the alert."""
        await self.store.write(alert_policy.record, Decided.about(alert, decision, self.now()))

    async def _share(self, alert: Alert, policy: Policy) -> bool:
        """Show it to the others; False where somebody was to see it there and cannot."""
        known = [one.place for one in await self.store.read(alert_course.places, alert.id)]
        channels = channels_for(alert, policy) if alert.status is not AlertStatus.DONE else ()
        fine = True
        for to in dict.fromkeys((*channels, *known)):
            try:
                await self.show_to(alert, to)
            except (Rejected, NotConfigured) as error:
                log.warning("alert_not_shared", to=to, why=str(error))
                fine = False
        return fine and bool(channels or known)


def needs_showing(alert: Alert, now: datetime) -> bool:
    """Whether the alert's card is to be posted or edited now; a card edited a moment ago waits for `tick`."""
    if not alert.visible or alert.status is AlertStatus.DONE or alert.shown_count >= alert.count:
        return False
    return alert.shown_at is None or now - alert.shown_at >= EDIT_PAUSE
