"""Measures that leave their usual range: a robust scale, a smoothed window, and two thresholds against flutter."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from integrations.mls.watch.history import Course
from integrations.models.market import Measure

Direction = Literal[-1, 0, 1]

LEAVES: Final = 3.0  # robust standard deviations from the median of the past
RETURNS: Final = 1.5
OVERLAP: Final = 13  # weeks that share homes with today's window are no past
FEWEST_PAST: Final = 13
FEWEST_HOMES: Final = 15
_MAD_TO_SIGMA: Final = 1.4826
# The least spread that is believed, so that an area in which nothing ever changed does not cry at a trifle.
_LEAST_SPREAD: Final[dict[Measure, float]] = {
    "days_to_pending": 2.0, "list_to_sale": 0.006, "cut_share": 0.05, "fast_share": 0.05, "months_of_supply": 0.25,
    "inquiries": 4.0,
}  # fmt: skip


def usual_of(course: Course) -> float | None:
    """The median of the past; None where there is too little of it."""
    past = course.before(OVERLAP)
    return float(np.median(past)) if past.size >= FEWEST_PAST else None


def direction_of(course: Course, held: Direction) -> Direction | None:
    """Where a measure stands now, being at `held` before; None where too little is known to say."""
    usual = usual_of(course)
    if usual is None or course.sample < FEWEST_HOMES:
        return None
    past = course.before(OVERLAP)
    spread = max(_LEAST_SPREAD[course.measure], _MAD_TO_SIGMA * float(np.median(np.abs(past - usual))))
    away = (course.now - usual) / spread
    if held != 0 and away * held > RETURNS:
        return held
    if abs(away) >= LEAVES:
        return 1 if away > 0 else -1
    return 0
