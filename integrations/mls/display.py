"""How listings may be shown. A Slack message is a display too."""

from __future__ import annotations

from datetime import datetime, tzinfo

from integrations.models.listing import Listing
from integrations.models.listing_parts import Around


def masked(listing: Listing) -> Listing:
    """The listing as it may be shown: no street, coordinates or parcel where the seller hides the address."""
    if listing.internet_address_display:
        return listing
    return listing.model_copy(
        update={
            "unparsed_address": "",
            "unit_number": None,
            "latitude": None,
            "longitude": None,
            "parcel_number": None,
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


def attribution(listing: Listing, as_of: datetime | None = None) -> str:
    """The credit that each display of a listing carries: office, contact, source, and how old our copy is."""
    office = listing.list_office_name or "an office that the MLS does not name"
    contact = f" ({listing.attribution_contact})" if listing.attribution_contact else ""
    dated = f", as of {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""
    return f"Listed by {office}{contact}. Source: {listing.originating_system}{dated}."
