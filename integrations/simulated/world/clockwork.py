"""Days of the town (America/Los_Angeles) as moments in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE).astimezone(UTC)


def moment(day: date, seconds: float) -> datetime:
    """Return the moment `seconds` after local midnight of `day`, in UTC."""
    return _midnight(day) + timedelta(seconds=seconds)


def local_day(when: datetime) -> date:
    """Return the town's calendar day at a moment."""
    return when.astimezone(ZONE).date()
