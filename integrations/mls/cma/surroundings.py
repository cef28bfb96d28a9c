"""The market around the subject: counts, supply, medians, the course of prices, and who competes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np

from integrations.mls.cma.model import MarketModel, Valuation
from integrations.mls.cma.sales import Floats, Ints
from integrations.models.cma import MarketFacts, RecentSale, TrendPoint
from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing

COMPETITORS, MOST_EXPIRED, MOST_DOTS = 8, 5, 400
DOTS_WITHIN_MILES, DOTS_DAYS = 2.2, 365
QUARTER_DAYS, TREND_MONTHS, TREND_NEEDS_SALES = 90, 12, 3
_MILES_PER_DEGREE = 69.055
_COMPETES_WITHIN_MILES = 3.0


def miles_between(latitude: float, longitude: float, other: Listing) -> float | None:
    """Distance to a listing, or None when its place is not known."""
    if other.latitude is None or other.longitude is None:
        return None
    east = (other.longitude - longitude) * math.cos(math.radians(latitude))
    return math.hypot(other.latitude - latitude, east) * _MILES_PER_DEGREE


def choose_competition(valuation: Valuation, listings: Sequence[Listing]) -> tuple[Listing, ...]:
    """The on-market and pending homes most like the subject, most alike first."""
    subject = valuation.subject
    ranked: list[tuple[float, str, Listing]] = []
    for listing in listings:
        if _is_subject(subject, listing) or listing.standard_status not in (*ON_MARKET, *UNDER_CONTRACT):
            continue
        miles = _miles_if_near(subject, listing)
        if miles is None or listing.list_price is None:
            continue
        size = abs(math.log((listing.living_area or 1e-9) / (subject.living_area or 1.0))) / 0.25
        price = abs(math.log(float(listing.list_price) / valuation.value)) / 0.2
        ranked.append((math.hypot(miles, min(size, 8.0), price), listing.ref, listing))
    ranked.sort(key=lambda item: item[:2])
    return tuple(listing for _, _, listing in ranked[:COMPETITORS])


def _miles_if_near(subject: Listing, listing: Listing) -> float | None:
    """Distance of a home that competes by place; half the reach for one of the same ZIP code that has no place."""
    if subject.latitude is None or subject.longitude is None or listing.latitude is None:
        same = bool(subject.postal_code) and subject.postal_code == listing.postal_code
        return _COMPETES_WITHIN_MILES / 2 if same else None
    miles = miles_between(subject.latitude, subject.longitude, listing)
    return miles if miles is not None and miles <= _COMPETES_WITHIN_MILES else None


def choose_expired(valuation: Valuation, listings: Sequence[Listing]) -> tuple[Listing, ...]:
    """The homes most like the subject that nobody bought, most alike first."""
    subject, ranked = valuation.subject, []
    for listing in listings:
        if _is_subject(subject, listing) or listing.list_price is None or not _in_area(subject, listing):
            continue
        size = abs(math.log((listing.living_area or 1e-9) / (subject.living_area or 1.0)))
        ranked.append((min(size, 8.0), listing.ref, listing))
    ranked.sort(key=lambda item: item[:2])
    return tuple(listing for _, _, listing in ranked[:MOST_EXPIRED])


def _is_subject(subject: Listing, other: Listing) -> bool:
    same_parcel = bool(subject.parcel_number) and subject.parcel_number == other.parcel_number
    return same_parcel or subject.ref == other.ref


def describe_market(
    model: MarketModel, valuation: Valuation, listings: Sequence[Listing], expired: Sequence[Listing] = ()
) -> MarketFacts:
    """Facts of the subject's ZIP code (or three miles around where it has none)."""
    rows, label = _area_rows(model, valuation)
    subject = valuation.subject
    around = [listing for listing in listings if _in_area(subject, listing) and not _is_subject(subject, listing)]
    active = sum(listing.standard_status in ON_MARKET for listing in around)
    pending = sum(listing.standard_status in UNDER_CONTRACT for listing in around)
    days = model.market.days
    quarter = rows[days[rows] >= _day(valuation) - QUARTER_DAYS]
    prices = np.exp(model.market.log_price[quarter])
    trend = -float(model.market.hedonic.time_effect(np.array([float(QUARTER_DAYS)]))[0])
    return MarketFacts(
        area=label,
        sales_90_days=len(quarter),
        active=active,
        pending=pending,
        months_of_supply=round(active / (len(quarter) / 3), 1) if len(quarter) else None,
        median_close_price=Decimal(round(float(np.median(prices)))) if len(prices) else None,
        median_price_per_square_foot=_median(np.exp(model.market.size_price[quarter])),
        median_days_on_market=_whole(_sale_values(model, quarter, "days_on_market")),
        trend_percent_90_days=round(100 * math.expm1(trend), 1),
        median_sale_to_list_percent=_median(
            100 * prices / _sale_values(model, quarter, "list_price") if len(quarter) else np.zeros(0)
        ),
        absorption_percent=round(100 * len(quarter) / 3 / active, 1) if active else None,
        expired=sum(_in_area(subject, listing) for listing in expired),
    )


