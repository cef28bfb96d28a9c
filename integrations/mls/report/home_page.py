"""One home as a web page: the full display that a short text leads to."""

from __future__ import annotations

from html import escape

from integrations.mls.report.brand import Brand
from integrations.mls.report.charts import say_money
from integrations.mls.report.page import STYLE
from integrations.mls.report.saying import say_number, say_phone
from integrations.models.credit import Credit
from integrations.models.listing import Listing, StandardStatus


def render_home(listing: Listing, credit: Credit, brand: Brand) -> str:
    """HTML of a listing with its office, source, time and the MLS's own words; all of it escaped."""
    where = escape(listing.display_address)
    sold = listing.standard_status is StandardStatus.CLOSED
    price = listing.close_price if sold else listing.list_price
    rows = "".join(f"<div><div class='small'>{name}</div><b>{escape(said)}</b></div>" for name, said in _facts(listing))
    who = " · ".join(one for one in (brand.agent_name, brand.brokerage, say_phone(brand.phone), brand.email) if one)
    remarks = f"<p>{escape(listing.public_remarks)}</p>" if listing.public_remarks else ""
    foot = "".join(f"<p>{escape(line)}</p>" for line in (credit.line, credit.notice, who) if line)
    return "".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            '<meta name="robots" content="noindex,nofollow">',
            f"<title>{where}</title><style>:root{{--accent:{brand.colour}}}{STYLE}</style></head><body>",
            f"<header><div><div class='kicker'>{escape(str(listing.standard_status))}</div><h1>{where}</h1>",
            f"<div class='place'>{escape(credit.short)}</div></div></header><main>",
            f"<div class='value'>{say_money(price) if price else 'Price not given'}</div>",
            f"<div class='facts box'>{rows}</div>{remarks}</main><footer class='small'>{foot}</footer></body></html>",
        ]
    )


def _facts(listing: Listing) -> list[tuple[str, str]]:
    pairs = [
        ("Bedrooms", say_number(listing.bedrooms_total)),
        ("Bathrooms", say_number(listing.bathrooms_total)),
        ("Living area", say_number(listing.living_area, " sq ft")),
        ("Lot", say_number(listing.lot_size_square_feet, " sq ft")),
        ("Year built", str(listing.year_built or "–")),
        ("Type", listing.property_sub_type or listing.property_type),
    ]
    return [pair for pair in pairs if pair[1] != "–"]
