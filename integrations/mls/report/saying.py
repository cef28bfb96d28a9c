"""How the report says an address, a day, a number."""

from __future__ import annotations

import re

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


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def say_count(count: int) -> str:
    """`eight`; digits above ten."""
    return _WORDS[count] if count < len(_WORDS) else str(count)


def say_phone(phone: str) -> str:
    """A number of this country as people write it: `(206) 555-1000`; any other as it is."""
    found = re.fullmatch(r"\+?1?[ .-]?\(?(\d{3})\)?[ .-]?(\d{3})[ .-]?(\d{4})", phone.strip())
    return f"({found[1]}) {found[2]}-{found[3]}" if found else phone


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
