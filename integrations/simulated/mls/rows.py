"""Renders what is in the world as records of the MLS. Timestamps are fixed-width text, so they sort as they are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from integrations.simulated.mls.fields import PROPERTY, Resource
from integrations.simulated.world import Agent, Home, Sale, TownListing
from integrations.simulated.world.clockwork import moment

SYSTEM = "RAINIER"
_COPYRIGHT = "Rainier MLS of the simulated town. Sale facts: King County, public domain."
_DISCLAIMER = "Deemed reliable, not guaranteed. Listings, agents and addresses are simulated."
_MLS_STATUS = {
    "Active Under Contract": "Contingent",
    "Canceled": "Cancelled",
    "Closed": "Sold",
    "Hold": "Temporarily Off Market",
}
_LEVELS = {1.0: "One", 1.5: "One and One Half", 2.0: "Two", 2.5: "Two and One Half"}

Row = tuple[Any, ...]


def stamp(when: datetime | None) -> str | None:
    """Return a moment as the wire writes it: UTC, milliseconds."""
    return None if when is None else when.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def pack(resource: Resource, record: dict[str, Any]) -> Row:
    """Return a record as a row in the resource's field order; what it lacks is null."""
    return tuple(map(record.get, resource.position))


def split_baths(baths: float) -> tuple[int, int, int, int]:
    """Return full, three-quarter, half and quarter baths of the county's sum, e.g. 2.25 = 1 + 0.75 + 0.5."""
    full, rest = int(baths), round((baths % 1) * 4)
    if rest == 1:
        return (full - 1, 1, 1, 0) if full else (0, 0, 0, 1)
    return full, int(rest == 3), int(rest == 2), 0


def home_record(home: Home) -> dict[str, Any]:
    """Return the fields that describe a home and its place."""
    address = home.address
    full, three_quarter, half, quarter = split_baths(home.bathrooms)
    is_townhouse = address.unit is not None or (home.lot_size < 1500 and home.stories >= 2)
    return {
        "OriginatingSystemName": SYSTEM,
        "ParcelNumber": home.parcel,
        "PropertyType": "Residential",
        "PropertySubType": "Townhouse" if is_townhouse else "Single Family Residence",
        "LivingArea": home.living_area,
        "LivingAreaUnits": "Square Feet",
        "LivingAreaSource": "Public Records",
        "AboveGradeFinishedArea": home.above_grade,
        "BelowGradeFinishedArea": home.below_grade,
        "LotSizeSquareFeet": home.lot_size,
        "LotSizeAcres": round(home.lot_size / 43_560, 4),
        "BedroomsTotal": home.bedrooms,
        "BathroomsTotalInteger": full + three_quarter + half + quarter,
        "BathroomsFull": full,
        "BathroomsThreeQuarter": three_quarter,
        "BathroomsHalf": half,
        "BathroomsOneQuarter": quarter,
        "BathroomsTotalDecimal": home.bathrooms,
        "Stories": home.stories,
        "Levels": [_LEVELS.get(home.stories, "Three Or More")],
        "YearBuilt": home.year_built,
        "YearBuiltEffective": home.year_renovated,
        "WaterfrontYN": home.waterfront,
        "ViewYN": home.view > 0,
        "StreetNumber": address.number,
        "StreetDirPrefix": address.dir_prefix,
        "StreetName": address.street,
        "StreetSuffix": address.suffix,
        "StreetDirSuffix": address.dir_suffix,
        "UnitNumber": address.unit,
        "UnparsedAddress": address.line,
        "City": address.city,
        "PostalCity": address.city,
        "CountyOrParish": "King",
        "StateOrProvince": "WA",
        "PostalCode": address.postal_code,
        "Country": "US",
        "SubdivisionName": home.neighborhood,
        "Latitude": home.latitude,
        "Longitude": home.longitude,
        "CopyrightNotice": _COPYRIGHT,
        "Disclaimer": _DISCLAIMER,
        "InternetEntireListingDisplayYN": True,
        "InternetAddressDisplayYN": True,
        "InternetAutomatedValuationDisplayYN": True,
        "InternetConsumerCommentYN": False,
        "KC_Grade": home.grade,
        "KC_Condition": home.condition,
        "KC_View": home.view,
        "KC_LivingArea15": home.living_area_15,
        "KC_LotSize15": home.lot_size_15,
    }


