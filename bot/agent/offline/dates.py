from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.agent.offline.holidays import HOLIDAY
from bot.agent.offline.period import Period
from bot.agent.offline.periods import (
    Stated,
    ago,
    calendar_last,
    day_of,
    holiday,
    iso_date,
    longer,
    month_day,
    month_number,
    months_before,
    one_unit,
    since_yesterday,
    slashed,
    this_unit,
    today_only,
    weekday,
    weekend,
    whole_month,
    whole_year,
    window,
    yesterday,
)
from bot.agent.offline.sheet import Sheet

_DAY_NAME = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)\b"
)
_MONTH_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY_OF_MONTH = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b(?! ?(?:bed|br|bath|ba|k|m)\b)"
_SINCE = r"(?P<how>since|after|starting|beginning|from|as of|on or after)"
_UNIT = r"(?P<unit>hour|hr|day|week|wk|month|mo|quarter|year|yr)s?\b"
_SPAN = re.compile(
    rf"\b(?:between|from)\s+{_MONTH_NAME}(?:\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?)?\s*(?:and|to|through|"
    rf"thru|until|till|-)\s*"
    rf"(?:{_MONTH_NAME.replace('month', 'month2')}\s*)?(?P<day2>[0-3]?\d(?![\d,]))?(?:st|nd|rd|th)?\b"
)
_IN_LAST = r"(?:(?:with)?in |over |during |for |from |of )?(?:the |my )?(?:last|past|previous|prior|recent|trailing)"


def _take_span(sheet: Sheet, today: date) -> Period | None:
    """Read a range: between January and March, from Feb 10 to Feb 20."""
    found = _SPAN.search(sheet.low)
    if not found or not (found["month2"] or found["day2"]):
        return None
    first, last = month_number(found["month"]), month_number(found["month2"] or found["month"])
    year = today.year if first <= today.month else today.year - 1
    since = day_of(year, first, int(found["day"] or 1))
    end_year = year if last >= first else year + 1
    whole = day_of(end_year, last, 1)
    until = (
        day_of(end_year, last, int(found["day2"]))
        if found["day2"]
        else whole and months_before(whole, -1) - timedelta(days=1)
    )
    if since is None or until is None or since > today:
        return None
    sheet.low = sheet.low[: found.start()] + " ¦ " + sheet.low[found.end() :]
    return Period((today - since).days, since, until if until < today else None, said=found.group())


def _take_slashed_span(sheet: Sheet, today: date) -> Period | None:
    """Read a range in figures: 10/1 to 10/31, 11/20-11/22."""
    found = _SLASHED_SPAN.search(sheet.low)
    ends = [_last_day(found[month], found[day], today) for month, day in (("m", "d"), ("m2", "d2"))] if found else []
    if found is None or None in ends or not ends[0] or not ends[1] or ends[0] > ends[1]:
        return None
    sheet.low = sheet.low[: found.start()] + " ¦ " + sheet.low[found.end() :]
    return Period((today - ends[0]).days, ends[0], ends[1], said=found.group())


def _last_day(month: str, day: str, today: date) -> date | None:
    this_year = day_of(today.year, int(month), int(day))
    return this_year if this_year is None or this_year <= today else day_of(today.year - 1, int(month), int(day))


