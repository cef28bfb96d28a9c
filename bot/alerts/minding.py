from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.alerts.brief import brief_due, compose_brief, latest_brief
from bot.alerts.escalating import Escalating
from bot.alerts.policy import decide
from bot.alerts.routing import in_dm
from bot.alerts.showing import EDIT_PAUSE, Showing
from bot.alerts.story import settle
from integrations.models.alert import Alert, AlertStatus
from integrations.models.alert_policy import Deliver, Policy
from integrations.store import alert_course, alert_policy
from integrations.store import alerts as cards
from integrations.wire.errors import WireError
from tools.tool import Hubs

log = structlog.get_logger(__name__)
_REMEMBER_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Minding:
    """What is due by the clock. All it needs to know is in the store: any process may do it, twice too."""

    hubs: Hubs
    showing: Showing
    escalating: Escalating

    async def tick(self) -> None:
        """Do what is due: the brief, snoozes that end, deferred alerts, stale cards, reminders, escalations.

        One alert that cannot be told keeps no other from it; it is tried again at the next tick.
        """
        now, policy, store = self.showing.now(), await self.showing.policy(), self.showing.store
        brief_is_out = await self._guarded("brief", self.brief, policy, now)
        for one in await store.read(cards.waking, now):
            await self._guarded(one.id, self._wake, one, policy, now)
        # What waits for the brief goes on waiting where Slack does not take it now.
        for one in await store.read(cards.due, now) if brief_is_out else ():
            await self._guarded(one.id, self._tell_deferred, one, policy, now)
        for one in await store.read(cards.stale, now - EDIT_PAUSE):
            await self._guarded(one.id, self.showing.show, one, policy)
        for one in await store.read(cards.to_remind, now):
            await self._guarded(one.id, self.escalating.remind, one, policy, now)
        for one in await store.read(cards.waiting):
            await self._guarded(one.id, self.escalating.escalate, one, policy, now)

    async def brief(self, policy: Policy, now: datetime, *, asked: bool = False) -> None:
        """Send the morning brief if it is due or `asked` for; the alerts that waited for it follow in its thread."""
        due = brief_due(policy, now)
        store = self.showing.store
        if not asked and not await store.read(alert_course.ever_had_brief):
            # Nothing has happened before the first start that Jorge would want to read about.
            await store.write(alert_course.keep_brief, latest_brief(policy, now), now)
            return
        if not asked and (due is None or await store.read(alert_course.had_brief, due[0])):
            return
        key = f"brief:{now.isoformat()}" if asked or due is None else f"brief:{due[0]}"
        brief = await compose_brief(self.hubs, policy, now)
        channel, ts = await self.showing.messenger.show_brief(brief, key=key)
        for one in brief.deferred:
            await self._guarded(one.id, self._tell_deferred, one, policy, now, (channel, ts))
        if due is not None and not asked:
            await store.write(alert_course.keep_brief, due[0], now)
            await store.write(alert_policy.forget, now - _REMEMBER_FOR)

    async def _wake(self, seen: Alert, policy: Policy, now: datetime) -> None:
        after = await self._settle(seen, policy, now)
        if after is not None and after.visible:
            after = await self.showing.show(after, policy)
            text = f"The snooze is over: {after.title}"
            await self.showing.messenger.nudge(after, text, key=f"woken:{after.id}:{now.isoformat()}")

    async def _tell_deferred(
        self, seen: Alert, policy: Policy, now: datetime, thread: tuple[str, str] | None = None
    ) -> None:
        after = await self._settle(seen, policy, now)
        if after is None or not after.visible:
            return
        if thread is not None and after.message_ts is None and in_dm(after, policy):
            await self.showing.placed(after, await self.showing.messenger.file_alert(after, *thread))
        else:
            await self.showing.show(after, policy)

    async def _settle(self, seen: Alert, policy: Policy, now: datetime) -> Alert | None:
        """Decide again, now that the time has come; None where somebody was faster."""
        awake = seen.model_copy(update={"status": AlertStatus.OPEN})
        decision = decide(awake, policy, now)

        def turn(one: Alert) -> Alert | None:
            same = (one.status, one.snoozed_until, one.deferred_until)
            if same != (seen.status, seen.snoozed_until, seen.deferred_until):
                return None
            return settle(one.model_copy(update={"status": AlertStatus.OPEN}), decision, now)

        before, after = await self.showing.store.write(cards.change, seen.id, turn)
        if after is None or after == before:
            return None
        if not isinstance(decision, Deliver) or seen.deferred_until is not None:
            await self.showing.record(after, decision)
        return after

    async def _guarded(self, what: str, do: Callable[..., Awaitable[Any]], *args: Any) -> bool:
        try:
            await do(*args)
        except WireError as error:
            log.warning("alert_not_told", what=what, why=str(error))
            return False
        except Exception:  # outer border of the clock: one broken alert must not silence the others
            log.exception("alert_not_told", what=what)
        return True
