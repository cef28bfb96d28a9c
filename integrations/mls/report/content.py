"""The report's words and numbers, all as plain strings: the template only lays them out."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.mls.cma.wording import role_label
from integrations.mls.report.brand import Brand
from integrations.mls.report.charts import draw_comparables, draw_trend, say_money
from integrations.mls.report.crediting import tell_credits
from integrations.mls.report.decisions import (
    say_near,
    tell_advice,
    tell_changes,
    tell_net_sheet,
    tell_others,
    tell_since,
)
from integrations.mls.report.saying import (
    per_foot,
    say_address,
    say_closed,
    say_count,
    say_number,
    say_percent,
    say_phone,
    with_unit,
)
from integrations.mls.report.side_by_side import lay_comparable, side_by_side
from integrations.mls.report.site_map import draw_map
from integrations.models.cma import CMA
from integrations.models.credit import notices
from integrations.models.listing import ON_MARKET, Listing


def write_content(cma: CMA, brand: Brand) -> dict[str, Any]:
    """Everything the template reads."""
    subject = cma.subject
    street, _, place = (subject.unparsed_address or subject.display_address).partition(",")
    return {
        "brand": asdict(replace(brand, phone=say_phone(brand.phone), logo=b"")) | {"logo": ""},
        "logo": {"format": brand.logo_format, "bytes": list(brand.logo)} if brand.logo else None,
        "ink": brand.ink,
        "title": "Comparative Market Analysis",
        "street": with_unit(street, subject.unit_number),
        "place": place.strip() or _place(subject),
        "date": say_day(cma.valuation_date),
        "as_of": say_moment(cma.as_of, brand.zone),
        "value": say_money(cma.value),
        "ranges": [
            {"level": band.level, "low": say_money(band.low), "high": say_money(band.high)} for band in cma.ranges
        ],
        "per_foot": per_foot(float(cma.value), subject),
        "grade": cma.grade,
        "grade_note": cma.grade_note,
        "facts": _facts(subject),
        "comparables": [
            lay_comparable(number, item, subject.latitude is not None) for number, item in enumerate(cma.comparables, 1)
        ],
        "groups": side_by_side(cma),
        "others": tell_others(cma),
        "changes": tell_changes(cma),
        "since": tell_since(cma),
        "advice": tell_advice(cma),
        "net_sheet": tell_net_sheet(cma),
        "expired": [_competitor(listing) for listing in cma.expired],
        "imputed": any(item.imputed for item in cma.comparables),
        "placed": subject.latitude is not None,
        "near_misses": [
            [say_address(miss.listing), say_money(miss.listing.close_price or 0), say_closed(miss.listing), miss.reason]
            for miss in cma.near_misses
        ],
        "competition": [_competitor(listing) for listing in cma.competition],
        "market": _market(cma),
        "area": cma.market.area,
        "shown": say_count(len(cma.comparables)),
        "near": say_near(cma),
        "flags": list(cma.flags),
        "assumptions": list(cma.assumptions),
        "accuracy_note": cma.accuracy_note,
        "measured": tell_measured(cma),
        "grades": [
            [item.grade, f"{item.median_error_percent:.1f}%", f"{item.within_10_percent:.0f}%", f"{item.sales:,}"]
            for item in cma.grades
        ],
        "attribution": cma.attribution,
        "credits": tell_credits(cma),
        "notices": list(notices(cma.credits.values())),
        "id": cma.id,
        "map": draw_map(cma, brand.colour),
        "chart": draw_comparables(cma, brand.colour),
        "trend": draw_trend(cma, brand.colour),
    }


def tell_measured(cma: CMA) -> list[list[str]]:
    """How good the values of this ZIP code's past sales were, where that was measured."""
    return [
        [
            f"{row.area}, {f'{row.lag_days} days before closing' if row.lag_days else 'at closing'}",
            f"{row.sales:,}",
            f"{row.error_percent:.1f}%",
            f"{row.within_10_percent:.0f}%",
            say_percent(row.bias_percent),
            "–" if row.coverage_80_percent is None else f"{row.coverage_80_percent:.0f}%",
        ]
        for row in cma.measured
    ]


