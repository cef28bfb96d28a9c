"""The report's words and numbers, all as plain strings: the template only lays them out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from integrations.mls.report.brand import Brand
from integrations.mls.report.charts import draw_comparables, draw_trend, say_money
from integrations.mls.report.decisions import tell_advice, tell_changes, tell_net_sheet, tell_others, tell_since
from integrations.mls.report.site_map import draw_map
from integrations.models.cma import CMA, Adjustment, Comparable
from integrations.models.listing import ON_MARKET, Listing

SIDE_BY_SIDE = 4
BY_HAND = "By hand"


def write_content(cma: CMA, brand: Brand) -> dict[str, Any]:
    """Everything the template reads."""
    subject = cma.subject
    street, _, place = (subject.unparsed_address or subject.display_address).partition(",")
    return {
        "brand": asdict(brand),
        "title": "Comparative Market Analysis",
        "street": _with_unit(street, subject.unit_number),
        "place": place.strip() or _place(subject),
        "date": say_day(cma.valuation_date),
        "as_of": f"{say_day(cma.as_of)}, {cma.as_of:%H:%M} UTC",
        "value": say_money(cma.value),
        "ranges": [
            {"level": band.level, "low": say_money(band.low), "high": say_money(band.high)} for band in cma.ranges
        ],
        "per_foot": _per_foot(float(cma.value), subject),
        "grade": cma.grade,
        "grade_note": cma.grade_note,
        "facts": _facts(subject),
        "comparables": [
            _comparable(number, item, subject.latitude is not None) for number, item in enumerate(cma.comparables, 1)
        ],
        "groups": _side_by_side(cma),
        "others": tell_others(cma),
        "changes": tell_changes(cma),
        "since": tell_since(cma),
        "advice": tell_advice(cma),
        "net_sheet": tell_net_sheet(cma),
        "expired": [_competitor(listing) for listing in cma.expired],
        "imputed": any(item.imputed for item in cma.comparables),
        "placed": subject.latitude is not None,
        "near_misses": [
            [_address(miss.listing), say_money(miss.listing.close_price or 0), _closed(miss.listing), miss.reason]
            for miss in cma.near_misses
        ],
        "competition": [_competitor(listing) for listing in cma.competition],
        "market": _market(cma),
        "area": cma.market.area,
        "flags": list(cma.flags),
        "assumptions": list(cma.assumptions),
        "accuracy_note": cma.accuracy_note,
        "grades": [
            [item.grade, f"{item.median_error_percent:.1f}%", f"{item.within_10_percent:.0f}%", f"{item.sales:,}"]
            for item in cma.grades
        ],
        "attribution": cma.attribution,
        "offices": _offices(cma),
        "id": cma.id,
        "map": draw_map(cma, brand.colour),
        "chart": draw_comparables(cma, brand.colour),
        "trend": draw_trend(cma, brand.colour),
    }


def say_day(day: Any) -> str:
    """`May 28, 2015`, of a date or a datetime."""
    return f"{day:%B} {day.day}, {day.year}"


def _place(listing: Listing) -> str:
    place = ", ".join(part for part in (listing.city, listing.state_or_province) if part)
    return f"{place} {listing.postal_code or ''}".strip()


def _address(listing: Listing) -> str:
    """The street alone where it may be shown: the place is the same for all."""
    if not listing.internet_address_display:
        return "Address not disclosed"
    street = listing.unparsed_address.partition(",")[0] or f"Parcel {listing.parcel_number or '–'}"
    return _with_unit(street, listing.unit_number)


def _with_unit(street: str, unit: str | None) -> str:
    """The street with its unit, once: most records have the unit in the street already."""
    words = street.casefold().replace("#", " ").split()
    return street if not unit or unit.casefold().lstrip("# ") in words[1:] else f"{street} {unit}"


def _closed(listing: Listing) -> str:
    return f"{listing.close_date:%b} {listing.close_date.day}, {listing.close_date.year}" if listing.close_date else "–"


def _number(value: float | None, unit: str = "") -> str:
    return "–" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".") + unit


def _per_foot(price: float, listing: Listing) -> str:
    return f"${price / listing.living_area:,.0f}" if listing.living_area else "–"


def _facts(subject: Listing) -> list[list[str]]:
    yes_no = {True: "yes", False: "no", None: "–"}
    pairs = [
        ["Bedrooms", _number(subject.bedrooms_total)],
        ["Bathrooms", _number(subject.bathrooms_total)],
        ["Living area", _number(subject.living_area, " sq ft")],
        ["Lot", _number(subject.lot_size_square_feet, " sq ft")],
        ["Year built", str(subject.year_built or "–")],
        ["Stories", _number(subject.stories)],
        ["Renovated", str(subject.year_renovated or "–")],
        ["Below grade", _number(subject.below_grade_finished_area or None, " sq ft")],
        ["Waterfront", yes_no[subject.waterfront]],
        ["Type", subject.property_sub_type or subject.property_type],
        ["Subdivision", subject.subdivision_name or "–"],
        ["Parcel", subject.parcel_number or "–"],
    ]
    local = [[_label(name), str(_tidy(value))] for name, value in sorted(subject.local.items())]
    return [pair for pair in pairs if pair[1] != "–"] + local[:6]


def _label(name: str) -> str:
    """`KC_LivingArea15` to `Living Area 15`."""
    plain = name.split("_", 1)[-1] if "_" in name else name
    spaced = "".join(
        f" {char}" if at and (char.isupper() or (char.isdigit() and not plain[at - 1].isdigit())) else char
        for at, char in enumerate(plain)
    )
    return spaced.replace("_", " ").strip().capitalize()


def _tidy(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else _number(value)


def _comparable(number: int, item: Comparable, placed: bool) -> dict[str, str]:
    listing = item.listing
    return {
        "number": str(number),
        "address": _address(listing),
        "distance": f"{item.distance_miles:.2f} mi" if placed else "–",
        "closed": _closed(listing),
        "price": ("≈ " if item.imputed else "") + say_money(listing.close_price or 0),
        "per_foot": _per_foot(float(listing.close_price or 0), listing),
        "facts": " · ".join(
            [
                f"{_number(listing.bedrooms_total)} bd",
                f"{_number(listing.bathrooms_total)} ba",
                f"{_number(listing.living_area)} sf",
                str(listing.year_built or "–"),
            ]
        ),
        "net": _signed(item.net_percent),
        "adjusted": say_money(item.adjusted_price),
        "weight": f"{100 * item.weight:.0f}%",
        "why": item.why,
    }


def _signed(percent: float) -> str:
    return f"{'+' if percent > 0 else '−' if percent < 0 else ''}{abs(percent):.1f}%"


def _side_by_side(cma: CMA) -> list[dict[str, Any]]:
    """Groups of four comparables, each with one row for every fact that differs in any of them."""
    features: dict[str, str] = {}
    for item in cma.comparables:
        for line in item.adjustments:
            features.setdefault(line.feature, line.subject)
    order = _table_order(cma)
    numbered = list(enumerate(cma.comparables, 1))
    return [
        {
            "comparables": [_comparable(number, item, cma.subject.latitude is not None) for number, item in part],
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
    return {"fact": line.comparable, "change": _dollars(line), "percent": _signed(line.percent)}


def _dollars(line: Adjustment) -> str:
    return ("+" if line.dollars > 0 else "") + say_money(line.dollars)


def _net(item: Comparable) -> dict[str, str]:
    change = item.adjusted_price - (item.listing.close_price or item.adjusted_price)
    return {"change": ("+" if change > 0 else "") + say_money(change), "percent": _signed(item.net_percent)}


def _competitor(listing: Listing) -> dict[str, str]:
    return {
        "address": _address(listing),
        "status": listing.standard_status.value,
        "on_market": "yes" if listing.standard_status in ON_MARKET else "no",
        "price": say_money(listing.list_price or 0),
        "per_foot": _per_foot(float(listing.list_price or 0), listing),
        "facts": f"{_number(listing.bedrooms_total)} bd · {_number(listing.bathrooms_total)} ba · "
        f"{_number(listing.living_area)} sf",
        "days": _number(listing.days_on_market),
        "office": listing.list_office_name or "",
    }


def _market(cma: CMA) -> list[list[str]]:
    market = cma.market
    rows = [
        ["Sales, last 90 days", str(market.sales_90_days)],
        ["Active", str(market.active)],
        ["Pending", str(market.pending)],
        ["Months of supply", _number(market.months_of_supply)],
        ["Median price", say_money(market.median_close_price) if market.median_close_price else "–"],
        [
            "Median $/sq ft",
            f"${market.median_price_per_square_foot:,.0f}" if market.median_price_per_square_foot else "–",
        ],
        ["Days on market", _number(market.median_days_on_market)],
        ["Absorbed a month", f"{market.absorption_percent:.0f}%" if market.absorption_percent is not None else "–"],
        ["Not sold, 6 months", str(market.expired) if market.expired else "–"],
        ["Sale to list", _number(market.median_sale_to_list_percent, "%")],
    ]
    if market.trend_percent_90_days is not None:
        rows.append(["Trend, 90 days", _signed(market.trend_percent_90_days)])
    return [row for row in rows if row[1] != "–"]


def _offices(cma: CMA) -> str:
    names = {item.listing.list_office_name for item in cma.comparables}
    names |= {listing.list_office_name for listing in cma.competition}
    return ", ".join(sorted(name for name in names if name))
