from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from integrations.models.alert import Alert
from integrations.models.frozen import Frozen

Via = Literal["dm", "sms", "partner", "person", "channel"]
_NEEDS_TO = ("person", "channel")


@dataclass(frozen=True, slots=True)
class Deliver:
    """Tell now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Defer:
    """Tell at `until`, not before."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Do not tell at all; it is kept and counted."""

    reason: str


Decision: TypeAlias = Deliver | Defer | Drop


class EscalationStep(Frozen):
    """Whom to reach, `after` so many minutes without an answer. `to` is a Slack user (`person`) or `#channel`."""

    via: Via
    after: int = Field(ge=0, le=24 * 60)
    to: str = ""

    @model_validator(mode="after")
    def _has_somebody(self) -> EscalationStep:
        if self.via in _NEEDS_TO and not self.to:
            raise ValueError(f"a step by {self.via} needs `to`")
        return self

    @property
    def key(self) -> str:
        """What tells it from the other steps."""
        return f"{self.via}:{self.to}" if self.to else self.via

    @property
    def delay(self) -> timedelta:
        """`after` as a duration."""
        return timedelta(minutes=self.after)


DEFAULT_STEPS = (
    EscalationStep(via="dm", after=0),
    EscalationStep(via="sms", after=5),
    EscalationStep(via="partner", after=15),
)


class Alerts(Frozen):
    """When and where Jorge wants to be told. Times are clock times in the office's zone, durations minutes.

    Attributes:
        quiet_from: begin of the quiet hours; the same as `quiet_until` means none.
        urgent_breaks_quiet: whether hot leads are told in the quiet hours too.
        brief_at: when the morning brief comes; None (`off`): never.
        escalation: whom to reach when nobody answers an urgent alert.
        partner: Slack user id of who stands in; empty: nobody.
        team: Slack user ids that may acknowledge and claim beside Jorge and the partner; empty: everybody who sees it.
        remind_after: minutes after an acknowledgement until "still on it?"; 0: never.
        remind_grace: minutes to answer that, else the alert is open again.
        routes: kind of alert -> `#channel`, for what others may see too.
    """

    quiet_from: time = time(21)
    quiet_until: time = time(7)
    urgent_breaks_quiet: bool = True
    brief_at: time | None = time(7, 30)
    escalation: tuple[EscalationStep, ...] = DEFAULT_STEPS
    partner: str = ""
    team: tuple[str, ...] = ()
    remind_after: int = Field(default=30, ge=0, le=24 * 60)
    remind_grace: int = Field(default=10, ge=1, le=24 * 60)
    routes: Mapping[str, str] = Field(default_factory=dict)

    @field_validator("brief_at", mode="before")
    @classmethod
    def _off_is_none(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() in {"", "off", "never"} else value


class Mute(Frozen):
    """A rule that Jorge does not want to hear of until a time."""

    id: str
    rule_id: str
    until: datetime
    by: str
    at: datetime


class Window(Frozen):
    """Maintenance of a system or a group of them: the troubles of all it `covers` are expected until a time."""

    id: str
    system: str
    covers: tuple[str, ...]
    until: datetime
    by: str
    at: datetime


class Policy(Frozen):
    """All that decides about an alert: what Jorge prefers, what he muted, what is under maintenance."""

    zone: str = "America/Los_Angeles"
    alerts: Alerts = Alerts()
    mutes: tuple[Mute, ...] = ()
    windows: tuple[Window, ...] = ()

    @property
    def tz(self) -> ZoneInfo:
        """The zone of whoever is told."""
        return ZoneInfo(self.zone)


_OUTCOMES: Mapping[type, Literal["deliver", "defer", "drop"]] = {Deliver: "deliver", Defer: "defer", Drop: "drop"}


class Decided(Frozen):
    """A decision as it was recorded."""

    alert_id: str
    title: str
    rule_id: str
    at: datetime
    outcome: Literal["deliver", "defer", "drop"]
    reason: str
    until: datetime | None = None

    @classmethod
    def about(cls, alert: Alert, decision: Decision, at: datetime) -> Decided:
        """What was decided about an alert at a time."""
        return cls(
            alert_id=alert.id,
            title=alert.title,
            rule_id=alert.rule_id,
            at=at,
            outcome=_OUTCOMES[type(decision)],
            reason=decision.reason,
            until=decision.until if isinstance(decision, Defer) else None,
        )


class Shown(Frozen):
    """A message that shows an alert beside the card in Jorge's DM: in a channel, or with somebody else."""

    alert_id: str
    place: str
    channel: str
    message_ts: str
