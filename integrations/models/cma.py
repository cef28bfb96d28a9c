from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import Field

from integrations.models.accuracy import AreaAccuracy
from integrations.models.credit import Credit
from integrations.models.frozen import Frozen
from integrations.models.listing import Listing

Grade = Literal["A", "B", "C", "D"]


class PropertyDetails(Frozen):
    """Facts that Jorge gives about the subject; each one set overrides the record's."""

    bedrooms_total: int | None = None
    bathrooms_total: float | None = None
    living_area: float | None = None
    lot_size_square_feet: float | None = None
    year_built: int | None = None
    year_renovated: int | None = None
    condition: float | None = None
    postal_code: str | None = None


# What a fact is called where people read it.
FACT_WORDS = {
    "bedrooms_total": "Bedrooms",
    "bathrooms_total": "Bathrooms",
    "living_area": "Living area",
    "lot_size_square_feet": "Lot size",
    "year_built": "Year built",
    "year_renovated": "Year renovated",
    "condition": "Condition",
}


class MovedComparable(Frozen):
    """A comparable whose adjusted price Jorge moves by hand, in percent, with the reason."""

    listing_id: str
    percent: float
    reason: str = ""


class WeighedComparable(Frozen):
    """A comparable whose weight Jorge multiplies: 2 counts it double, 0.5 half."""

    listing_id: str
    factor: float
    reason: str = ""


class ComparableChoices(Frozen):
    """Sales that Jorge leaves out, puts in, moves or weighs; each named by listing id, key, parcel number or street."""

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    move: tuple[MovedComparable, ...] = ()
    weigh: tuple[WeighedComparable, ...] = ()


class Adjustment(Frozen):
    """One line of the grid: how the comparable differs and what that is worth (the comparable's price moves)."""

    feature: str
    subject: str
    comparable: str
    percent: float
    dollars: Decimal


class Comparable(Frozen):
    """A closed sale beside the subject, adjusted line by line. The lines sum to adjusted minus close price."""

    listing: Listing
    distance_miles: float
    score: float
    weight: float
    adjustments: tuple[Adjustment, ...]
    adjusted_price: Decimal
    net_percent: float
    why: str
    imputed: bool = False


class OtherSales(Frozen):
    """The sales nearby that count beside the comparables shown: how many, with what weight, and what they say."""

    sales: int
    weight: float
    value: Decimal


class FactEffect(Frozen):
    """A fact that Jorge corrected and what it changed: `dollars` is the value with it minus the value without."""

    field: str
    record: str
    given: str
    dollars: Decimal

    @property
    def said(self) -> str:
        """`Bedrooms: 4 instead of 3`."""
        return f"{FACT_WORDS.get(self.field, self.field.replace('_', ' '))}: {self.given} instead of {self.record}"


class Override(Frozen):
    """A sale that Jorge left out, put in, moved or weighed, with what that did to the value."""

    kind: Literal["left out", "put in", "moved", "weighed"]
    listing_ref: str
    address: str
    percent: float | None = None
    factor: float | None = None
    reason: str = ""
    dollars: Decimal

    @property
    def said(self) -> str:
        """`412 Elm St left out by hand`, with the reason where Jorge gave one."""
        what = {
            "moved": f"moved {self.percent or 0:+.3g}%",
            "weighed": f"weighed {self.factor or 0:g} times",
        }.get(self.kind, self.kind)
        why = f" ({self.reason})" if self.reason else ""
        return f"{self.address.partition(',')[0]} {what} by hand{why}"


class NetSheetLine(Frozen):
    """One cost of selling. `source` says where the rate comes from, or that it is assumed."""

    label: str
    dollars: Decimal
    source: str


class NetSheet(Frozen):
    """What the seller keeps of a price before any mortgage is paid off."""

    price: Decimal
    lines: tuple[NetSheetLine, ...]
    net: Decimal


class ListAdvice(Frozen):
    """A list price to start from, and why."""

    price: Decimal
    low: Decimal
    high: Decimal
    reasons: tuple[str, ...]


class Since(Frozen):
    """How this analysis differs from an earlier one of the same home.

    `cma_id` is empty where none was made then: the home was valued again from the sales known on that day.
    """

    cma_id: str
    valuation_date: date
    value: Decimal
    dollars: Decimal
    percent: float
    reasons: tuple[str, ...] = ()


class NearMiss(Frozen):
    """A sale that looks like a comparable and was left out, with the reason."""

    listing: Listing
    distance_miles: float
    reason: str


class PriceRange(Frozen):
    """The value lies between low and high in `level` of 100 past cases."""

    level: int
    low: Decimal
    high: Decimal


class MarketFacts(Frozen):
    """The market around the subject."""

    area: str
    sales_90_days: int = 0
    active: int = 0
    pending: int = 0
    months_of_supply: float | None = None
    median_close_price: Decimal | None = None
    median_price_per_square_foot: float | None = None
    median_days_on_market: int | None = None
    trend_percent_90_days: float | None = None
    median_sale_to_list_percent: float | None = None
    absorption_percent: float | None = None
    expired: int = 0


class RecentSale(Frozen):
    """A past sale near the subject, as a dot on the map."""

    latitude: float
    longitude: float
    close_date: date
    close_price: Decimal


class TrendPoint(Frozen):
    """One month of the subject's area: `month` is its first day."""

    month: date
    median_price_per_square_foot: float
    sales: int


class GradeAccuracy(Frozen):
    """Measured error of past estimates of one grade, in percent."""

    grade: Grade
    median_error_percent: float
    within_10_percent: float
    sales: int


class CMA(Frozen):
    """A comparative market analysis: a value with its range, its grade and everything it stands on.

    `credits` says by ref what must be said of each home shown. `withheld` is the rule by which no client may see it.
    """

    id: str
    subject: Listing
    details: PropertyDetails = PropertyDetails()
    as_of: datetime
    valuation_date: date
    value: Decimal
    ranges: tuple[PriceRange, ...]
    grade: Grade
    grade_note: str
    comparables: tuple[Comparable, ...]
    near_misses: tuple[NearMiss, ...] = ()
    competition: tuple[Listing, ...] = ()
    market: MarketFacts
    assumptions: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    accuracy_note: str = ""
    grades: tuple[GradeAccuracy, ...] = ()
    recent_sales: tuple[RecentSale, ...] = ()
    trend: tuple[TrendPoint, ...] = ()
    attribution: str = ""
    credits: dict[str, Credit] = Field(default_factory=dict)
    other_sales: OtherSales | None = None
    effects: tuple[FactEffect, ...] = ()
    overrides: tuple[Override, ...] = ()
    list_advice: ListAdvice | None = None
    net_sheet: NetSheet | None = None
    since: Since | None = None
    expired: tuple[Listing, ...] = ()
    url: str = ""
    measured: tuple[AreaAccuracy, ...] = ()
    withheld: str = ""
    choices: ComparableChoices = ComparableChoices()
