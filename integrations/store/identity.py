"""One home, many records: which listings of one or several MLSs are the same home, and which sales the same sale."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import timedelta
from math import cos, hypot, radians
from typing import Final

from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, Listing
from integrations.store.addresses import normalise

_NEAR_METRES: Final = 30.0
_METRES_A_DEGREE: Final = 111_320.0
_CELL: Final = 0.0005  # degrees, more than 30 metres: near homes lie in the same or neighbouring cells
_SAME_AREA: Final = 0.02
_SAME_PRICE: Final = 0.005
_SAME_DAYS: Final = timedelta(days=7)

Key = tuple[Hashable, ...]


def parcel_key(listing: Listing) -> Key | None:
    """County, parcel number without its punctuation, and unit."""
    parcel = re.sub(r"[^0-9a-z]", "", (listing.parcel_number or "").lower()).lstrip("0")
    return (_plain(listing.county_or_parish), parcel, unit_of(listing)) if parcel else None


def address_key(listing: Listing) -> Key | None:
    """Normalised street address, unit and ZIP code."""
    street = normalise(listing.unparsed_address, listing.unit_number).street_key
    code = (listing.postal_code or "")[:5]
    return (street, unit_of(listing), code) if street and code else None


def unit_of(listing: Listing) -> str:
    """The unit's identifier alone: `APT 5B` and `# 5B` are one."""
    return normalise(listing.unparsed_address, listing.unit_number).unit


def cluster(listings: Sequence[Listing]) -> list[tuple[Listing, ...]]:
    """The listings by home, every source kept, in the order in which the homes first appear.

    By parcel, then by address and unit, then by place (30 m) with the same living area and bedrooms. Never joined:
    different units, and two numbers of one office that are on offer at the same time.
    """
    groups = {at: [at] for at in range(len(listings))}
    leader = list(range(len(listings)))

    def join(one: int, other: int) -> None:
        first, second = sorted((leader[one], leader[other]))
        if first == second or not _may_join(listings, groups[first], groups[second]):
            return
        for at in groups[second]:
            leader[at] = first
        groups[first] += groups.pop(second)

    for key in (parcel_key, address_key):
        for same in _by(listings, key):
            for at in same[1:]:
                join(same[0], at)
    for one, other in _neighbours(listings):
        join(one, other)
    return [tuple(listings[at] for at in groups[first]) for first in sorted(groups)]


def sales_once(sales: Sequence[Listing]) -> list[Listing]:
    """Closed sales, each once: a sale that two MLSs report (same home, price and date within days) is the fresher."""
    if len({sale.originating_system for sale in sales}) < 2:  # noqa: PLR2004  # one MLS has nothing twice
        return list(sales)
    dropped: set[int] = set()
    for key in (parcel_key, address_key):
        for same in _by(sales, key):
            for place, one in enumerate(same):
                for other in same[place + 1 :]:
                    if one not in dropped and other not in dropped and _is_same_sale(sales[one], sales[other]):
                        older = min(one, other, key=lambda at: sales[at].modification_timestamp)
                        dropped.add(older)
    return [sale for at, sale in enumerate(sales) if at not in dropped]


def homes_once(listings: Sequence[Listing]) -> list[Listing]:
    """Of a home that several MLSs offer, the freshest record; the others are left out."""
    if len({one.originating_system for one in listings}) < 2:  # noqa: PLR2004
        return list(listings)
    kept = set()
    for home in cluster(listings):
        by_system: dict[str, list[Listing]] = defaultdict(list)
        for one in home:
            by_system[one.originating_system].append(one)
        best = max(by_system.values(), key=lambda own: max(one.modification_timestamp for one in own))
        kept |= {one.ref for one in best}
    return [one for one in listings if one.ref in kept]


def _by(listings: Sequence[Listing], key: Callable[[Listing], Key | None]) -> Iterable[list[int]]:
    found: dict[Key, list[int]] = defaultdict(list)
    for at, listing in enumerate(listings):
        if (value := key(listing)) is not None:
            found[value].append(at)
    return (same for same in found.values() if len(same) > 1)


def _may_join(listings: Sequence[Listing], one: Sequence[int], other: Sequence[int]) -> bool:
    return not any(_vetoed(listings[a], listings[b]) for a in one for b in other)


def _vetoed(one: Listing, other: Listing) -> bool:
    if unit_of(one) != unit_of(other):
        return True
    offered = (*ON_MARKET, *UNDER_CONTRACT)
    both = one.standard_status in offered and other.standard_status in offered
    same_office = bool(one.list_office_name) and one.list_office_name == other.list_office_name
    same_system = one.originating_system == other.originating_system
    return both and same_office and same_system and one.listing_id != other.listing_id


def _neighbours(listings: Sequence[Listing]) -> Iterable[tuple[int, int]]:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, listing in enumerate(listings):
        if listing.latitude is None or listing.longitude is None:
            continue
        row, column = int(listing.latitude // _CELL), int(listing.longitude // _CELL)
        for near in ((row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)):
            yield from ((other, at) for other in cells.get(near, ()) if _is_same_place(listings[other], listing))
        cells[row, column].append(at)


def _is_same_place(one: Listing, other: Listing) -> bool:
    """Near, of one size and one number of bedrooms, and no house number that says otherwise."""
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return False
    if not one.living_area or not other.living_area or not one.bedrooms_total:
        return False
    numbers = {normalise(each.unparsed_address).number for each in (one, other)} - {""}
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    metres = hypot(one.latitude - other.latitude, east) * _METRES_A_DEGREE
    same_size = abs(one.living_area - other.living_area) <= _SAME_AREA * one.living_area
    return (
        metres <= _NEAR_METRES and same_size and one.bedrooms_total == other.bedrooms_total and len(numbers) < 2  # noqa: PLR2004
    )


def _is_same_sale(one: Listing, other: Listing) -> bool:
    if one.originating_system == other.originating_system or unit_of(one) != unit_of(other):
        return False
    if not (one.close_price and other.close_price and one.close_date and other.close_date):
        return False
    near = abs(one.close_price - other.close_price) <= float(one.close_price) * _SAME_PRICE
    return near and abs(one.close_date - other.close_date) <= _SAME_DAYS


def _plain(name: str | None) -> str:
    return re.sub(r"\W|county|parish", "", (name or "").lower())
