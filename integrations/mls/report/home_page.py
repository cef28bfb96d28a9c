"""One home as a web page: the full display that a short text leads to."""

from __future__ import annotations

from html import escape

from integrations.mls.report.brand import Brand
from integrations.mls.report.charts import say_money
from integrations.mls.report.html import contact, document
from integrations.mls.report.saying import say_number
from integrations.models.credit import Credit
from integrations.models.listing import Listing, StandardStatus


def render_home(listing: Listing, credit: Credit, brand: Brand) -> str:
    """HTML of a listing with its office, source, time and the MLS's own words; all of it escaped."""
    where = escape(listing.display_address)
    sold = listing.standard_status is StandardStatus.CLOSED
    price = listing.close_price if sold else listing.list_price
    rows = "".join(f"<div><div class='small'>{name}</div><b>{escape(said)}</b></div>" for name, said in _facts(listing))
    remarks = f"<p>{escape(listing.public_remarks)}</p>" if listing.public_remarks else ""
    header = (
        f"<div class='kicker'>{escape(str(listing.standard_status))}</div><h1>{where}</h1>"
        f"<div class='place'>{escape(credit.short)}</div><div class='who'>{contact(brand)}</div>"
    )
    main = (
        f"<div class='value'>{say_money(price) if price else 'Price not given'}</div>"
        f"<div class='facts box'>{rows}</div>{remarks}"
    )
    return document(brand, listing.display_address, header, main, [credit.line, credit.notice])


def render_gone(brand: Brand) -> str:
    """What a link shows that is no more, or never was: whom to ask for a new one."""
    header = f"<div class='kicker'>{escape(brand.brokerage)}</div><h1>This link does not work any more</h1>"
    main = (
        "<p>Private pages work for 30 days, and are taken down earlier where a home may no longer be shown. "
        "If the link came in an e-mail or a text, check that it was copied whole.</p>"
        f"<div class='box'><p>For a new link, ask:</p><p><b>{contact(brand)}</b></p></div>"
    )
    return document(brand, "This link does not work any more", header, main, [])


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
