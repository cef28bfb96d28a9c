"""How listings may be shown. A Slack message is a display too."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from integrations.mls.terms import Standing
from integrations.models.credit import Credit
from integrations.models.listing import Listing
from integrations.models.listing_parts import Around

_UNNAMED: Final = "an office that the MLS does not name"


def masked(listing: Listing) -> Listing:
    """The listing as it may be shown: no street, coordinates or parcel where the seller hides the address."""
    if listing.internet_address_display:
        return listing
    return listing.model_copy(
        update={
            "unparsed_address": "",
            "street_line": "",
            "unit_number": None,
            "latitude": None,
            "longitude": None,
            "parcel_number": None,
            "universal_property_id": None,
            "public_remarks": None,
        }
    )


def in_zone(around: Around, zone: tzinfo) -> Around:
    """Visiting hours as the clocks of the town show them."""
    visits = tuple(
        one.model_copy(
            update={
                "open_house_start_time": one.open_house_start_time.astimezone(zone),
                "open_house_end_time": one.open_house_end_time.astimezone(zone) if one.open_house_end_time else None,
            }
        )
        for one in around.open_houses
    )
    return around.model_copy(update={"open_houses": visits})


def credit(listing: Listing, feed: Standing, zone: tzinfo) -> Credit:
    """What each display of a listing carries: office, contact, source, the age of our copy, the MLS's own words."""
    said = [listing.disclaimer or feed.terms.disclaimer, listing.copyright_notice]
    return Credit(
        office=listing.list_office_name or _UNNAMED,
        contact=listing.attribution_contact or "",
        source=listing.originating_system,
        as_of=say_time(feed.as_of, zone) if feed.as_of else "",
        notice=" ".join(dict.fromkeys(" ".join(one.split()) for one in said if one)),
    )


def say_time(at: datetime, zone: tzinfo) -> str:
    """`Jun 1, 2026, 5:00 AM PDT`."""
    local = at.astimezone(zone)
    return f"{local:%b} {local.day}, {local.year}, {local.hour % 12 or 12}:{local:%M %p %Z}".strip()
