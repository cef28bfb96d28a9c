"""How an analysis differs from the last one of the same home."""

from __future__ import annotations

from decimal import Decimal

from integrations.mls.cma.wording import say_date
from integrations.models.cma import CMA, FACT_WORDS, Since


def compare(new: CMA, old: CMA, *, kept: bool = True) -> Since:
    """The change of value, and what is behind it: facts, choices, sales, the market.

    `kept` = the old one was made then; else it is the home valued again from the sales known on that day, and what was
    for sale then is not known.
    """
    dollars = new.value - old.value
    percent = round(100 * float(dollars / old.value), 1) if old.value else 0.0
    reasons = [*_facts(new, old), *_sales(new, old), *_prices(new, old), *(_offers(new, old) if kept else [])]
    return Since(
        cma_id=old.id if kept else "",
        valuation_date=old.valuation_date,
        value=old.value,
        dollars=dollars,
        percent=percent,
        reasons=tuple(reasons),
    )


def _facts(new: CMA, old: CMA) -> list[str]:
    out = []
    for name, label in FACT_WORDS.items():
        was, now = _fact(old, name), _fact(new, name)
        if (was or None) != (now or None):
            out.append(f"{label}: {_say(was, name)} then, {_say(now, name)} now.")
    if _chosen(new) != _chosen(old):
        out.append("The choice of comparables was changed by hand.")
    return out


def _fact(cma: CMA, name: str) -> float | None:
    """Of the record as corrected; a condition stands in a field of its own in every MLS."""
    return cma.details.condition if name == "condition" else getattr(cma.subject, name)


def _chosen(cma: CMA) -> set[tuple[str, str, float | None, float | None]]:
    return {(item.kind, item.listing_ref, item.percent, item.factor) for item in cma.overrides}


def _say(fact: float | None, name: str) -> str:
    if not fact:
        return "not known"
    return str(int(fact)) if name.startswith("year") else f"{fact:,.2f}".rstrip("0").rstrip(".")


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
            f"{len(fresh)} comparable {word} closed since {say_date(old.valuation_date)}, "
            f"{'' if len(fresh) == 1 else 'in the middle '}${middle:,.0f} as adjusted."
        )
    others = len(added) - len(fresh)
    if others:
        out.append(f"{others} of the comparables shown {'is' if others == 1 else 'are'} new in the list.")
    return out


def _prices(new: CMA, old: CMA) -> list[str]:
    trend = new.market.trend_percent_90_days
    if trend is None or new.valuation_date <= old.valuation_date:
        return []
    days = (new.valuation_date - old.valuation_date).days
    moved = old.value * Decimal(str(round(trend / 100 * min(days, 90) / 90, 4)))
    by = f"{'+' if moved >= 0 else '−'}${abs(round(moved / 100) * 100):,}"
    return [f"Prices move {trend:+.1f}% in 90 days here: about {by} in {days} day{'' if days == 1 else 's'}."]


def _offers(new: CMA, old: CMA) -> list[str]:
    if new.market.active == old.market.active:
        return []
    return [f"{new.market.active} homes for sale in {new.market.area}, {old.market.active} then."]
