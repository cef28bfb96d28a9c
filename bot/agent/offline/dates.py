from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.agent.offline.period import Period
from bot.agent.offline.sheet import Sheet

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_DAY_NAME = r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b"
_MONTH_NAME = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY_OF_MONTH = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?! ?(?:bed|br|bath|ba|k|m)\b)"
_SINCE = r"(?P<how>since|after|starting|beginning|from|as of|on or after)"
_UNIT = r"(?P<unit>hour|hr|day|week|wk|month|mo|quarter|year|yr)s?\b"
_SPAN = re.compile(
    rf"\b(?:between|from)\s+{_MONTH_NAME}(?:\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?)?\s*(?:and|to|through|thru|until|till|-)\s*"
    rf"(?:{_MONTH_NAME.replace('month', 'month2')}\s*)?(?P<day2>[0-3]?\d(?![\d,]))?(?:st|nd|rd|th)?\b"
)
_IN_LAST = r"(?:(?:with)?in |over |during |for |from |of )?(?:the |my )?(?:last|past|previous|prior|recent|trailing)"
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


def _take_span(sheet: Sheet, today: date) -> Period | None:
    """ "between January and March", "from Feb 10 to Feb 20"."""
    found = _SPAN.search(sheet.low)
    if not found or not (found["month2"] or found["day2"]):
        return None
    first, last = _month(found["month"]), _month(found["month2"] or found["month"])
    year = today.year if first <= today.month else today.year - 1
    since = _date(year, first, int(found["day"] or 1))
    end_year = year if last >= first else year + 1
    whole = _date(end_year, last, 1)
    until = _date(end_year, last, int(found["day2"])) if found["day2"] else whole and _months_before(whole, -1) - timedelta(days=1)
    if since is None or until is None or since > today:
        return None
    sheet.low = sheet.low[: found.start()] + " ¦ " + sheet.low[found.end() :]
    return Period((today - since).days, since, until if until < today else None, said=found.group())


def _whole_year(found: _Stated, today: date) -> Period | None:
    year = int(found["year"])
    if year > today.year:
        return None
    end = date(year, 12, 31)
    return Period((today - date(year, 1, 1)).days, date(year, 1, 1), end if end < today and found["how"] != "since" else None)


class _Stated:
    """A match whose alternative groups (`n2`) read like the first (`n`), and whose unknown groups read as None."""

    def __init__(self, found: re.Match[str]) -> None:
        self._groups = found.groupdict()

    def __getitem__(self, name: str) -> str:
        return self._groups.get(name) or self._groups.get(name + "2") or ""


def _window(found: _Stated, today: date) -> Period:
    return _back(int(found["n"]), found["unit"], today)


def _longer(found: _Stated, today: date) -> Period:
    span = _window(found, today)
    return Period(span.days, span.since, None, beyond=True)


def _one(found: _Stated, today: date) -> Period:
    return _back(1, found["unit"], today)


def _ago(found: _Stated, today: date) -> Period:
    span = _window(found, today)
    return span if found["how"] else Period(span.days, span.since, span.since)


