"""A RESO Property record as a canonical `Listing`: Data Dictionary 2.0 names, every enum spelling, blanks as None."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from pydantic import ValidationError

from integrations.models.listing import Listing, StandardStatus
from integrations.wire.errors import Unreadable

_SAME: Final = {
    "ListingKey": "listing_key",
    "ListingId": "listing_id",
    "ParcelNumber": "parcel_number",
    "UniversalPropertyId": "universal_property_id",
    "UnitNumber": "unit_number",
    "City": "city",
    "CountyOrParish": "county_or_parish",
    "StateOrProvince": "state_or_province",
    "PostalCode": "postal_code",
    "SubdivisionName": "subdivision_name",
    "Latitude": "latitude",
    "Longitude": "longitude",
    "ListPrice": "list_price",
    "OriginalListPrice": "original_list_price",
    "PreviousListPrice": "previous_list_price",
    "ClosePrice": "close_price",
    "ListingContractDate": "listing_contract_date",
    "OnMarketDate": "on_market_date",
    "OffMarketDate": "off_market_date",
    "PurchaseContractDate": "purchase_contract_date",
    "CloseDate": "close_date",
    "DaysOnMarket": "days_on_market",
    "BedroomsTotal": "bedrooms_total",
    "LivingArea": "living_area",
    "AboveGradeFinishedArea": "above_grade_finished_area",
    "BelowGradeFinishedArea": "below_grade_finished_area",
    "LotSizeSquareFeet": "lot_size_square_feet",
    "Stories": "stories",
    "YearBuilt": "year_built",
    "WaterfrontYN": "waterfront",
    "ListAgentKey": "list_agent_key",
    "ListAgentFullName": "list_agent_full_name",
    "ListOfficeName": "list_office_name",
    "AttributionContact": "attribution_contact",
    "PublicRemarks": "public_remarks",
    "InternetEntireListingDisplayYN": "internet_entire_listing_display",
    "InternetAddressDisplayYN": "internet_address_display",
    "InternetAutomatedValuationDisplayYN": "internet_automated_valuation_display",
    "InternetConsumerCommentYN": "internet_consumer_comment",
    "Disclaimer": "disclaimer",
    "CopyrightNotice": "copyright_notice",
    "PhotosCount": "photos_count",
    "ModificationTimestamp": "modification_timestamp",
}
_TEXT_KEYS: Final = (
    "listing_key", "listing_id", "parcel_number", "universal_property_id", "unit_number", "postal_code",
    "list_agent_key",
)  # fmt: skip
_PLAIN: Final = frozenset({str, int, float, bool})
_LOCAL: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}_\w+")
_PRIVATE: Final = frozenset({
    "PrivateRemarks", "PrivateOfficeRemarks", "ShowingInstructions", "ShowingContactName", "ShowingContactPhone",
    "AccessCode", "LockBoxLocation", "LockBoxSerialNumber", "OwnerName", "OwnerPhone", "OccupantName", "OccupantPhone",
})  # fmt: skip
_NAMED: Final = frozenset(
    {*_SAME, *_PRIVATE, "OriginatingSystemName", "StandardStatus", "PropertyType", "PropertySubType", "UnparsedAddress"}
)
_SQUARE_FEET_PER_ACRE: Final = 43_560
_COMPACT: Final = {status.value.replace(" ", "").lower(): status for status in StandardStatus}
_STREET: Final = ("StreetNumber", "StreetDirPrefix", "StreetName", "StreetSuffix", "StreetDirSuffix")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_property(record: Mapping[str, Any], system: str, *, vendor: str) -> Listing:
    """Read one Property record; the server's OriginatingSystemName wins over `system`.

    Status Delete stands for a record that may no longer be held (`MlgCanView` false). Private remarks and showing
    instructions are not read.

    Raises:
        Unreadable: a field has a value that the Data Dictionary does not allow; the message names it.
    """
    values: dict[str, Any] = {}
    local: dict[str, Any] = {}
    for name, value in record.items():
        if value is None or value == "":
            continue
        if name in _SAME:
            values[_SAME[name]] = value
        elif _is_local(name) and type(value) in _PLAIN:
            local[name] = value
    for name in _TEXT_KEYS:
        if name in values:
            values[name] = str(values[name])
    values["originating_system"] = record.get("OriginatingSystemName") or system
    values["standard_status"] = _status(record, vendor)
    values["property_type"] = _spaced(record.get("PropertyType")) or "Residential"
    values["property_sub_type"] = _spaced(record.get("PropertySubType"))
    values["permitted_uses"] = _uses(record)
    values["street_line"] = _street_line(record)
    values["unparsed_address"] = record.get("UnparsedAddress") or _join_address(record)
    values["bathrooms_total"] = _bathrooms(record)
    values["year_renovated"] = _renovated(record)
    values["lot_size_square_feet"] = values.get("lot_size_square_feet") or _acres(record)
    values["local"] = local
    try:
        return Listing.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise Unreadable(vendor, f"{field}: {first['msg']} (got {first['input']!r:.60})") from error


def read_extra(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a `Listing` has no name for, as they came; never the private ones, nor what is linked to."""
    return {
        name: value
        for name, value in record.items()
        if value is not None and value != "" and name not in _NAMED and name[:1] != "@" and _is_kept(value)
    }


