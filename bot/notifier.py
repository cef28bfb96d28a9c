from __future__ import annotations

from typing import Protocol

from integrations.models.alert import Alert
from integrations.models.approval import Approval


class Notifier(Protocol):
    """How the engine and the alerts reach Jorge; Slack plugs it in."""

    async def show_alert(self, alert: Alert) -> tuple[str, str]:
        """Show the alert, or update the card it already has; returns its channel and message timestamp."""
        ...

    async def show_approval(self, approval: Approval) -> None:
        """Show an approval's card, or update the one it has to its present status and result."""
        ...

    async def tell(self, text: str, *, thread_ts: str | None = None) -> None:
        """Say something to Jorge in the DM."""
        ...
