"""A market, and what changed on it, in a sentence or two; the cards have the details."""

from __future__ import annotations

from typing import Any

from bot.agent.offline.saying import counted, dollars


def market_reply(result: dict[str, Any]) -> str:
    """How a market is and where its prices may go."""
    heat = result.get("heat")
    month = f", {result['heat_against_last_month']}" if result.get("heat_against_last_month") else ""
    parts = [f"{result.get('area')}: heat {heat['score']} of 100 by its own history{month}" if heat else
             f"{result.get('area')}"]  # fmt: skip
    parts.append(
        f"{result.get('active', 0):,} for sale, {counted(int(result.get('sold_30_days') or 0), 'sale')} in 30 days"
    )
    if result.get("months_of_supply") is not None:
        parts.append(f"{result['months_of_supply']:.1f} months of supply")
    if result.get("median_close_price") is not None:
        parts.append(f"median {dollars(result['median_close_price'])}")
    said = [f"{'; '.join(parts)}.", result.get("areas_compared") or "", _ahead(result.get("forecasts") or [])]
    return " ".join(filter(None, said))


def changes_reply(result: dict[str, Any]) -> str:
    """How many changes of each kind there were, and the largest price cut."""
    names = {"new": "new", "price_change": "with a new price", "pending": "under contract",
             "back_on_market": "back on the market", "sold": "sold", "status_change": "off the market"}  # fmt: skip
    counts = result.get("counts") or {}
    said = ", ".join(f"{counts[kind]} {words}" for kind, words in names.items() if counts.get(kind))
    where = ", ".join(result.get("areas") or []) or "all areas"
    days = int(result.get("days") or 1)
    when = "in the last 24 hours" if days == 1 else f"in the last {days} days"
    cuts = result.get("largest_cuts") or []
    largest = f" Largest cut: {cuts[0]['address']}, {cuts[0]['percent']:+.1f} %." if cuts else ""
    return f"{where} {when}: {said}.{largest}" if said else f"Nothing changed in {where} {when}."


def _ahead(forecasts: list[dict[str, Any]]) -> str:
    """The forecasts in one sentence: those with a band each, the others together where they are alike."""
    if not forecasts:
        return ""
    told = [f"{dollars(one['price'])} in {one['months']} months ({dollars(one['low'])} to {dollars(one['high'])})"
            for one in forecasts if one.get("low") is not None]  # fmt: skip
    bare: dict[int, list[str]] = {}
    for one in forecasts:
        if one.get("low") is None:
            bare.setdefault(one["price"], []).append(str(one["months"]))
    told += [f"{dollars(price)} in {' and '.join(months)} months (too little history for a band)"
             for price, months in bare.items()]  # fmt: skip
    return f"A typical home may cost {', '.join(told)}."