def _back(count: int, unit: str, today: date) -> Period:
    if unit in ("hour", "hr"):
        days = -(-count // 24)
        return Period(days, today - timedelta(days=days))
    days = count * _WORDS[unit]
    if unit in ("month", "mo", "quarter", "year", "yr"):
        months = count * {"m": 1, "q": 3, "y": 12}[unit[0]]
        return Period(days, _months_before(today, months))
    return Period(days, today - timedelta(days=min(days, 40_000)))


def _months_before(day: date, months: int) -> date:
    year, month = divmod(max(day.year * 12 + day.month - 1 - months, 12), 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    return day


def _today(_found: _Stated, today: date) -> Period:
    return Period(0, today)


def _yesterday(_found: _Stated, today: date) -> Period:
    day = today - timedelta(days=1)
    return Period(1, day, None if _found["how"] else day)


def _this(found: _Stated, today: date) -> Period:
    match found["unit"]:
        case "week":
            return Period(7, today - timedelta(days=today.weekday()))
        case "month":
            return Period(30, today.replace(day=1))
        case "quarter":
            return Period(91, date(today.year, 3 * ((today.month - 1) // 3) + 1, 1))
        case _:
            return Period((today - date(today.year, 1, 1)).days, date(today.year, 1, 1))


def _calendar_last(found: _Stated, today: date) -> Period:
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


def _weekend(found: _Stated, today: date) -> Period:
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    if found["which"] == "last" and today.weekday() >= 5:  # noqa: PLR2004  # on a weekend, "last" is the one before
        saturday -= timedelta(days=7)
    return Period((today - saturday).days, saturday, min(saturday + timedelta(days=1), today))


def _weekday(found: _Stated, today: date) -> Period:
    at = next(index for index, name in enumerate(_DAYS) if name.startswith(found["weekday"][:3]))
    day = today - timedelta(days=(today.weekday() - at) % 7 or 7)
    return Period((today - day).days, day, None if found["how"] in _OPEN else day)


def _month_day(found: _Stated, today: date) -> Period | None:
    month = _month(found["month"])
    year = int(found["year"]) if found["year"] else None
    day = _date(year or today.year, month, int(found["day"]))
    if day and not year and day > today:
        day = _date(today.year - 1, month, int(found["day"]))
    return _from(day, found["how"], today)


def _whole_month(found: _Stated, today: date) -> Period | None:
    month = _month(found["month"])
    year = int(found["year"]) if found["year"] else today.year - (month > today.month)
    first = _date(year, month, 1)
    if first is None or first > today:
        return None
    end = _months_before(first, -1) - timedelta(days=1)
    open_end = found["how"] in _OPEN
    return Period((today - first).days, first, None if open_end or end >= today else end)


def _slashed(found: _Stated, today: date) -> Period | None:
    year = int(found["year"]) if found["year"] else None
    year = year + 2000 if year is not None and year < 100 else year  # noqa: PLR2004
    day = _date(year or today.year, int(found["m"]), int(found["d"]))
    if day and not year and day > today:
        day = _date(today.year - 1, int(found["m"]), int(found["d"]))
    return _from(day, found["how"], today)


def _iso(found: _Stated, today: date) -> Period | None:
    return _from(_date(int(found["year"]), int(found["m"]), int(found["d"])), found["how"], today)


def _from(day: date | None, how: str, today: date) -> Period | None:
    if day is None or day > today:
        return None
    if how in ("before", "until", "by", "prior to"):
        return Period((today - day).days, date.min, day)
    return Period((today - day).days, day, None if how in _OPEN else day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))


_OPEN = frozenset(("since", "after", "starting", "beginning", "from", "as of", "on or after"))
_HOW = rf"(?:{_SINCE[:-1]}|before|until|prior to|by|on|in|during))\s+(?:the\s+)?(?:last\s+)?"
_BEYOND = r"(?:over|more than|at least|longer than|for over|upwards of|greater than|above|>=?)"
_TABLE: tuple[tuple[str, Callable[[_Stated, date], Period | None]], ...] = (
    (r"\b(?:year to date|ytd)\b(?P<unit>)", _this),
    (rf"{_HOW}(?P<year>\d{{4}})-(?P<m>\d\d?)-(?P<d>\d\d?)\b", _iso),
    (r"(?P<how>)\b(?P<year>20\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)\b", _iso),
    (rf"{_HOW}(?P<m>\d\d?)/(?P<d>\d\d?)(?:/(?P<year>\d{{4}}|\d\d))?\b(?!\s*(?:bed|br|home|house))", _slashed),
    (rf"{_HOW}{_MONTH_NAME}\s+{_DAY_OF_MONTH}(?:,?\s+(?P<year>20\d\d))?", _month_day),
    (rf"(?P<how>)\b{_MONTH_NAME}\s+{_DAY_OF_MONTH}(?:,?\s+(?P<year>20\d\d))?", _month_day),
    (rf"{_HOW}(?:the\s+)?{_DAY_OF_MONTH}\s+(?:of\s+)?{_MONTH_NAME}(?:,?\s+(?P<year>20\d\d))?", _month_day),
    (rf"{_HOW}(?:(?:the )?(?:start|beginning|first) of )?{_MONTH_NAME}\b(?:,?\s+(?P<year>20\d\d))?", _whole_month),
    (r"\b(?P<how>in|during|since|throughout) (?P<year>20\d\d)\b(?![/-])", _whole_year),
    (rf"\b{_BEYOND}\s+(?P<n>\d{{1,4}})\s*\+?\s*{_UNIT}(?! old)", _longer),
    (
        rf"\b(?P<n>\d{{1,4}})\s*(?:\+|plus|or more)\s*{_UNIT}(?! old)|\b(?P<n2>\d{{1,4}})\s*{_UNIT.replace('unit', 'unit2')}\s*(?:\+|plus|or more|or longer|and up)",
        _longer,
    ),
    (rf"{_IN_LAST}\s+(?P<n>\d{{1,4}})\s*-?{_UNIT}", _window),
    (rf"(?:(?:with)?in |over |during |from |for )(?:the |my )?(?:last|past)\s+{_UNIT}", _one),
    (rf"\b(?:the )?past\s+{_UNIT}", _one),
    (rf"(?:(?P<how>since|after|from)\s+)?\b(?P<n>\d{{1,4}})\s*{_UNIT} (?:ago|back)\b", _ago),
    (r"\b(?P<which>last|this|past|over the|the) weekend\b", _weekend),
    (r"\b(?:since |after |from )?(?:the )?(?:start|beginning|first) of the (?P<unit>week|month|quarter|year)\b", _this),
    (r"\b(?:so far )?this (?P<unit>week|month|quarter|year)(?:'s)?\b", _this),
    (r"\b(?:since )?last (?P<unit>week|month|quarter|year)(?:'s)?\b", _calendar_last),
    (r"(?:\b(?P<how>since) )?\byesterday(?:'s)?\b", _yesterday),
    (
        r"\b(?:since (?:this morning|midnight)|today(?:'s)?|this morning|this afternoon|tonight|(?:so far )?today)\b",
        _today,
    ),
    (rf"(?:(?P<how>since|after|from|on|by)\s+)?(?:the\s+)?(?:last\s+|this past\s+)?\b{_DAY_NAME}(?:'s)?", _weekday),
    (
        rf"\b(?:(?:with)?in|for|under|less than|fewer than|up to)\s+(?:the )?(?:at least |about |around |nearly |almost )?(?P<n>\d{{1,4}})\s*{_UNIT}(?! old)",
        _window,
    ),
    (rf"\b(?P<n>\d{{1,4}})[- ]?{_UNIT}(?! old)", _window),
)
_COMPILED = tuple((re.compile(pattern), reader) for pattern, reader in _TABLE)


def take_period(sheet: Sheet, today: date) -> Period | None:
    """Read the first stretch of time the request names, relative to `today`, and take it off."""
    if span := _take_span(sheet, today):
        return span
    for pattern, reader in _COMPILED:
        found = pattern.search(sheet.low)
        if not found:
            continue
        span = reader(_Stated(found), today)
        if span is not None:
            sheet.low = sheet.low[: found.start()] + " ¦ " + sheet.low[found.end() :]
            return Period(span.days, span.since, span.until, span.beyond, found.group().strip())
    return None
