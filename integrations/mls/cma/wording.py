"""Facts, dates and distances in the words of a report."""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from integrations.mls.cma.encoder import FittedTerm
from integrations.mls.cma.sales import Frame
from integrations.mls.cma.terms import ROLES

_SQUARE_FEET = ("living_area", "lot_size_square_feet")
_DAYS_IN_MONTH = 30.44
_MONTHS_FROM_DAYS = 120


def say_date(day: date) -> str:
    """`Mar 3, 2015`."""
    return f"{day:%b} {day.day}, {day.year}"


def say_ago(days: int) -> str:
    """`12 days ago` or `7 months ago`."""
    if days < _MONTHS_FROM_DAYS:
        return f"{days} day{'' if days == 1 else 's'} ago"
    return f"{round(days / _DAYS_IN_MONTH)} months ago"


def say_number(value: float) -> str:
    """`2,450`, `2.25`, `3`."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def role_label(source: str) -> str:
    """What a local field is called in a report, where it is one whose meaning is known; empty otherwise."""
    return next((term.label for pattern, term in ROLES if re.search(pattern, source, re.IGNORECASE)), "")


def say_fact(fitted: FittedTerm, frame: Frame, row: int) -> str:
    """The fact of one home as a reader expects it; a dash for a blank."""
    source = fitted.term.source
    if fitted.words:
        return str(frame.words[source][row]) or "–"
    value = float(frame.number(source)[row])
    if source == "renovated":
        return _say_year(float(frame.number("year_renovated")[row]))
    if source == "basement_share":
        area = float(frame.number("below_grade_finished_area")[row])
        return f"{area:,.0f} sq ft" if area > 0 else "none"
    return _say_value(fitted, value) if np.isfinite(value) else "–"


def _say_year(year: float) -> str:
    return str(int(year)) if np.isfinite(year) else "no"


def _say_value(fitted: FittedTerm, value: float) -> str:
    shape = fitted.term.shape
    if fitted.term.source in _SQUARE_FEET or "homes nearby" in fitted.term.label:
        return f"{value:,.0f} sq ft"
    if shape == "flag":
        return "yes" if value else "no"
    return str(int(value)) if shape == "age" else say_number(value)
