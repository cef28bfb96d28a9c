"""How an analysis differs from the last one of the same home."""

from __future__ import annotations

from decimal import Decimal

from integrations.mls.cma.wording import say_date
from integrations.models.cma import CMA, Since


def compare(new: CMA, old: CMA) -> Since:
    """The change of value, and what is behind it: facts, choices, sales, the market."""
    dollars = new.value - old.value
    percent = round(100 * float(dollars / old.value), 1) if old.value else 0.0
    reasons = [*_facts(new, old), *_sales(new, old), *_market(new, old)]
    return Since(
        cma_id=old.id,
        valuation_date=old.valuation_date,
        value=old.value,
        dollars=dollars,
        percent=percent,
        reasons=tuple(reasons),
    )


def _facts(new: CMA, old: CMA) -> list[str]:
    out = []
    for name in (
        "bedrooms_total",
        "bathrooms_total",
        "living_area",
        "lot_size_square_feet",
        "year_built",
        "year_renovated",
    ):
        was, now = getattr(old.subject, name), getattr(new.subject, name)
        if (was or None) != (now or None):
            out.append(f"{name.replace('_', ' ').capitalize()}: {_say(was)} then, {_say(now)} now.")
    if new.overrides != old.overrides:
        out.append("The choice of comparables was changed by hand.")
    return out


def _say(fact: float | None) -> str:
    return "unknown" if not fact else f"{fact:.2f}".rstrip("0").rstrip(".")


def _sales(new: CMA, old: CMA) -> list[str]:
    before = {item.listing.ref for item in old.comparables}
    added = [item for item in new.comparables if item.listing.ref not in before]
    fresh = [item for item in added if item.listing.close_date and item.listing.close_date >= old.valuation_date]
    out = []
    if fresh:
        prices = sorted(item.adjusted_price for item in fresh)
        middle = prices[len(prices) // 2]
        word = "sale has" if len(fresh) == 1 else "sales have"
        out.append(
            f"{len(fresh)} comparable {word} closed since {say_date(old.valuation_date)}, adjusted ${middle:,.0f}."
        )
    if len(added) > len(fresh):
        out.append(f"{len(added) - len(fresh)} of the comparables shown are others than before.")
    return out


def _market(new: CMA, old: CMA) -> list[str]:
    out = []
    trend = new.market.trend_percent_90_days
    if trend is not None and new.valuation_date > old.valuation_date:
        days = (new.valuation_date - old.valuation_date).days
        moved = old.value * Decimal(str(round(trend / 100 * min(days, 90) / 90, 4)))
        by = f"{'+' if moved >= 0 else '−'}${abs(moved):,.0f}"
        out.append(f"Prices move {trend:+.1f}% in 90 days here: about {by} in {days} days.")
    if new.market.active != old.market.active:
        out.append(f"{new.market.active} homes for sale in {new.market.area}, {old.market.active} then.")
    return out
