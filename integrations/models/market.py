from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from integrations.models.frozen import Frozen
from integrations.models.own_areas import OwnAreas

Measure = Literal["months_of_supply", "days_to_pending", "list_to_sale", "cut_share", "fast_share", "inquiries"]


class HeatPart(Frozen):
    """One reason of a heat index.

    Attributes:
        value: the measure now, in its own unit.
        percentile: 0 to 100, where it stands in the area's own history; high is hot, whichever way the measure runs.
        sample: on how many homes it rests.
    """

    measure: Measure
    value: float
    percentile: float
    sample: int


class Heat(Frozen):
    """How hot an area is by its own history: 0 (buyers decide) to 100 (sellers decide)."""

    score: int
    label: str
    parts: tuple[HeatPart, ...]


class MarketMeasures(Frozen):
    """An area on one day. What rests on too few homes is None.

    Attributes:
        new, went_pending, sold: in the last 30 days.
        months_of_supply: homes for sale by sales a month, of the last 90 days.
        days_to_pending: median days from listing to contract, of contracts of the last 90 days.
        list_to_sale_percent: median closing price by last list price, of sales of the last 90 days.
        cut_share_percent: share of homes that went under contract in the last 90 days after a price cut.
        fast_share_percent: share of those that took at most 21 days.
        median_close_price, median_price_per_square_foot: dollars, of sales of the last 90 days.
    """

    day: date
    active: int
    pending: int
    new: int
    went_pending: int
    sold: int
    sold_90_days: int
    months_of_supply: float | None = None
    days_to_pending: float | None = None
    list_to_sale_percent: float | None = None
    cut_share_percent: float | None = None
    fast_share_percent: float | None = None
    median_close_price: Decimal | None = None
    median_price_per_square_foot: float | None = None


class IndexPoint(Frozen):
    """The price index of a month that ends on `day`: percent against the first month, alike homes compared."""

    day: date
    percent: float
    sales: int


class Forecast(Frozen):
    """What a typical home may cost in some months, and how often such a forecast was right.

    Attributes:
        method: `no change`, or the method that was clearly better in the past.
        low, high: the 80 % band, dollars; None where the past is too short to tell one.
        error_percent: mean absolute error of this method in the backtest.
        naive_error_percent, seasonal_error_percent: that of "no change" and of "same as last year" over the same tries.
        tests: how many past months were forecast; 0 where the history is too short to try.
        coverage_percent: how often bands held that were made from what was known before.
        areas: how many areas' forecasts the band rests on.
    """

    months: int
    method: str
    price: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    change_percent: float
    error_percent: float | None = None
    naive_error_percent: float | None = None
    seasonal_error_percent: float | None = None
    tests: int = 0
    coverage_percent: float | None = None
    areas: int = 1


class AreaRow(Frozen):
    """An area beside others. What rests on too few homes is None.

    Attributes:
        heat, heat_month_ago: the heat index now and 30 days ago, each by the area's own history until then.
        days_to_pending_before: the same measure three months ago.
        prices_percent: how prices of alike homes moved over the last three months.
        whole: it is what lies around the others, for comparison.
    """

    area: str
    heat: int | None = None
    label: str = ""
    heat_month_ago: int | None = None
    active: int
    sold_90_days: int
    months_of_supply: float | None = None
    days_to_pending: float | None = None
    days_to_pending_before: float | None = None
    list_to_sale_percent: float | None = None
    median_close_price: Decimal | None = None
    prices_percent: float | None = None
    whole: bool = False


class MarketReport(Frozen):
    """The market of an area, or of several taken together, from our own copy of the MLS.

    Attributes:
        notices: the words that the MLSs want under it.
        withheld: says what may not be counted by which rule.
        rows: each area by itself, then what lies around them.
        own: said where these are Jorge's own areas, and how that is known.
    """

    area: str
    as_of: datetime | None = None
    now: MarketMeasures
    before: MarketMeasures
    heat: Heat | None
    heat_note: str = ""
    index: tuple[IndexPoint, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    forecast_note: str = ""
    sources: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    rows: tuple[AreaRow, ...] = ()
    own: OwnAreas | None = None


class MarketShift(Frozen):
    """A measure of an area that has left its usual range, by a smoothed window and a robust scale.

    `direction` is 1 for above, -1 for below, 0 for back to usual; `usual` is the median of the history before.
    """

    area: str
    measure: Measure
    direction: Literal[-1, 0, 1]
    value: float
    usual: float
    sample: int
    day: date
