from __future__ import annotations

from datetime import datetime
from typing import Protocol

from integrations.models.alert import Alert
from integrations.models.contact import Contact


class AlertDesk(Protocol):
    """What buttons and commands of alerts can do. Every call is a compare-and-set and returns the alert as it is now.

    Raises:
        ToolError: unknown alert, or the vendor refused; the message says what to do.
    """

    async def get(self, alert_id: str) -> Alert | None:
        """The alert with this id."""
        ...

    async def contact(self, alert: Alert) -> Contact | None:
        """The lead it is about."""
        ...

    async def listed(self, *, include_done: bool = False, limit: int = 20) -> list[Alert]:
        """The newest alerts, open ones first."""
        ...

    async def acknowledge(self, alert_id: str, user: str) -> Alert:
        """Jorge has seen it."""
        ...

    async def snooze(self, alert_id: str, user: str, until: datetime) -> Alert:
        """Be quiet about it until a time; then the card comes back."""
        ...

    async def done(self, alert_id: str, user: str) -> Alert:
        """The story is over; the same story later opens a new card."""
        ...

    async def note(self, alert_id: str, user: str, text: str) -> Alert:
        """Write a note to the lead's record in the CRM."""
        ...

    async def text(self, alert_id: str, user: str, body: str) -> str:
        """Text the lead what Jorge wrote, if the gates allow it; returns what happened in one sentence."""
        ...
