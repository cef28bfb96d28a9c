"""What was decided and what follows from it, in the report's words: corrections, choices, list price, proceeds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from integrations.mls.cma.lines import round_value
from integrations.mls.report.charts import say_money
from integrations.mls.report.saying import say_count
from integrations.models.cma import CMA


def tell_others(cma: CMA) -> dict[str, str] | None:
    """The sales that count and are not shown."""
    rest = cma.other_sales
    if rest is None:
        return None
    label = f"{rest.sales} other sales nearby, adjusted the same way"
    return {"label": label, "adjusted": say_money(rest.value), "weight": f"{100 * rest.weight:.0f}%"}


def say_near(cma: CMA) -> str:
    """The heading of the sales that are not shown as comparables."""
    return f"Not among the {say_count(len(cma.comparables))}, and why"


def tell_changes(cma: CMA) -> list[list[str]]:
    """Corrected facts and choices of comparables: what, and by how much the value moved."""
    told = [(item.said, item.dollars) for item in cma.effects] + [(item.said, item.dollars) for item in cma.overrides]
    return [[said, say_change(_hundreds(dollars))] for said, dollars in told]


def _hundreds(dollars: Decimal) -> Decimal:
    """More digits would only look exact."""
    return Decimal(round(dollars / 100) * 100)


def tell_since(cma: CMA) -> dict[str, Any] | None:
    """The difference from the last analysis of this home."""
    since = cma.since
    if since is None:
        return None
    day = since.valuation_date
    return {
        "date": f"{day:%B} {day.day}, {day.year}",
        "value": say_money(since.value),
        "change": f"{say_change(since.dollars)} ({since.percent:+.1f}%)" if since.dollars else "no change",
        "reasons": list(since.reasons),
    }


def tell_advice(cma: CMA) -> dict[str, Any] | None:
    """The suggested list price with its steps."""
    advice = cma.list_advice
    if advice is None:
        return None
    return {
        "price": say_money(advice.price),
        "low": say_money(advice.low),
        "high": say_money(advice.high),
        "reasons": list(advice.reasons),
    }


def tell_net_sheet(cma: CMA) -> dict[str, Any] | None:
    """The seller's costs and what is left."""
    sheet = cma.net_sheet
    if sheet is None:
        return None
    return {
        "price": say_money(sheet.price),
        "lines": [[line.label, line.source, say_money(-line.dollars)] for line in sheet.lines],
        "net": say_money(sheet.net),
        "about": say_money(round_value(float(sheet.net))),
    }


def say_change(dollars: Decimal) -> str:
    """`+$4,200`, `\u2212$900`, `$0`."""
    return ("+" if dollars > 0 else "") + say_money(dollars)