_SLASHED_SPAN = re.compile(
    r"(?:\b(?:from|between)\s+)?(?<![\d/])\b(?P<m>1?\d)/(?P<d>[0-3]?\d)\s*(?:-|to|and|thru|through|until)\s*"
    r"(?P<m2>1?\d)/(?P<d2>[0-3]?\d)\b(?![\d/])(?!\s*(?:bed|ba|br))"
)
_HOW = rf"(?:{_SINCE[:-1]}|before|until|prior to|by|on|in|during))\s+(?:the\s+)?(?:last\s+)?"
_BEYOND = r"(?:over|older than|more than|at least|longer than|for over|upwards of|greater than|above|>=?)"
_TABLE: tuple[tuple[str, Callable[[Stated, date], Period | None]], ...] = (
    (r"\b(?:year to date|ytd)\b(?P<unit>)", this_unit),
    (rf"{_HOW}(?P<year>\d{{4}})-(?P<m>\d\d?)-(?P<d>\d\d?)\b", iso_date),
    (r"(?P<how>)\b(?P<year>20\d\d)-(?P<m>\d\d?)-(?P<d>\d\d?)\b", iso_date),
    (rf"{_HOW}(?P<m>\d\d?)/(?P<d>\d\d?)(?:/(?P<year>\d{{4}}|\d\d))?\b(?!\s*(?:bed|br|home|house))", slashed),
    (rf"{_HOW}{_MONTH_NAME}\s+{_DAY_OF_MONTH}(?:,?\s+(?P<year>20\d\d))?", month_day),
    (rf"(?P<how>)\b{_MONTH_NAME}\s+{_DAY_OF_MONTH}(?:,?\s+(?P<year>20\d\d))?", month_day),
    (rf"{_HOW}(?:the\s+)?{_DAY_OF_MONTH}\s+(?:of\s+)?{_MONTH_NAME}(?:,?\s+(?P<year>20\d\d))?", month_day),
    (rf"{_HOW}(?:(?:the )?(?:start|beginning|first) of )?{_MONTH_NAME}\b(?:,?\s+(?P<year>20\d\d))?", whole_month),
    (r"\b(?P<how>in|during|since|throughout) (?P<year>20\d\d)\b(?![/-])", whole_year),
    (rf"\b{_BEYOND}\s+(?P<n>\d{{1,3}})\s*(?P<unit>day|week|month)s? old\b", longer),
    (r"(?P<how>)(?<![\d/])(?P<m>1?\d)/(?P<d>[12]\d|3[01])\b(?![\d/])", slashed),
    (rf"\b{_BEYOND}\s+(?P<n>\d{{1,4}})\s*\+?\s*{_UNIT}(?! old)", longer),
    (
        (
            rf"\b(?P<n>\d{{1,4}})\s*(?:\+|plus|or more)\s*{_UNIT}(?! old)|"
            rf"\b(?P<n2>\d{{1,4}})\s*{_UNIT.replace('unit', 'unit2')}\s*(?:\+|plus|or more|or longer|and up)"
        ),
        longer,
    ),
    (rf"{_IN_LAST}\s+(?P<n>\d{{1,4}})\s*-?{_UNIT}", window),
    (rf"(?:(?:with)?in |over |during |from |for )(?:the |my )?(?:last|past)\s+{_UNIT}", one_unit),
    (rf"\b(?:the )?past\s+{_UNIT}", one_unit),
    (rf"(?:(?P<how>since|after|from)\s+)?\b(?P<n>\d{{1,4}})\s*{_UNIT} (?:ago|back)\b", ago),
    (r"\b(?P<which>last|this|past|over the|the) weekend\b", weekend),
    (
        r"\b(?:since |after |from )?(?:the )?(?:start|beginning|first) of the (?P<unit>week|month|quarter|year)\b",
        this_unit,
    ),
    (r"\b(?:so far )?this (?P<unit>week|month|quarter|year)(?:'s)?\b", this_unit),
    (r"\b(?:since )?last (?P<unit>week|month|quarter|year)(?:'s)?\b", calendar_last),
    (r"(?:\b(?P<how>since) )?\byesterday(?:'s)?\b", yesterday),
    (r"\b(?:since )?(?:over ?night|last (?:night|evening)|while i (?:was asleep|slept))\b(?P<how>)", since_yesterday),
    (rf"{_HOW}{HOLIDAY}(?P<n>)", holiday),
    (
        r"\b(?:since (?:this morning|midnight)|today(?:'s)?|this morning|this afternoon|tonight|(?:so far )?today)\b",
        today_only,
    ),
    (rf"(?:(?P<how>since|after|from|on|by)\s+)?(?:the\s+)?(?:last\s+|this past\s+)?\b{_DAY_NAME}(?:'s)?", weekday),
    (
        (
            rf"\b(?:(?:with)?in|for|under|less than|fewer than|up to)\s+(?:the )?(?:at least |about |around |"
            rf"nearly |almost )?(?P<n>\d{{1,4}})\s*{_UNIT}(?! old)"
        ),
        window,
    ),
    (rf"\b(?P<n>\d{{1,4}})[- ]?{_UNIT}(?! old)", window),
    (rf"(?P<how>)(?!may\b|march\b)\b{_MONTH_NAME}(?:\s+(?P<year>20\d\d))?(?=\W*(?:$|\d{{5}}\b|¦))", whole_month),
)
_COMPILED = tuple((re.compile(pattern), reader) for pattern, reader in _TABLE)


def take_period(sheet: Sheet, today: date) -> Period | None:
    """Read the first stretch of time the request names, relative to `today`, and take it off."""
    if span := _take_span(sheet, today) or _take_slashed_span(sheet, today):
        return span
    for pattern, reader in _COMPILED:
        found = pattern.search(sheet.low)
        if not found:
            continue
        span = reader(Stated(found), today)
        if span is not None:
            sheet.low = sheet.low[: found.start()] + " ¦ " + sheet.low[found.end() :]
            return Period(span.days, span.since, span.until, span.beyond, found.group().strip())
    return None
