"""How the report says an address, a day, a number."""

from __future__ import annotations

from integrations.models.listing import Listing


def say_address(listing: Listing) -> str:
    """The street alone where it may be shown: the place is the same for all."""
    if not listing.internet_address_display:
        return "Address not disclosed"
    street = listing.unparsed_address.partition(",")[0] or f"Parcel {listing.parcel_number or '–'}"
    return with_unit(street, listing.unit_number)


def with_unit(street: str, unit: str | None) -> str:
    """The street with its unit, once: most records have the unit in the street already."""
    words = street.casefold().replace("#", " ").split()
    return street if not unit or unit.casefold().lstrip("# ") in words[1:] else f"{street} {unit}"


def say_closed(listing: Listing) -> str:
    """The closing day, short."""
    return f"{listing.close_date:%b} {listing.close_date.day}, {listing.close_date.year}" if listing.close_date else "–"


def say_number(value: float | None, unit: str = "") -> str:
    """A number without needless zeros, or a dash."""
    return "–" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".") + unit


def per_foot(price: float, listing: Listing) -> str:
    """The price of a square foot."""
    return f"${price / listing.living_area:,.0f}" if listing.living_area else "–"


def say_percent(percent: float) -> str:
    """A percentage with its sign."""
    return f"{'+' if percent > 0 else '−' if percent < 0 else ''}{abs(percent):.1f}%"
