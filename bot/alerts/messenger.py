from __future__ import annotations

from typing import Protocol

from bot.alerts.brief import Brief
from integrations.models.alert import Alert
from integrations.models.alert_policy import Shown


class Messenger(Protocol):
    """How alerts reach people; Slack plugs it in. A message with the same `key` is posted once, whatever happens.

    Raises:
        Unavailable: no answer; try again later.
        Rejected: refused, e.g. an unknown channel.
        NotConfigured: nobody knows whom to tell.
    """

    async def show_alert(self, alert: Alert) -> tuple[str, str]:
        """Show the alert in Jorge's DM, or update the card it has there; returns its channel and timestamp."""
        ...

    async def file_alert(self, alert: Alert, channel: str, thread_ts: str) -> tuple[str, str]:
        """Show the alert in the thread of a message, e.g. the morning brief."""
        ...

    async def share_alert(self, alert: Alert, to: str, known: Shown | None) -> tuple[str, str]:
        """Show an alert (already fit for others) in a channel (`#deals`) or to a user (`U…`), or update it there."""
        ...

    async def nudge(self, alert: Alert, text: str, *, key: str, whom: str = "") -> None:
        """Call Jorge's attention to the alert, in the thread of its card; `whom` is named behind the text."""
        ...

    async def remind(self, alert: Alert, user: str, *, key: str) -> None:
        """Ask whoever acknowledged the alert whether they are still on it."""
        ...

    async def show_brief(self, brief: Brief, *, key: str) -> tuple[str, str]:
        """Show the morning brief in Jorge's DM; returns its channel and timestamp."""
        ...
