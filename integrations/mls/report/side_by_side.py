"""The comparables side by side: their facts and every line of their adjustments."""

from __future__ import annotations

from typing import Any

from integrations.mls.report.charts import say_money
from integrations.mls.report.saying import per_foot, say_address, say_closed, say_number, say_percent
from integrations.models.cma import CMA, Adjustment, Comparable

SIDE_BY_SIDE = 4
BY_HAND = "By hand"


def lay_comparable(number: int, item: Comparable, placed: bool) -> dict[str, str]:
    """One comparable in the summary."""
    listing = item.listing
    return {
        "number": str(number),
        "address": say_address(listing),
        "distance": f"{item.distance_miles:.2f} mi" if placed else "–",
        "closed": say_closed(listing),
        "price": ("≈ " if item.imputed else "") + say_money(listing.close_price or 0),
        "per_foot": per_foot(float(listing.close_price or 0), listing),
        "facts": " · ".join(
            [
                f"{say_number(listing.bedrooms_total)} bd",
                f"{say_number(listing.bathrooms_total)} ba",
                f"{say_number(listing.living_area)} sf",
                str(listing.year_built or "–"),
            ]
        ),
        "net": say_percent(item.net_percent),
        "adjusted": say_money(item.adjusted_price),
        "weight": f"{100 * item.weight:.0f}%",
        "why": item.why,
    }


def side_by_side(cma: CMA) -> list[dict[str, Any]]:
    """Groups of four comparables, each with one row for every fact that differs in any of them."""
    features: dict[str, str] = {}
    for item in cma.comparables:
        for line in item.adjustments:
            features.setdefault(line.feature, line.subject)
    order = _table_order(cma)
    numbered = list(enumerate(cma.comparables, 1))
    return [
        {
            "comparables": [lay_comparable(number, item, cma.subject.latitude is not None) for number, item in part],
            "rows": [
                {"feature": name, "subject": features[name], "cells": [_cell(name, item) for _, item in part]}
                for name in order
            ],
            "net": [_net(item) for _, item in part],
        }
        for part in (numbered[at : at + SIDE_BY_SIDE] for at in range(0, len(numbered), SIDE_BY_SIDE))
    ]


def _table_order(cma: CMA) -> list[str]:
    """The order of the first line in which each feature stands, kept the same in every group; time is last."""
    order: list[str] = []
    for item in sorted(cma.comparables, key=lambda comparable: -len(comparable.adjustments)):
        names = [line.feature for line in item.adjustments]
        for at, name in enumerate(names):
            if name not in order:
                after = next((order.index(later) for later in names[at:] if later in order), len(order))
                order.insert(after, name)
    return order


def _cell(feature: str, item: Comparable) -> dict[str, str]:
    line = next((line for line in item.adjustments if line.feature == feature), None)
    if line is None:
        return {"fact": "" if feature == BY_HAND else "same", "change": "", "percent": ""}
    return {"fact": line.comparable, "change": _dollars(line), "percent": say_percent(line.percent)}


def _dollars(line: Adjustment) -> str:
    return ("+" if line.dollars > 0 else "") + say_money(line.dollars)


def _net(item: Comparable) -> dict[str, str]:
    change = item.adjusted_price - (item.listing.close_price or item.adjusted_price)
    return {"change": ("+" if change > 0 else "") + say_money(change), "percent": say_percent(item.net_percent)}
