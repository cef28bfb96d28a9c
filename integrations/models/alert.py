from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from integrations.models.frozen import Frozen


class Severity(StrEnum):
    """How loud an alert is."""

    URGENT = "urgent"
    NORMAL = "normal"
    QUIET = "quiet"

    @property
    def loudness(self) -> int:
        """A number that grows with the noise."""
        return {Severity.QUIET: 0, Severity.NORMAL: 1, Severity.URGENT: 2}[self]


class AlertStatus(StrEnum):
    """Where an alert stands. A silenced one is kept and counted, and shown to nobody until news may be told again."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    SILENCED = "silenced"
    DONE = "done"


class Alert(Frozen):
    """One story that Jorge should know, on one card: the same story again raises `count` instead of a second card.

    `story` is what it is about (`lead:<contact id>`, `feed:mls`); `why` the one line why now; `first_step` what to do
    first; `facts` label and value pairs. All words are ours or quoted, never instructions.

    Attributes:
        system: the connected system it is about, for maintenance windows.
        people: names of the leads it tells of, which stay out of shared channels.
        deferred_until: not shown before then; None: shown, or silenced.
        waiting_since: since when nobody answers; escalation counts from here. None: nobody needs to.
        round: how many times it began to wait anew; escalation starts over with each.
        remind_at: when whoever acknowledged is asked whether they are still on it; `reminded_at` when that was done.
        shown_at: when its card was last posted or edited, and `shown_count` what count it showed.
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
    people: tuple[str, ...] = ()
    system: str | None = None
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
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    snoozed_until: datetime | None = None
    deferred_until: datetime | None = None
    waiting_since: datetime | None = None
    round: int = 0
    remind_at: datetime | None = None
    reminded_at: datetime | None = None
    channel: str | None = None
    message_ts: str | None = None
    shown_at: datetime | None = None
    shown_count: int = 0

    @property
    def visible(self) -> bool:
        """Whether it may be on somebody's screen now."""
        return self.deferred_until is None and self.status is not AlertStatus.SILENCED