def _credits(agent: Agent, buyer: Agent | None) -> dict[str, Any]:
    office = agent.office
    record = {
        "ListAgentKey": agent.key,
        "ListAgentMlsId": agent.mls_id,
        "ListAgentFullName": agent.full_name,
        "ListOfficeKey": office.key,
        "ListOfficeMlsId": office.mls_id,
        "ListOfficeName": office.name,
        "ListOfficePhone": office.phone,
        "AttributionContact": agent.phone,
    }
    if buyer is not None:
        record |= {
            "BuyerAgentKey": buyer.key,
            "BuyerAgentFullName": buyer.full_name,
            "BuyerOfficeKey": buyer.office.key,
            "BuyerOfficeName": buyer.office.name,
        }
    return record


def sale_row(sale: Sale) -> Row:
    """Return a recorded sale as a Closed listing."""
    home, closed, days = sale.home, stamp(sale.modified), (sale.pending_on - sale.listed_on).days
    record = home_record(home)
    record |= _credits(sale.list_agent, sale.buyer_agent)
    record |= {
        "ListingKey": sale.key,
        "ListingId": sale.listing_id,
        "OriginatingSystemKey": sale.key,
        "StandardStatus": "Closed",
        "MlsStatus": "Sold",
        "MajorChangeType": "Closed",
        "ModificationTimestamp": closed,
        "OriginalEntryTimestamp": stamp(moment(sale.listed_on, 36_000)),
        "MajorChangeTimestamp": closed,
        "StatusChangeTimestamp": closed,
        "PhotosChangeTimestamp": closed,
        "ListingContractDate": sale.listed_on.isoformat(),
        "OnMarketDate": sale.listed_on.isoformat(),
        "OffMarketDate": sale.pending_on.isoformat(),
        "PurchaseContractDate": sale.pending_on.isoformat(),
        "CloseDate": sale.closed_on.isoformat(),
        "DaysOnMarket": days,
        "CumulativeDaysOnMarket": days,
        "ListPrice": sale.list_price,
        "OriginalListPrice": sale.original_list_price,
        "PreviousListPrice": sale.original_list_price if sale.original_list_price != sale.list_price else None,
        "ClosePrice": sale.close_price,
        "NewConstructionYN": home.year_built >= sale.closed_on.year - 1,
        "PublicRemarks": f"{home.bedrooms}-bedroom home in {home.neighborhood}, {home.living_area:,} sq ft.",
        "PhotosCount": 1,
    }
    return pack(PROPERTY, record)


def listing_row(listing: TownListing, today: date) -> Row:
    """Return a listing as it stands on `today`, from which its days on the market are counted."""
    until = listing.pending_on or listing.off_market_on or today
    days = max(0, (until - (listing.on_market_on or today)).days)
    record = home_record(listing.home)
    record |= _credits(listing.agent, listing.buyer_agent)
    record |= {
        "ListingKey": listing.key,
        "ListingId": listing.listing_id,
        "OriginatingSystemKey": listing.key,
        "StandardStatus": listing.status,
        "MlsStatus": _MLS_STATUS.get(listing.status, listing.status),
        "MajorChangeType": listing.change,
        "ModificationTimestamp": stamp(listing.modified),
        "OriginalEntryTimestamp": stamp(moment(listing.listed_on, 5)),
        "MajorChangeTimestamp": stamp(max(listing.status_changed, listing.price_changed or listing.status_changed)),
        "StatusChangeTimestamp": stamp(listing.status_changed),
        "PriceChangeTimestamp": stamp(listing.price_changed),
        "PhotosChangeTimestamp": stamp(listing.photos_changed or moment(listing.listed_on, 5)),
        "ListingContractDate": listing.listed_on.isoformat(),
        "OnMarketDate": _day(listing.on_market_on),
        "OffMarketDate": _day(listing.off_market_on),
        "PurchaseContractDate": _day(listing.pending_on),
        "CloseDate": _day(listing.closed_on),
        "DaysOnMarket": days,
        "CumulativeDaysOnMarket": days,
        "ListPrice": listing.list_price,
        "OriginalListPrice": listing.original_list_price,
        "PreviousListPrice": listing.previous_list_price,
        "ClosePrice": listing.close_price,
        "NewConstructionYN": listing.home.year_built >= today.year - 1,
        "PublicRemarks": listing.remarks,
        "PrivateRemarks": listing.private_remarks,
        "ShowingInstructions": "Appointment; call the listing agent.",
        "InternetEntireListingDisplayYN": listing.show_online,
        "InternetAddressDisplayYN": listing.show_address,
        "InternetAutomatedValuationDisplayYN": listing.show_estimate,
        "PhotosCount": listing.photos,
    }
    return pack(PROPERTY, record)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
