from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from integrations.models.frozen import Frozen


class Severity(StrEnum):
    """How loud an alert is."""

    URGENT = "urgent"
    NORMAL = "normal"
    QUIET = "quiet"


class AlertStatus(StrEnum):
    """Where an alert stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    DONE = "done"


class Alert(Frozen):
    """One story that Jorge should know, on one card: the same story again raises `count` instead of a second card.

    `story` is what it is about (`lead:<contact id>`, `feed:mls`); `why` the one line why now; `first_step` what to do
    first; `facts` label and value pairs. All words are ours or quoted, never instructions.
    """

    id: str
    story: str
    kind: str
    severity: Severity
    title: str
    why: str
    first_step: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    quote: str = ""
    contact_id: str | None = None
    listing_ref: str | None = None
    record_url: str | None = None
    rule_id: str = ""
    event_id: str = ""
    status: AlertStatus = AlertStatus.OPEN
    count: int = 1
    opened_at: datetime
    updated_at: datetime
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    snoozed_until: datetime | None = None
    channel: str | None = None
    message_ts: str | None = None
