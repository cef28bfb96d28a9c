"""Telemarketing hours: 8:00 to 21:00 where the recipient is (47 CFR 64.1200(c)(1))."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

OPENS, CLOSES = time(8), time(21)
_ROUNDS: Final = 12


def zones_of(phone: str, office: ZoneInfo) -> tuple[ZoneInfo, ...]:
    """The time zones that a number's area code lies in; the office's where it says nothing."""
    from phonenumbers import timezone

    try:
        names = timezone.time_zones_for_number(phonenumbers.parse(phone, "US"))
    except phonenumbers.NumberParseException:
        names = ()
    found = []
    for name in names:
        try:
            found.append(ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return tuple(found) or (office,)


def allowed_from(phone: str, now: datetime, office: ZoneInfo) -> datetime:
    """When this number may be texted: `now` itself within the hours of all its zones, or the next time that is."""
    zones = zones_of(phone, office)
    moment = now
    for _ in range(_ROUNDS):
        later = max(_next_open(moment, zone) for zone in zones)
        if later == moment:
            return moment
        moment = later
    # Zones whose days do not overlap (a toll-free number): the office's own hours.
    return _next_open(now, office)


def _next_open(moment: datetime, zone: ZoneInfo) -> datetime:
    local = moment.astimezone(zone)
    if OPENS <= local.time() < CLOSES:
        return moment
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    return datetime.combine(day, OPENS, zone).astimezone(UTC)


def say_hours(phone: str, now: datetime, office: ZoneInfo) -> str:
    """The recipient's time of day in words."""
    zone = zones_of(phone, office)[0]
    return f"{now.astimezone(zone):%H:%M}"
