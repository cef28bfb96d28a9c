from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from integrations.models.contact import Activity, Contact, Reason, Temperature

_SECONDS_A_DAY = 86_400.0
_SMALLEST = 0.05


@dataclass(frozen=True, slots=True)
class Signal:
    """What a kind of activity is worth: points each, bounded by `cap`, halved every `half_life` days."""

    kinds: tuple[str, ...]
    points: float
    cap: float
    half_life: float
    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Weights:
    """A version of the scoring, read from `weights.toml`."""

    version: str
    signals: tuple[Signal, ...]
    fact_half_life: float
    phone: float
    budget: float
    pre_approved: float
    timeframe: Mapping[str, float]
    stages: Mapping[str, float]
    knee: float
    softness: float


@cache
def read_weights() -> Weights:
    """The weights that ship with Jorge."""
    data = tomllib.loads(files("integrations.crm").joinpath("weights.toml").read_text("utf-8"))
    signals = tuple(Signal(**{**signal, "kinds": tuple(signal["kinds"])}) for signal in data["signals"])
    return Weights(
        data["version"], signals, data["fact_half_life"], **data["facts"], stages=data["stages"], **data["overlap"]
    )


def score(
    contact: Contact, activities: Sequence[Activity], now: datetime, weights: Weights | None = None
) -> Temperature:
    """How ready a contact is at `now`, with a reason for every point: the rounded sum of the reasons, within 0 to 100.

    Deterministic. Falls with time alone. Consent has no influence: it gates contact, not score. Free text has none
    either: only kinds of activity, typed fields, tags and the stage count, so nobody can write himself hot.
    """
    weights = weights or read_weights()
    reasons = [
        reason
        for signal in weights.signals
        if (reason := _of_signal(signal, [one for one in activities if one.kind in signal.kinds], now))
    ]
    reasons += _facts(contact, last_sign_of_life(contact, activities), now, weights)
    reasons += _stage(contact, reasons, weights)
    reasons += _overlap(reasons, weights)
    total = round(sum(reason.points for reason in reasons))
    return Temperature(score=min(100, max(0, total)), reasons=tuple(reasons), version=weights.version)


def last_sign_of_life(contact: Contact, activities: Sequence[Activity]) -> datetime | None:
    """When the contact last did something itself.

    Not `updated_at`: our own writing of the score moves that, and the score would keep itself warm.
    """
    return max((activity.occurred_at for activity in activities), default=contact.created_at)


def is_pre_approved(contact: Contact) -> bool:
    """Whether a lender has pre-approved the contact, by tag."""
    return any(re.sub(r"[^a-z]", "", tag.lower()) == "preapproved" for tag in contact.tags)


def _of_signal(signal: Signal, done: list[Activity], now: datetime) -> Reason | None:
    if not done:
        return None
    last = max(done, key=lambda one: (one.occurred_at, one.external_id))
    points = sum(signal.points * _faded(one.occurred_at, now, signal.half_life) for one in done)
    points = round(min(points, signal.cap), 1)
    if points < _SMALLEST:
        return None
    words = signal.one if len(done) == 1 else signal.many
    label = words.format(home=last.property_address or "a home", count=len(done))
    return Reason(label=label, points=points, when=last.occurred_at)


def _facts(contact: Contact, since: datetime | None, now: datetime, weights: Weights) -> list[Reason]:
    timeframe = (contact.timeframe or "").strip().lower()
    known = (
        (f"Wants to move within {contact.timeframe}", weights.timeframe.get(timeframe, 0.0)),
        ("Pre-approved for a loan", weights.pre_approved if is_pre_approved(contact) else 0.0),
        ("Gave a phone number", weights.phone if contact.phones else 0.0),
        ("Said a budget", weights.budget if contact.price_max is not None else 0.0),
    )
    fading = _faded(since, now, weights.fact_half_life) if since else 0.0
    faded = [(label, round(points * fading, 1)) for label, points in known]
    return [Reason(label=label, points=points, when=since) for label, points in faded if points >= _SMALLEST]


def _stage(contact: Contact, reasons: Sequence[Reason], weights: Weights) -> list[Reason]:
    share = weights.stages.get(contact.stage or "")
    if share is None or not reasons:
        return []
    less = round((share - 1.0) * sum(reason.points for reason in reasons), 1)
    return [Reason(label=f"Stage is {contact.stage}", points=less)]


def _overlap(reasons: Sequence[Reason], weights: Weights) -> list[Reason]:
    total = sum(reason.points for reason in reasons)
    if total <= weights.knee:
        return []
    room = 100.0 - weights.knee
    counted = weights.knee + room * (1.0 - math.exp((weights.knee - total) / weights.softness))
    less = round(counted - total, 1)
    return [Reason(label="These signs overlap", points=less)] if less <= -_SMALLEST else []


def _faded(when: datetime, now: datetime, half_life: float) -> float:
    days = max(0.0, (now - when).total_seconds() / _SECONDS_A_DAY)
    return float(0.5 ** (days / half_life))