def _day(valuation: Valuation) -> int:
    return valuation.valuation_date.toordinal()


def _in_area(subject: Listing, other: Listing) -> bool:
    if subject.postal_code:
        return other.postal_code == subject.postal_code
    return _miles_if_near(subject, other) is not None


def _area_rows(model: MarketModel, valuation: Valuation) -> tuple[Ints, str]:
    end = int(np.searchsorted(model.market.days, _day(valuation)))
    code = valuation.subject.postal_code
    if code:
        return np.flatnonzero(model.market.frame.words["postal_code"][:end] == code), f"ZIP {code}"
    return np.flatnonzero(_miles_to_all(model, valuation)[:end] <= _COMPETES_WITHIN_MILES), "3 miles around"


def _miles_to_all(model: MarketModel, valuation: Valuation) -> Floats:
    latitude, longitude = valuation.subject.latitude or 0.0, valuation.subject.longitude or 0.0
    north = model.market.frame.numbers["latitude"] - latitude
    east = (model.market.frame.numbers["longitude"] - longitude) * math.cos(math.radians(latitude))
    return np.asarray(np.hypot(north, east) * _MILES_PER_DEGREE, dtype=np.float64)


def _sale_values(model: MarketModel, rows: Ints, name: str) -> Floats:
    values = [getattr(model.history.rows[int(row)], name) or None for row in rows]
    return np.array(values, dtype=np.float64)


def _median(values: Floats) -> float | None:
    known = values[np.isfinite(values)]
    return round(float(np.median(known)), 1) if len(known) else None


def _whole(values: Floats) -> int | None:
    middle = _median(values)
    return None if middle is None else round(middle)


def trace_trend(model: MarketModel, valuation: Valuation) -> tuple[TrendPoint, ...]:
    """Median dollars per square foot of the area by month, over the last year; months with too few are left out."""
    rows, _ = _area_rows(model, valuation)
    rows = rows[model.market.days[rows] >= _day(valuation) - 31 * TREND_MONTHS]
    months: dict[date, list[float]] = {}
    for row in rows:
        per_foot = math.exp(float(model.market.size_price[row]))
        if math.isfinite(per_foot):
            months.setdefault(date.fromordinal(int(model.market.days[row])).replace(day=1), []).append(per_foot)
    return tuple(
        TrendPoint(month=month, median_price_per_square_foot=round(float(np.median(values)), 1), sales=len(values))
        for month, values in sorted(months.items())
        if len(values) >= TREND_NEEDS_SALES
    )


def gather_dots(model: MarketModel, valuation: Valuation) -> tuple[RecentSale, ...]:
    """The last year's sales around the subject, newest first."""
    if valuation.subject.latitude is None:
        return ()
    end = int(np.searchsorted(model.market.days, _day(valuation)))
    near = _miles_to_all(model, valuation)[:end] <= DOTS_WITHIN_MILES
    rows = np.flatnonzero(near & (model.market.days[:end] >= _day(valuation) - DOTS_DAYS))[::-1][:MOST_DOTS]
    numbers, market = model.market.frame.numbers, model.market
    return tuple(
        RecentSale(
            latitude=float(numbers["latitude"][row]),
            longitude=float(numbers["longitude"][row]),
            close_date=date.fromordinal(int(market.days[row])),
            close_price=Decimal(round(math.exp(float(market.log_price[row])))),
        )
        for row in rows
        if model.history.rows[int(row)].internet_address_display
    )
