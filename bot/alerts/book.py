from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from bot.alerts.announcing import Announcing
from bot.alerts.escalating import Escalating, reminder
from bot.alerts.messenger import Messenger
from bot.alerts.minding import Minding
from bot.alerts.showing import Showing
from bot.alerts.silencing import Silencing
from bot.alerts.story import reopened
from integrations.marketing import Refused
from integrations.models.alert import Alert, AlertStatus
from integrations.models.alert_policy import Policy
from integrations.models.contact import Contact
from integrations.store import alerts as cards
from integrations.store import approvals as audit
from integrations.wire.errors import WireError
from tools.errors import ToolError
from tools.tool import Hubs

UNDONE = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, AlertStatus.SNOOZED)
_TO_ACKNOWLEDGE = UNDONE


class AlertBook:
    """The alerts of the book of record: how they come (`announce`), what is due (`tick`), what people do with them.

    Attributes:
        policies: muted rules, maintenance, preferences, and the record of decisions.
    """

    def __init__(self, hubs: Hubs, owner: str, messenger: Messenger, defaults: Policy | None = None) -> None:
        self._hubs = hubs
        self._owner = owner
        self._showing = Showing(hubs.store, messenger, defaults or Policy(zone=hubs.zone), hubs.now)
        self._announcing = Announcing(self._showing)
        self._minding = Minding(hubs, self._showing, Escalating(self._showing, lambda: hubs.marketing, owner))
        self.policies = Silencing(self._showing, owner, self._systems)

    async def announce(self, news: Alert, effect: str) -> tuple[Alert, str]:
        """Take news from a rule; returns its story's alert, and why it was told or not. The same `effect` counts once.

        Raises:
            Unavailable: the alert is kept, and Slack does not answer; try again.
        """
        return await self._announcing.announce(news, effect)

    async def tick(self) -> None:
        """Do what is due by the clock."""
        await self._minding.tick()

    async def brief(self, user: str) -> None:
        """Send the brief now, as asked."""
        self._only_owner(user)
        await self._minding.brief(await self._showing.policy(), self._hubs.now(), asked=True)

    async def show(self, alert: Alert) -> Alert:
        """Bring every message that shows the alert up to date."""
        return await self._showing.show(alert)

    async def get(self, alert_id: str) -> Alert | None:
        """The alert with this id."""
        return await self._hubs.store.read(cards.get, alert_id)

    async def contact(self, alert: Alert) -> Contact | None:
        """The lead it is about."""
        return await self._hubs.crm.contact(alert.contact_id) if alert.contact_id else None

    async def listed(self, *statuses: AlertStatus, limit: int = 20) -> list[Alert]:
        """The alerts of these statuses (default: whatever is not done), the most pressing first."""
        return await self._hubs.store.read(cards.listed, statuses=statuses or UNDONE, limit=limit)

    async def may_handle(self, user: str) -> bool:
        """Whether somebody may acknowledge and claim: Jorge, his partner, his team (no team: whoever sees a card)."""
        alerts = (await self._showing.policy()).alerts
        return not self._owner or not alerts.team or user in {self._owner, alerts.partner, *alerts.team}

    async def acknowledge(self, alert_id: str, user: str) -> Alert:
        """Somebody has seen it; once more means "still on it"."""
        policy = await self._showing.policy()
        now = self._hubs.now()

        def turn(one: Alert) -> Alert | None:
            if one.status not in _TO_ACKNOWLEDGE:
                return None
            values = {"acknowledged_by": one.acknowledged_by or user, "acknowledged_at": one.acknowledged_at or now}
            return _handled(one, **values, remind_at=reminder(one, policy, now))

        return await self._change(alert_id, user, "acknowledged", turn, anybody=True)

    async def claim(self, alert_id: str, user: str) -> Alert:
        """Take it over: the first one gets it.

        Raises:
            ToolError: somebody else has it.
        """
        policy = await self._showing.policy()
        now = self._hubs.now()

        def turn(one: Alert) -> Alert | None:
            if one.claimed_by not in {None, user}:
                raise ToolError("refused", f"<@{one.claimed_by}> has this one already.")
            if one.status not in _TO_ACKNOWLEDGE:
                return None
            values = {"acknowledged_by": one.acknowledged_by or user, "acknowledged_at": one.acknowledged_at or now}
            claimed = {"claimed_by": user, "claimed_at": one.claimed_at or now}
            return _handled(one, **values, **claimed, remind_at=reminder(one, policy, now))

        return await self._change(alert_id, user, "claimed", turn, anybody=True)

    async def release(self, alert_id: str, user: str) -> Alert:
        """Give it back: it is open again, and waits for somebody."""

        def turn(one: Alert) -> Alert | None:
            if self._owner and user not in {self._owner, one.claimed_by, one.acknowledged_by}:
                raise ToolError("refused", f"Only <@{one.claimed_by or self._owner}> or <@{self._owner}> can do this.")
            return reopened(one, self._hubs.now()) if one.status is AlertStatus.ACKNOWLEDGED else None

        return await self._change(alert_id, user, "released", turn, anybody=True)

    async def snooze(self, alert_id: str, user: str, until: datetime) -> Alert:
        """Be quiet about it until a time; then the card comes back."""
        if until <= self._hubs.now():
            raise ToolError("invalid", "That time is over already; choose a later one.")

        def turn(one: Alert) -> Alert | None:
            if one.status not in UNDONE:
                return None
            quiet = {"status": AlertStatus.SNOOZED, "snoozed_until": until, "deferred_until": None}
            return one.model_copy(update={**quiet, "waiting_since": None, "remind_at": None, "reminded_at": None})

        return await self._change(alert_id, user, "snoozed", turn)

    async def unsnooze(self, alert_id: str, user: str) -> Alert:
        """Take a snooze back."""

        def turn(one: Alert) -> Alert | None:
            return reopened(one, self._hubs.now()) if one.status is AlertStatus.SNOOZED else None

        return await self._change(alert_id, user, "unsnoozed", turn)

    async def done(self, alert_id: str, user: str) -> Alert:
        """The story is over; the same story later opens a new card."""

        def turn(one: Alert) -> Alert | None:
            if self._owner and user not in {self._owner, one.claimed_by}:
                raise ToolError("refused", f"Claim it first; then you can close it, as <@{self._owner}> can.")
            return None if one.status is AlertStatus.DONE else _ended(one)

        return await self._change(alert_id, user, "done", turn, anybody=True)

    async def note(self, alert_id: str, user: str, text: str) -> Alert:
        """Write a note to the lead's record in the CRM.

        Raises:
            ToolError: no lead, or the CRM does not take it.
        """
        alert, contact = await self._lead(alert_id, user)
        try:
            await self._hubs.crm.add_note(contact.id, f"Note from Slack: {alert.title}", text)
        except WireError as error:
            raise ToolError("unavailable", f"The note is not saved: {error}. Try again in a minute.") from error
        return await self._answered(alert_id, user, "noted")

    async def text(self, alert_id: str, user: str, body: str) -> str:
        """Text the lead what Jorge wrote, if the gates allow it; returns what happened in one sentence.

        Raises:
            ToolError: no lead, or a gate refuses; the message says which.
        """
        alert, contact = await self._lead(alert_id, user)
        key = f"alert:{alert.id}:{alert.count}:{user}:{hash_of(body)}"
        try:
            said = await self._hubs.marketing.text_contact(contact, body, key=key)
        except Refused as error:
            raise ToolError("refused", f"The text is not sent: {error}") from error
        except WireError as error:
            raise ToolError("unavailable", f"The text is not sent: {error}.") from error
        await self._answered(alert_id, user, "texted")
        return str(said)

    def _systems(self) -> dict[str, tuple[str, ...]]:
        hubs = self._hubs
        return {"mls": hubs.mls.systems, "crm": hubs.crm.systems, "marketing": hubs.marketing.systems}

    async def _answered(self, alert_id: str, user: str, what: str) -> Alert:
        """Whoever does something about it has seen it."""
        await self._note(user, what, alert_id, "")
        return await self.acknowledge(alert_id, user)

    async def _lead(self, alert_id: str, user: str) -> tuple[Alert, Contact]:
        self._only_owner(user)
        alert = await self.get(alert_id)
        contact = await self.contact(alert) if alert else None
        if alert is None or contact is None:
            raise ToolError("not_found", "This lead is no longer in the CRM copy.")
        return alert, contact

    def _only_owner(self, user: str) -> None:
        if self._owner and user != self._owner:
            raise ToolError("refused", f"Only <@{self._owner}> can do this.")

    async def _change(
        self, alert_id: str, user: str, what: str, turn: Callable[[Alert], Alert | None], *, anybody: bool = False
    ) -> Alert:
        if not anybody:
            self._only_owner(user)
        elif not await self.may_handle(user):
            raise ToolError("refused", f"This alert is <@{self._owner}>'s.")

        def stamped(one: Alert) -> Alert | None:
            after = turn(one)
            return None if after is None else after.model_copy(update={"shown_count": 0})

        before, after = await self._hubs.store.write(cards.change, alert_id, stamped)
        if after is None:
            raise ToolError("not_found", "This alert is no longer known.")
        if after != before:
            await self._note(user, what, alert_id, after.story)
        return after

    async def _note(self, user: str, what: str, alert_id: str, story: str) -> None:
        detail = {"story": story} if story else {}
        await self._hubs.store.write(audit.note, self._hubs.now(), user, f"alert.{what}", alert_id, detail)


def _handled(one: Alert, **values: object) -> Alert:
    seen = {"status": AlertStatus.ACKNOWLEDGED, "waiting_since": None, "snoozed_until": None, "deferred_until": None}
    return one.model_copy(update={**seen, "reminded_at": None, **values})


def _ended(one: Alert) -> Alert:
    quiet = {"waiting_since": None, "snoozed_until": None, "deferred_until": None, "remind_at": None}
    return one.model_copy(update={**quiet, "reminded_at": None, "status": AlertStatus.DONE})


def hash_of(text: str) -> str:
    """A short fingerprint of a text, for effect keys."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