def without_private(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without the fields that are never stored."""
    return {name: value for name, value in record.items() if name not in _PRIVATE}


def _status(record: Mapping[str, Any], vendor: str) -> StandardStatus:
    """Spaced ("Coming Soon"), compact ("ComingSoon") or a namespaced enum literal: one value."""
    if record.get("MlgCanView") is False:
        return StandardStatus.DELETE
    said = str(record.get("StandardStatus") or "")
    status = _COMPACT.get(re.sub(r"[\s_-]", "", _bare(said)).lower())
    if status is None:
        raise Unreadable(vendor, f"StandardStatus {said!r} is not in the Data Dictionary")
    return status


def _bare(said: str) -> str:
    """The member's name out of a namespaced literal (`PropertyEnums.StandardStatus'Active'`)."""
    if said.endswith("'"):
        return said.rpartition("'")[0].rpartition("'")[2]
    return said if " " in said else said.rpartition(".")[2]


def _spaced(value: Any) -> str | None:
    return _CAMEL.sub(" ", _bare(str(value))) if value else None


def _uses(record: Mapping[str, Any]) -> tuple[str, ...]:
    """What this record may be used for: MLS Grid's MlgCanUse or Bridge's FeedTypes, as a list or comma text."""
    said = record.get("MlgCanUse") or record.get("FeedTypes") or ()
    words = said.split(",") if isinstance(said, str) else said
    return tuple(sorted({str(word).strip().upper() for word in words if str(word).strip()}))


def _bathrooms(record: Mapping[str, Any]) -> float | None:
    """Full count 1, three-quarter .75, half .5, quarter .25; else the vendor's decimal, else the whole number."""
    weights = {
        "BathroomsFull": 1.0,
        "BathroomsThreeQuarter": 0.75,
        "BathroomsHalf": 0.5,
        "BathroomsOneQuarter": 0.25,
    }
    parts = [record[name] * weight for name, weight in weights.items() if isinstance(record.get(name), int | float)]
    if parts:
        return float(sum(parts))
    whole = record.get("BathroomsTotalDecimal", record.get("BathroomsTotalInteger"))
    return float(whole) if isinstance(whole, int | float) else None


def _renovated(record: Mapping[str, Any]) -> int | None:
    """YearBuiltEffective where it is later than YearBuilt; some servers repeat YearBuilt there."""
    effective, built = record.get("YearBuiltEffective"), record.get("YearBuilt")
    if not isinstance(effective, int) or effective <= 0 or effective == built:
        return None
    return effective


def _acres(record: Mapping[str, Any]) -> float | None:
    acres = record.get("LotSizeAcres")
    return float(acres) * _SQUARE_FEET_PER_ACRE if isinstance(acres, int | float) else None


def _street_line(record: Mapping[str, Any]) -> str:
    return _join(record) if record.get("StreetNumber") and record.get("StreetName") else ""


def _join(record: Mapping[str, Any]) -> str:
    return " ".join(str(record[name]) for name in _STREET if record.get(name))


def _join_address(record: Mapping[str, Any]) -> str:
    street = _join(record)
    return f"{street} #{record['UnitNumber']}" if street and record.get("UnitNumber") else street


@lru_cache(maxsize=4096)
def _is_local(name: str) -> bool:
    return _LOCAL.fullmatch(name) is not None


def _is_kept(value: Any) -> bool:
    """Plain values and lists of them; expanded records have resources of their own."""
    return type(value) in _PLAIN or (isinstance(value, list) and not any(isinstance(one, dict | list) for one in value))
