from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_LATE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: days counted back from today, and the same as dates.

    `days` is what "in the last N days" means; `since` and `until` are calendar dates, `until` None means today.
    `beyond` marks a duration that is exceeded ("for more than 60 days") and `said` is the wording.
    """

    days: int
    since: date
    until: date | None = None
    beyond: bool = False
    said: str = ""


def ends_early(period: Period | None, today: date) -> bool:
    """Whether it ended more than a week before today, so that "since" alone says too much."""
    return period is not None and period.until is not None and today - period.until > _LATE
