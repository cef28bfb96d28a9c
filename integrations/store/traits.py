"""What tells one home from another: the few facts of a record that identity looks at."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement

from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing, StandardStatus
from integrations.store.addresses import normalise_listing
from integrations.store.parcels import Identifier, is_copy, read_identifier, shared_number
from integrations.store.tables.listings import listings

Key = tuple[Hashable, ...]
_OFFERED: Final = frozenset((*ON_MARKET, *UNDER_CONTRACT))
_ANYONE: Final = frozenset({"IDX", "VOW"})
_table = listings.c
COLUMNS: Final[tuple[ColumnElement[Any], ...]] = (
    _table.ref, _table.originating_system, _table.county_or_parish, _table.parcel_number, _table.street_key,
    _table.unit_key, _table.postal_code, _table.list_office_name, _table.listing_id, _table.standard_status,
    _table.latitude, _table.longitude, _table.living_area, _table.bedrooms_total, _table.close_price,
    _table.list_price, _table.close_date, _table.modification_timestamp, _table.universal_property_id,
    _table.internet_entire_listing_display, _table.permitted_uses,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trait:
    """One record as identity sees it. `address` is street, unit and ZIP code; `shared` the number that two MLSs share.

    `licence` is greater where more people may see the record: 0 nobody, 1 a copy that may not be passed on, 2 the
    office alone, 3 anyone.
    """

    ref: str
    system: str
    universal: Identifier | None
    parcel: Identifier | None
    address: Key | None
    unit: str
    number: str
    office: str | None
    listing_id: str
    shared: Key | None
    licence: int
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
        address = normalise_listing(listing)
        street_key, unit_key = address.street_key, address.unit
    row = [getattr(listing, name, None) for name in _NAMES]
    row[_NAMES.index("street_key")], row[_NAMES.index("unit_key")] = street_key, unit_key
    return read_trait(row)


def read_trait(row: Sequence[Any]) -> Trait:
    """A row of `COLUMNS` as traits, which is a tenth of the work of reading the listing."""
    (ref, system, county, parcel, street, unit, postal, office, listing_id, status, *facts) = row
    latitude, longitude, area, bedrooms, close_price, list_price, closed_on, at, universal, displayed, uses = facts
    code = (postal or "")[:5]
    shared = shared_number(system, listing_id)
    return Trait(
        ref, system, read_identifier("", universal), read_identifier(county, parcel),
        (street, unit, code) if street and code else None, unit, street.partition(" ")[0], office, listing_id,
        shared, _licence(displayed, uses, is_copied=is_copy(system, listing_id)),
        status in _OFFERED_WORDS, status == StandardStatus.CLOSED.value, latitude, longitude, area, bedrooms,
        _number(close_price), _number(list_price), closed_on, at,
    )  # fmt: skip


_NAMES: Final = tuple(column.name for column in COLUMNS)
_OFFERED_WORDS: Final = frozenset(status.value for status in _OFFERED)


def _licence(displayed: Any, uses: Any, *, is_copied: bool) -> int:
    if not displayed:
        return 0
    if is_copied:
        return 1
    return 3 if not uses or not _ANYONE.isdisjoint(uses) else 2


def _number(price: Any) -> float | None:
    return None if price is None else float(price)
