from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from integrations.models.alert_policy import Policy

# A brief that comes later than this after the quiet hours would keep Jorge waiting for what happened at night.
LONGEST_WAIT_FOR_BRIEF = timedelta(hours=3)
_DAYS = (-1, 0, 1, 2)


def is_quiet(policy: Policy, now: datetime) -> bool:
    """Whether the quiet hours of the one who is told are on; from 21:00 until before 7:00 by default."""
    begin, end = policy.alerts.quiet_from, policy.alerts.quiet_until
    clock = now.astimezone(policy.tz).time()
    if begin <= end:
        return begin <= clock < end
    return clock >= begin or clock < end


def quiet_end(policy: Policy, now: datetime) -> datetime:
    """When the quiet hours that are on at `now` end."""
    return next_time(policy.alerts.quiet_until, now, policy.tz)


def next_brief(policy: Policy, after: datetime) -> datetime | None:
    """The first morning brief after a time; None where there are none."""
    return next_time(policy.alerts.brief_at, after, policy.tz) if policy.alerts.brief_at else None


def told_after_quiet(policy: Policy, now: datetime) -> datetime:
    """When what comes in the quiet hours is told: with the brief that follows them, else at their end."""
    end = quiet_end(policy, now)
    brief = next_brief(policy, end - timedelta(microseconds=1))
    if brief is None or brief - end > LONGEST_WAIT_FOR_BRIEF or is_quiet(policy, brief):
        return end
    return brief


def next_time(clock: time, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after `after` (UTC) at which clocks in the zone show `clock`, also across daylight saving."""
    return min(one for one in _moments(clock, after, zone) if one > after)


def latest_time(clock: time, before: datetime, zone: ZoneInfo) -> datetime:
    """The last moment not after `before` at which clocks in the zone show `clock`."""
    return max(one for one in _moments(clock, before, zone) if one <= before)


def _moments(clock: time, near: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    today = near.astimezone(zone).date()
    for days in _DAYS:
        # When clocks go back an hour comes twice: both of its moments count.
        for fold in (0, 1):
            local = datetime.combine(today + timedelta(days=days), clock.replace(fold=fold), tzinfo=zone)
            yield local.astimezone(UTC)
