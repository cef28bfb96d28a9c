from __future__ import annotations

from datetime import datetime
from typing import Any

from integrations.models.alert import Alert, AlertStatus
from integrations.models.contact import Contact
from integrations.store import alerts as cards
from integrations.store import approvals as audit
from integrations.wire.errors import WireError
from tools.errors import ToolError
from tools.tool import Hubs

_LIVE = (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED, AlertStatus.SNOOZED)


class AlertBook:
    """The alerts of the book of record, and what Jorge does with them (see `AlertDesk`)."""

    def __init__(self, hubs: Hubs, owner: str) -> None:
        self._hubs = hubs
        self._owner = owner

    async def get(self, alert_id: str) -> Alert | None:
        """The alert with this id."""
        return await self._hubs.store.read(cards.get, alert_id)

    async def contact(self, alert: Alert) -> Contact | None:
        """The lead it is about."""
        return await self._hubs.crm.contact(alert.contact_id) if alert.contact_id else None

    async def listed(self, *, include_done: bool = False, limit: int = 20) -> list[Alert]:
        """The newest alerts, open ones first."""
        return await self._hubs.store.read(cards.listed, include_done=include_done, limit=limit)

    async def acknowledge(self, alert_id: str, user: str) -> Alert:
        """Jorge has seen it."""
        values = {"status": AlertStatus.ACKNOWLEDGED, "acknowledged_by": user, "acknowledged_at": self._hubs.now()}
        return await self._change(alert_id, user, "acknowledged", (AlertStatus.OPEN, AlertStatus.SNOOZED), values)

    async def snooze(self, alert_id: str, user: str, until: datetime) -> Alert:
        """Be quiet about it until a time; then the card comes back."""
        if until <= self._hubs.now():
            raise ToolError("invalid", "That time is over already; choose a later one.")
        values = {"status": AlertStatus.SNOOZED, "snoozed_until": until}
        return await self._change(alert_id, user, "snoozed", _LIVE, values)

    async def done(self, alert_id: str, user: str) -> Alert:
        """The story is over; the same story later opens a new card."""
        return await self._change(alert_id, user, "done", _LIVE, {"status": AlertStatus.DONE})

    async def wake(self) -> list[Alert]:
        """Open the snoozed alerts whose time has come, and return them so that their cards come back."""
        due = await self._hubs.store.read(cards.waking, self._hubs.now())
        values = {"status": AlertStatus.OPEN, "snoozed_until": None}
        return [await self._change(one.id, "jorge", "woken", (AlertStatus.SNOOZED,), values) for one in due]

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
        return await self._change(alert_id, user, "noted", _LIVE, {})

    async def text(self, alert_id: str, user: str, body: str) -> str:
        """Text the lead what Jorge wrote, if the gates allow it; returns what happened in one sentence.

        Raises:
            ToolError: no lead, or a gate refuses; the message says which.
        """
        alert, contact = await self._lead(alert_id, user)
        key = f"alert:{alert.id}:{alert.count}:{user}:{hash_of(body)}"
        try:
            said = await self._hubs.marketing.text_contact(contact, body, key=key)
        except WireError as error:
            raise ToolError("unavailable", f"The text is not sent: {error}.") from error
        await self._change(alert_id, user, "texted", _LIVE, {})
        return str(said)

    async def _lead(self, alert_id: str, user: str) -> tuple[Alert, Contact]:
        if self._owner and user != self._owner:
            raise ToolError("refused", f"Only <@{self._owner}> can do this.")
        alert = await self.get(alert_id)
        contact = await self.contact(alert) if alert else None
        if alert is None or contact is None:
            raise ToolError("not_found", "This lead is no longer in the CRM copy.")
        return alert, contact

    async def _change(
        self, alert_id: str, user: str, what: str, expected: tuple[AlertStatus, ...], values: dict[str, Any]
    ) -> Alert:
        values = {**values, "updated_at": self._hubs.now()} if values else {"updated_at": self._hubs.now()}
        alert = await self._hubs.store.write(cards.change, alert_id, expected, **values)
        if alert is None:
            raise ToolError("not_found", "This alert is no longer known.")
        await self._hubs.store.write(
            audit.note, self._hubs.now(), user, f"alert.{what}", alert_id, {"story": alert.story}
        )
        return alert


def hash_of(text: str) -> str:
    """A short fingerprint of a text, for effect keys."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:12]
