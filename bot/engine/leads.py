from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from integrations.models.contact import HOT, Activity, Contact

OLD_STORY = timedelta(days=1)
LATELY = timedelta(days=7)
MOST_ACTIVITIES = 50
_QUOTE_LENGTH = 400
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def who(contact: Contact) -> dict[str, Any]:
    """What every event of a lead says of it."""
    return {
        "contact_id": contact.id,
        "name": contact.name,
        "temperature": contact.jorge_temperature,
        "kind": str(contact.kind),
        "stage": contact.stage,
        "source": contact.source,
        "areas": list(contact.areas),
    }


def scored_payload(contact: Contact, activities: Sequence[Activity], now: datetime) -> dict[str, Any]:
    """What a `lead.scored` event tells: who, how warm, why now and what to do first. `activities` come newest first."""
    latest = activities[0] if activities else None
    return {
        **who(contact),
        "price_min": _dollars(contact.price_min),
        "price_max": _dollars(contact.price_max),
        "phone": next(iter(contact.phones), None),
        "email": next(iter(contact.emails), None),
        "reasons": [f"{reason.label} ({reason.points:+.0f})" for reason in contact.jorge_insights],
        "why": _why(latest, now),
        "first_step": _first_step(contact),
        "homes_viewed": _homes_viewed(activities, now),
        "last_activity": latest.kind if latest else None,
        "property_address": latest.property_address if latest else None,
        "message": (latest.message or "")[:_QUOTE_LENGTH] if latest else "",
        "record_url": contact.record_url,
    }


def is_news(contact: Contact, activities: Sequence[Activity], known: Mapping[str, Any] | None, now: datetime) -> bool:
    """Whether a re-read lead is worth telling the rules: did something new, or has become hot.

    `known` is what was known before: temperature and id of the newest activity; None for somebody new, who is news
    unless an import brings old stories.
    """
    latest = activities[0] if activities else None
    if known is None:
        return latest is None or now - latest.occurred_at <= OLD_STORY
    if latest is not None and latest.external_id != known["latest"]:
        return now - latest.occurred_at <= OLD_STORY
    return int(known["temperature"]) < HOT <= contact.jorge_temperature


def scored_key(contact: Contact, activities: Sequence[Activity]) -> str:
    """The same lead with the same newest activity and temperature is the same news."""
    latest = activities[0].external_id if activities else "none"
    return f"{contact.id}:{latest}:{contact.jorge_temperature}"


def _homes_viewed(activities: Sequence[Activity], now: datetime) -> int:
    """How many homes the lead looked at in 7 days, as far as `activities` go back."""
    lately = (one for one in activities if now - one.occurred_at <= LATELY)
    return len({one.listing_id or one.property_address for one in lately} - {None})


def _why(latest: Activity | None, now: datetime) -> str:
    if latest is None:
        return "New in the CRM."
    about = f" about {latest.property_address}" if latest.property_address else ""
    price = f" (${latest.property_price:,.0f})" if latest.property_price and about else ""
    where = f" on {latest.source}" if latest.source else ""
    return f"{latest.kind}{about}{price}{where}, {_ago(latest.occurred_at, now)}."


def _first_step(contact: Contact) -> str:
    if contact.phones and contact.consent.call is not False:
        return f"Call {contact.first_name or contact.name} now; most leads go with the agent who answers first."
    if contact.emails:
        return f"Write to {contact.first_name or contact.name} now and ask for a phone number."
    return "Open the record and look for a way to reach this lead."


def _ago(then: datetime, now: datetime) -> str:
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < _MINUTE:
        return "just now"
    for unit, length in (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    raise AssertionError(seconds)  # pragma: no cover


def _dollars(value: Any) -> int | None:
    return None if value is None else int(value)
