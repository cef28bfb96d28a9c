"""The heat index: where today's measures stand in the area's own history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from integrations.mls.watch.history import FEWEST_INQUIRIES, Course
from integrations.models.market import Heat, HeatPart, Measure

FEWEST_PARTS: Final = 2
FEWEST_HOMES: Final = 10
# Which way each measure runs: 1 where more means that sellers decide.
WARMS: Final[dict[Measure, int]] = {
    "cut_share": -1, "fast_share": 1, "days_to_pending": -1, "list_to_sale": 1, "months_of_supply": -1, "inquiries": 1,
}  # fmt: skip
# At 70 and 27 as Zillow's method labels its own index (facts: market watch); the middle is ours.
_LABELS: Final = ((70, "strong sellers' market"), (56, "sellers' market"), (45, "balanced"), (28, "buyers' market"))
_DOUBT: Final = 15  # homes that would say nothing
_COLDEST: Final = "strong buyers' market"


def heat_of(courses: Mapping[Measure, Course]) -> Heat | None:
    """The mean of the parts' percentiles; None where fewer than two parts rest on enough homes."""
    parts = [
        HeatPart(measure=name, value=round(one.now, 4), percentile=round(_standing(one, WARMS[name]), 1),
                 sample=one.sample)
        for name, one in sorted(courses.items())
        if one.sample >= (FEWEST_INQUIRIES if name == "inquiries" else FEWEST_HOMES)
    ]  # fmt: skip
    if len(parts) < FEWEST_PARTS:
        return None
    score = round(float(np.mean([part.percentile for part in parts])))
    return Heat(score=score, label=label_of(score), parts=tuple(parts))


def label_of(score: int) -> str:
    """The words for a score."""
    return next((words for least, words in _LABELS if score >= least), _COLDEST)


def _standing(course: Course, sense: int) -> float:
    """The share of the past below today's value, half of those equal to it; drawn to the middle where homes are few."""
    past = sense * course.before(1)
    now = sense * course.now
    standing = 100 * float(np.mean(past < now) + np.mean(past == now) / 2)
    return 50 + (standing - 50) * course.sample / (course.sample + _DOUBT)
