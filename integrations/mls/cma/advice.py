"""A list price to start from: the value, what sellers get of their price, how much is for sale, and at what price."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from integrations.models.cma import ListAdvice, MarketFacts, PriceRange
from integrations.models.listing import ON_MARKET, Listing

TIGHT_MONTHS, SLACK_MONTHS = 2.0, 6.0
_TILT = Decimal("0.01")
_LEAST, _MOST = 96.0, 104.0
_FEWEST_RIVALS, _CHEAPER = 3, 0.97
_SAME_SIZE, _SIZE_COUNTS = 0.25, 0.6  # logs; a price grows slower than its size
_MILLION = 1_000_000


def advise_list_price(
    value: Decimal,
    ranges: Sequence[PriceRange],
    market: MarketFacts,
    competition: Sequence[Listing],
    living_area: float | None,
) -> ListAdvice:
    """The price, within the 50 % range, with each step in words and dollars."""
    price, reasons = value, [f"The value is ${value:,.0f}."]
    ratio = market.median_sale_to_list_percent
    if ratio is not None:
        price = value / Decimal(str(min(max(ratio, _LEAST), _MOST) / 100))
        reasons.append(f"Sellers in {market.area} got {ratio:.1f}% of their list price: {_by(price - value)}.")
    step = _supply(market)
    if step:
        reasons.append(f"{market.months_of_supply:.1f} months of supply, {step[1]}: {_by(price * step[0])}.")
        price += price * step[0]
    rival = _rivals(competition, living_area)
    if rival is not None and rival < float(price) * _CHEAPER:
        lower = (price + Decimal(round(rival))) / 2
        reasons.append(
            f"Homes of this size for sale nearby ask about ${_hundreds(Decimal(rival)):,}: {_by(lower - price)}."
        )
        price = lower
    narrow = next((band for band in ranges if band.level == min(item.level for item in ranges)), None)
    low, high = (narrow.low, narrow.high) if narrow else (value * Decimal("0.95"), value * Decimal("1.05"))
    held = _round(min(max(price, low), high))
    if held != _round(price):
        reasons.append(f"Kept within the narrower range, ${low:,.0f} to ${high:,.0f}.")
    return ListAdvice(price=held, low=_round(low), high=_round(high), reasons=tuple(reasons))


def _supply(market: MarketFacts) -> tuple[Decimal, str] | None:
    if market.months_of_supply is None or not market.active:
        return None
    if market.months_of_supply < TIGHT_MONTHS:
        return _TILT, "few homes for the buyers there are"
    if market.months_of_supply > SLACK_MONTHS:
        return -_TILT, "many homes for the buyers there are"
    return None


def _rivals(competition: Sequence[Listing], living_area: float | None) -> float | None:
    """The middle asking price of the homes of about this size, brought to this size."""
    asked = [
        float(listing.list_price) * (living_area / listing.living_area) ** _SIZE_COUNTS
        for listing in competition
        if listing.standard_status in ON_MARKET and listing.list_price and listing.living_area and living_area
        and abs(math.log(living_area / listing.living_area)) < _SAME_SIZE
    ]  # fmt: skip
    return median(asked) if len(asked) >= _FEWEST_RIVALS else None


def _by(change: Decimal) -> str:
    return f"{'+' if change >= 0 else '−'}${abs(_hundreds(change)):,}"


def _hundreds(amount: Decimal) -> int:
    return round(amount / 100) * 100


def _round(price: Decimal) -> Decimal:
    step = 5000 if price >= _MILLION else 1000
    return Decimal(round(price / step) * step)
