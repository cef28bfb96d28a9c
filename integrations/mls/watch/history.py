"""A measure's own history, week by week, and where today's value stands in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Final

import numpy as np

from integrations.mls.watch.board import Board
from integrations.mls.watch.measures import FLOWS, MONTH, WINDOW, Value
from integrations.models.market import Measure

WEEK: Final = 7
MOST_WEEKS: Final = 156
FEWEST_WEEKS: Final = 20
FEWEST_INQUIRIES: Final = 10


@dataclass(frozen=True, slots=True)
class Course:
    """Weekly values of a measure, oldest first; the last is today's. `sample` is the number of homes behind that."""

    measure: Measure
    values: tuple[float, ...]
    sample: int

    @property
    def now(self) -> float:
        """Today's value."""
        return self.values[-1]

    def before(self, weeks: int) -> np.ndarray:
        """The values that are at least so many weeks old."""
        return np.array(self.values[: max(0, len(self.values) - weeks)])


def courses(
    board: Board, day: date, seen: Sequence[tuple[date, float, int]] = (), asked: Sequence[datetime] = ()
) -> dict[Measure, Course]:
    """The courses long enough to judge by: flows from the records, supply as seen, inquiries as counted."""
    found: dict[Measure, Course] = {}
    start = board.first_close
    for name, tell in FLOWS.items():
        one = _walk(name, partial(tell, board), day, start + WINDOW if start else None)
        if one is not None:
            found[name] = one
    weekly = {(day - when).days // WEEK: (value, sample) for when, value, sample in seen if when <= day}
    if 0 in weekly and len(weekly) >= FEWEST_WEEKS:
        values = tuple(weekly[week][0] for week in sorted(weekly, reverse=True)[-MOST_WEEKS:])
        found["months_of_supply"] = Course("months_of_supply", values, weekly[0][1])
    days = np.array(sorted(when.date().toordinal() for when in asked if when.date() <= day), dtype=np.int64)
    if days.size:
        counted = _walk("inquiries", lambda now: _count(days, now), day, int(days[0]) + MONTH)
        if counted is not None:
            found["inquiries"] = counted
    return found


def _walk(name: Measure, tell: Callable[[int], Value], day: date, start: int | None) -> Course | None:
    today = tell(day.toordinal())
    if start is None or today is None:
        return None
    values = []
    for weeks in range(MOST_WEEKS, 0, -1):
        then = day.toordinal() - weeks * WEEK
        value = tell(then) if then >= start else None
        if value is not None:
            values.append(value[0])
    return Course(name, (*values, today[0]), today[1]) if len(values) >= FEWEST_WEEKS else None


def _count(days: np.ndarray, now: int) -> Value:
    number = int(np.searchsorted(days, now, "right") - np.searchsorted(days, now - MONTH, "right"))
    return float(number), number