def say_moment(at: datetime, zone: str) -> str:
    """`May 28, 2015, 4:40 PM PDT`."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{say_day(there)}, {there:%I:%M %p %Z}".replace(", 0", ", ")


def say_day(day: Any) -> str:
    """`May 28, 2015`, of a date or a datetime."""
    return f"{day:%B} {day.day}, {day.year}"


def _place(listing: Listing) -> str:
    place = ", ".join(part for part in (listing.city, listing.state_or_province) if part)
    return f"{place} {listing.postal_code or ''}".strip()


def _facts(subject: Listing) -> list[list[str]]:
    yes_no = {True: "yes", False: "no", None: "–"}
    pairs = [
        ["Bedrooms", say_number(subject.bedrooms_total)],
        ["Bathrooms", say_number(subject.bathrooms_total)],
        ["Living area", say_number(subject.living_area, " sq ft")],
        ["Lot", say_number(subject.lot_size_square_feet, " sq ft")],
        ["Year built", str(subject.year_built or "–")],
        ["Stories", say_number(subject.stories)],
        ["Renovated", str(subject.year_renovated or "–")],
        ["Basement, finished", say_number(subject.below_grade_finished_area or None, " sq ft")],
        ["Waterfront", yes_no[subject.waterfront]],
        ["Type", subject.property_sub_type or subject.property_type],
        ["Subdivision", subject.subdivision_name or "–"],
        ["Parcel", subject.parcel_number or "–"],
    ]
    local = [[local_label(name), _local(name, value)] for name, value in sorted(subject.local.items())]
    return [pair for pair in pairs if pair[1] != "–"] + local[:6]


def local_label(name: str) -> str:
    """`KC_LivingArea15` to `Size of homes nearby`, where the fact is one we know; else `KC_RoofType` to `Roof type`."""
    known = role_label(name)
    if known:
        return known
    plain = name.split("_", 1)[-1] if "_" in name else name
    spaced = "".join(
        f" {char}" if at and (char.isupper() or (char.isdigit() and not plain[at - 1].isdigit())) else char
        for at, char in enumerate(plain)
    )
    return spaced.replace("_", " ").strip().capitalize()


def _local(name: str, value: float | str | bool) -> str:
    unit = " sq ft" if "homes nearby" in local_label(name) and not isinstance(value, (str, bool)) else ""
    return _tidy(value) + unit


def _tidy(value: float | str | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else say_number(value)


def _competitor(listing: Listing) -> dict[str, str]:
    return {
        "address": say_address(listing),
        "status": listing.standard_status.value,
        "on_market": "yes" if listing.standard_status in ON_MARKET else "no",
        "price": say_money(listing.list_price or 0),
        "per_foot": per_foot(float(listing.list_price or 0), listing),
        "facts": f"{say_number(listing.bedrooms_total)} bd · {say_number(listing.bathrooms_total)} ba · "
        f"{say_number(listing.living_area)} sf",
        "days": say_number(listing.days_on_market),
        "office": listing.list_office_name or "",
    }


def _market(cma: CMA) -> list[list[str]]:
    market = cma.market
    rows = [
        ["Sold, last 90 days", str(market.sales_90_days)],
        ["For sale now", str(market.active)],
        ["Under contract", str(market.pending)],
        ["Months of supply", say_number(market.months_of_supply)],
        ["Median price", say_money(market.median_close_price) if market.median_close_price else "–"],
        [
            "Median $/sq ft",
            f"${market.median_price_per_square_foot:,.0f}" if market.median_price_per_square_foot else "–",
        ],
        ["Days to a sale, median", say_number(market.median_days_on_market)],
        ["Absorption a month", f"{market.absorption_percent:.0f}%" if market.absorption_percent is not None else "–"],
        ["Not sold, 6 months", str(market.expired) if market.expired else "–"],
        ["Price got, of list price", say_number(market.median_sale_to_list_percent, "%")],
    ]
    if market.trend_percent_90_days is not None:
        rows.append(["Price trend, 90 days", say_percent(market.trend_percent_90_days)])
    return [row for row in rows if row[1] != "–"]
