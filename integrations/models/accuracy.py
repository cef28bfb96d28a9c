from __future__ import annotations

from datetime import date, datetime

from integrations.models.frozen import Frozen


class AreaAccuracy(Frozen):
    """How far our values were from the closing prices of past sales; figures in percent.

    Attributes:
        lag_days: how many days before its closing each sale was priced; 45 is about the day of listing.
        sales: how many sales were priced.
        error_percent: the median error, whatever its direction.
        within_10_percent: the share of values within 10 % of the price.
        bias_percent: the median error with its sign; below 0 is too low.
        coverage_80_percent: the share of prices inside the 80 % range; None where no range could be given.
        half_width_80_percent: the range's median half-width over the value.
    """

    area: str
    lag_days: int
    sales: int
    error_percent: float
    within_10_percent: float
    bias_percent: float
    coverage_80_percent: float | None = None
    half_width_80_percent: float | None = None


class CMAAccuracy(Frozen):
    """The record of our values in one area: that area first, then its ZIP codes, then all areas.

    Attributes:
        test_from: the first closing day of the sales that were priced.
        note: what could not be said, and why.
    """

    area: str
    measured_at: datetime
    test_from: date
    rows: tuple[AreaAccuracy, ...]
    note: str = ""
