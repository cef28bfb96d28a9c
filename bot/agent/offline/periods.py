from __future__ import annotations

import re
from datetime import date, timedelta

from bot.agent.offline.holidays import last_holiday
from bot.agent.offline.lexicon import listed
from bot.agent.offline.period import Period

_DAYS = listed("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = listed("january february march april may june july august september october november december")
_WORDS: dict[str, int] = {
    "hour": 0,
    "hr": 0,
    "day": 1,
    "week": 7,
    "wk": 7,
    "month": 30,
    "mo": 30,
    "quarter": 91,
    "year": 365,
    "yr": 365,
}
_OPEN = frozenset(("since", "after", "starting", "beginning", "from", "as of", "on or after"))
_BEFORE = frozenset(("before", "until", "by", "prior to"))


class Stated:
    """A match whose alternative groups (`n2`) read like the first (`n`), and whose unknown groups read as None."""

    def __init__(self, found: re.Match[str]) -> None:
        self._groups = found.groupdict()

    def __getitem__(self, name: str) -> str:
        return self._groups.get(name) or self._groups.get(name + "2") or ""


def window(found: Stated, today: date) -> Period:
    """The last N days, weeks, months."""
    return _back(int(found["n"]), found["unit"], today)


def longer(found: Stated, today: date) -> Period:
    """For more than N days."""
    span = window(found, today)
    return Period(span.days, span.since, None, beyond=True)


def one_unit(found: Stated, today: date) -> Period:
    """The last day, week, month, counted back from today."""
    return _back(1, found["unit"], today)


def ago(found: Stated, today: date) -> Period:
    """N days ago: that day, or since then."""
    span = window(found, today)
    return span if found["how"] else Period(span.days, span.since, span.since)


def _back(count: int, unit: str, today: date) -> Period:
    if unit in ("hour", "hr"):
        days = -(-count // 24)
        return Period(days, today - timedelta(days=days))
    days = count * _WORDS[unit or "day"]
    if unit in ("month", "mo", "quarter", "year", "yr"):
        months = count * {"m": 1, "q": 3, "y": 12}[unit[0]]
        return Period(days, months_before(today, months))
    return Period(days, today - timedelta(days=min(days, 40_000)))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of that month."""
    year, month = divmod(max(day.year * 12 + day.month - 1 - months, 12), 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return day


def today_only(_found: Stated, today: date) -> Period:
    """Today."""
    return Period(0, today)


def yesterday(_found: Stated, today: date) -> Period:
    """Yesterday, or since then."""
    day = today - timedelta(days=1)
    return Period(1, day, None if _found["how"] else day)


def since_yesterday(_found: Stated, today: date) -> Period:
    """Overnight: since yesterday."""
    return Period(1, today - timedelta(days=1))


def holiday(found: Stated, today: date) -> Period | None:
    """The last such holiday, or since then."""
    return _from(last_holiday(found["holiday"], today), found["how"], today)


def this_unit(found: Stated, today: date) -> Period:
    """This week, month, quarter, year."""
    match found["unit"]:
        case "week":
            return Period(7, today - timedelta(days=today.weekday()))
        case "month":
            return Period(30, today.replace(day=1))
        case "quarter":
            return Period(91, date(today.year, 3 * ((today.month - 1) // 3) + 1, 1))
        case _:
            return Period((today - date(today.year, 1, 1)).days, date(today.year, 1, 1))


def calendar_last(found: Stated, today: date) -> Period:
    """Last week, month, quarter, year by the calendar."""
    match found["unit"]:
        case "week":
            monday = today - timedelta(days=today.weekday() + 7)
            return Period(7, monday, monday + timedelta(days=6))
        case "month":
            end = today.replace(day=1) - timedelta(days=1)
            return Period(30, end.replace(day=1), end)
        case "quarter":
            end = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
            return Period(91, date(end.year, end.month - 2, 1), end)
        case _:
            return Period(365, date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def weekend(found: Stated, today: date) -> Period:
    """The weekend that is or was."""
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if found["which"] == "last" and today.weekday() >= 5:  # noqa: PLR2004  # on a weekend, "last" is the one before
        saturday -= timedelta(days=7)
    return Period((today - saturday).days, saturday, min(saturday + timedelta(days=1), today))


def weekday(found: Stated, today: date) -> Period:
    """The last such weekday before today."""
    at = next(index for index, name in enumerate(_DAYS) if name.startswith(found["weekday"][:3]))
    day = today - timedelta(days=(today.weekday() - at) % 7 or 7)
    return Period((today - day).days, day, None if found["how"] in _OPEN else day)


def month_day(found: Stated, today: date) -> Period | None:
    """A day of a month; without a year the last one."""
    month = month_number(found["month"])
    year = int(found["year"]) if found["year"] else None
    day = day_of(year or today.year, month, int(found["day"]))
    if day and not year and day > today:
        day = day_of(today.year - 1, month, int(found["day"]))
    return _from(day, found["how"], today)


def whole_month(found: Stated, today: date) -> Period | None:
    """A month by its name; without a year the last one."""
    month = month_number(found["month"])
    year = int(found["year"]) if found["year"] else today.year - (month > today.month)
    first = day_of(year, month, 1)
    if first is None or first > today:
        return None
    end = months_before(first, -1) - timedelta(days=1)
    if found["how"] in _BEFORE:
        last = first - timedelta(days=1)
        return Period((today - last).days, date.min, last)
    open_end = found["how"] in _OPEN
    return Period((today - first).days, first, None if open_end or end >= today else end)


def whole_year(found: Stated, today: date) -> Period | None:
    """A year by its number."""
    year = int(found["year"])
    if year > today.year:
        return None
    end = date(year, 12, 31)
    return Period(
        (today - date(year, 1, 1)).days, date(year, 1, 1), end if end < today and found["how"] != "since" else None
    )


def slashed(found: Stated, today: date) -> Period | None:
    """3/1 or 3/1/26."""
    year = int(found["year"]) if found["year"] else None
    year = year + 2000 if year is not None and year < 100 else year  # noqa: PLR2004
    day = day_of(year or today.year, int(found["m"]), int(found["d"]))
    if day and not year and day > today:
        day = day_of(today.year - 1, int(found["m"]), int(found["d"]))
    return _from(day, found["how"], today)


def iso_date(found: Stated, today: date) -> Period | None:
    """2026-03-01."""
    return _from(day_of(int(found["year"]), int(found["m"]), int(found["d"])), found["how"], today)


def _from(day: date | None, how: str, today: date) -> Period | None:
    if day is None or day > today:
        return None
    if how in _BEFORE:
        return Period((today - day).days, date.min, day)
    return Period((today - day).days, day, None if how in _OPEN else day)


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_number(name: str) -> int:
    """1 for Jan."""
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))
