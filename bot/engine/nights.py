from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import Final

NIGHT: Final = range(1, 5)  # hours, on the office's clock
A_NIGHT: Final = timedelta(hours=12)
TOO_LONG: Final = timedelta(hours=36)


def is_due(last: datetime | None, now: datetime, zone: tzinfo) -> bool:
    """Whether nightly work is to be done now: in the night, once; by day where it never was, or a night was missed."""
    if last is None or now - last > TOO_LONG:
        return True
    return now.astimezone(zone).hour in NIGHT and now - last > A_NIGHT
