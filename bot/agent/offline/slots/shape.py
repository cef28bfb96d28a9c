"""The shape a home is in, as people say it: "a new kitchen", "remodeled last year", "needs work"."""

from __future__ import annotations

import re
from datetime import date

from bot.agent.offline.rooms import take_year_renovated
from bot.agent.offline.sheet import Sheet

_DONE = (
    r"(?:renovat(?:ed|ion)|remodel(?:l?ed)?|updated|redone|refurbished|gutted|rehabbed|redid|replaced|refreshed|"
    r"modernized)"
)
_PART = (
    r"(?:kitchens?|bath(?:room)?s?|interior|inside|home|house|place|everything|all|it|whole (?:house|home|place|thing))"
)
_AGO = re.compile(rf"\b{_DONE}\b[\w\s,]{{0,30}}?\b(?P<n>\d{{1,2}}) years? (?:ago|back)\b")
_LAST = re.compile(rf"\b{_DONE}\b[\w\s,]{{0,30}}?\blast year\b")
_NOW = re.compile(
    rf"\b(?:(?:brand )?new(?:ly)? {_DONE}? ?(?:kitchen|bath(?:room)?s?|interior)|"
    rf"(?:new|updated|remodel(?:l?ed)?|renovated|redone) {_PART}|"
    rf"{_PART} (?:is |are |was |were |has been |have been |got )?"
    rf"(?:just |fully |completely |totally |recently |newly |all )*(?:new\b|{_DONE}\b)|"
    rf"(?:just|fully|completely|totally|recently|newly|freshly) {_DONE}\b|"
    r"(?:gut|full|complete) (?:renovation|remodel|reno)\b)"
)
_UNDONE = re.compile(
    rf"\b(?:not|never|needs?(?: to be)?|no|without(?: a)?|should be|want(?:s|ed)?(?: a)?) (?:been )?(?:{_DONE}|new)\b"
)
_NUMBER = re.compile(r"\bcondition\s*(?:is|of|:|=|a)?\s*(?P<n>[1-5](?:\.\d)?)\b(?:\s*(?:/|out of|of)\s*5)?")
_IN = r"(?:condition|shape)"
_WORDS = (
    (
        5,
        rf"(?:excellent|pristine|mint|perfect|immaculate|like[- ]new|top) {_IN}|turn ?-?key|immaculate|pristine|mint\b",
    ),
    (4, rf"(?:(?:very )?good|great|nice) {_IN}|well[- ](?:kept|maintained)(?: {_IN})?"),
    (3, rf"(?:average|fair|ok(?:ay)?|normal|typical|usual) {_IN}"),
    (1, rf"(?:terrible|very (?:bad|poor|rough)|awful) {_IN}|unlivable|uninhabitable|tear[- ]?down"),
    (2, rf"(?:poor|rough|bad|dated|original) {_IN}|fixer(?:[- ]upper)?"),
    (2, r"needs (?:some |a lot of |lots of |major )?(?:work|updating|tlc|repairs?)"),
)
_SHAPES = tuple((value, re.compile(rf"\b(?:{words})")) for value, words in _WORDS)


def take_renovation(sheet: Sheet, today: date) -> int | None:
    """The year of the last renovation; a new kitchen or bathroom counts as one, of this year where none is said."""
    year = take_year_renovated(sheet)
    if year is not None:
        return year
    if _UNDONE.search(sheet.low):
        return None
    if found := sheet.take(_AGO):
        return today.year - int(found["n"])
    if sheet.take(_LAST):
        return today.year - 1
    return today.year if sheet.take(_NOW) else None


def take_condition(sheet: Sheet) -> float | None:
    """From 1 (poor) to 5 (excellent), in figures or in words."""
    if found := sheet.take(_NUMBER):
        return float(found["n"])
    return next((float(value) for value, pattern in _SHAPES if sheet.take(pattern)), None)
