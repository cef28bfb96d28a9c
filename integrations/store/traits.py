"""What tells one home from another: the few facts of a record that identity looks at."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement

from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing, StandardStatus
from integrations.store.addresses import normalise
from integrations.store.tables.listings import listings

Key = tuple[Hashable, ...]
_OFFERED: Final = frozenset((*ON_MARKET, *UNDER_CONTRACT))
_NO_PARCEL: Final = re.compile(r"[^0-9a-z]")
_NO_COUNTY: Final = re.compile(r"\W|county|parish")
_table = listings.c
COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    _table.ref, _table.originating_system, _table.county_or_parish, _table.parcel_number, _table.street_key,
    _table.unit_key, _table.postal_code, _table.list_office_name, _table.listing_id, _table.standard_status,
    _table.latitude, _table.longitude, _table.living_area, _table.bedrooms_total, _table.close_price,
    _table.list_price, _table.close_date, _table.modification_timestamp,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trait:
    """One record as identity sees it. `parcel` is county, number and unit; `address` street, unit and ZIP code."""

    ref: str
    system: str
    parcel: Key | None
    address: Key | None
    unit: str
    number: str
    office: str | None
    listing_id: str
    on_offer: bool
    is_closed: bool
    latitude: float | None
    longitude: float | None
    living_area: float | None
    bedrooms: int | None
    close_price: float | None
    list_price: float | None
    closed_on: date | None
    at: datetime


def trait_of(listing: Listing, street_key: str | None = None, unit_key: str | None = None) -> Trait:
    """The traits of a listing; its address is taken apart where the keys that the store keeps are not given."""
    if street_key is None or unit_key is None:
        address = normalise(listing.unparsed_address, listing.unit_number)
        street_key, unit_key = address.street_key, address.unit
    parcel = _NO_PARCEL.sub("", (listing.parcel_number or "").lower()).lstrip("0")
    code = (listing.postal_code or "")[:5]
    return Trait(
        ref=listing.ref,
        system=listing.originating_system,
        parcel=(_plain(listing.county_or_parish), parcel, unit_key) if parcel else None,
        address=(street_key, unit_key, code) if street_key and code else None,
        unit=unit_key,
        number=street_key.partition(" ")[0],
        office=listing.list_office_name,
        listing_id=listing.listing_id,
        on_offer=listing.standard_status in _OFFERED,
        is_closed=listing.standard_status is StandardStatus.CLOSED,
        latitude=listing.latitude,
        longitude=listing.longitude,
        living_area=listing.living_area,
        bedrooms=listing.bedrooms_total,
        close_price=_number(listing.close_price),
        list_price=_number(listing.list_price),
        closed_on=listing.close_date,
        at=listing.modification_timestamp,
    )


def read_trait(row: Sequence[Any]) -> Trait:
    """A row of `COLUMNS` as traits, which is a tenth of the work of reading the listing."""
    (ref, system, county, parcel_number, street, unit, postal, office, listing_id, status, *facts) = row
    latitude, longitude, area, bedrooms, close_price, list_price, closed_on, at = facts
    parcel = _NO_PARCEL.sub("", (parcel_number or "").lower()).lstrip("0")
    code = (postal or "")[:5]
    return Trait(
        ref, system, (_plain(county), parcel, unit) if parcel else None,
        (street, unit, code) if street and code else None, unit, street.partition(" ")[0], office, listing_id,
        status in _OFFERED_WORDS, status == StandardStatus.CLOSED.value, latitude, longitude, area, bedrooms,
        _number(close_price), _number(list_price), closed_on, at,
    )  # fmt: skip


_OFFERED_WORDS: Final = frozenset(status.value for status in _OFFERED)


def _number(price: Any) -> float | None:
    return None if price is None else float(price)


def _plain(name: str | None) -> str:
    return _NO_COUNTY.sub("", (name or "").lower())
