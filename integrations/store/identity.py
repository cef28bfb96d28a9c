"""One home, many records: which listings of one or several MLSs are the same home, and which sales the same sale.

Every answer is the same whatever order the records come in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Final

from integrations.models.listing import Listing
from integrations.store.parcels import are_different
from integrations.store.traits import Key, Trait, trait_of

_NEAR_METRES: Final = 30.0
_METRES_A_DEGREE: Final = 111_320.0
_CELL: Final = 0.0005  # degrees, more than 30 metres: near homes lie in the same or neighbouring cells
_SAME_AREA: Final = 0.02
_SAME_PRICE: Final = 0.005
_SAME_DAYS: Final = timedelta(days=7)


def cluster(listings: Sequence[Listing]) -> list[tuple[Listing, ...]]:
    """The listings by home, every source kept, in the order in which the homes first appear.

    By property or parcel number, then by address and unit, then by place (30 m) with the same living area and bedrooms.
    Never joined: different units, different parcels, and two numbers of one office that are on offer at one time.
    """
    homes = cluster_traits([trait_of(one) for one in listings])
    return [tuple(listings[at] for at in home) for home in homes]


def sales_once(sales: Sequence[Listing], traits: Sequence[Trait] | None = None) -> list[Listing]:
    """Closed sales, each once. Of a sale that two MLSs report (same home, price and date within days) one is kept.

    It is the record that more people may see, of those the fresher.
    """
    if len({sale.originating_system for sale in sales}) < 2:  # noqa: PLR2004  # one MLS has nothing twice
        return list(sales)
    kept = keep_sales(traits or [trait_of(sale) for sale in sales])
    return [sale for sale in sales if sale.ref in kept]


def homes_once(listings: Sequence[Listing], traits: Sequence[Trait] | None = None) -> list[Listing]:
    """Of a home that several MLSs have, the records of one: by who may see them, then fresh. Sales as `sales_once`."""
    if len({one.originating_system for one in listings}) < 2:  # noqa: PLR2004
        return list(listings)
    kept = keep_homes(traits or [trait_of(one) for one in listings])
    return [one for one in listings if one.ref in kept]


def keep_homes(traits: Sequence[Trait]) -> set[str]:
    """The refs that `homes_once` keeps."""
    kept = keep_sales([one for one in traits if one.is_closed])
    standing = [one for one in traits if not one.is_closed]
    for home in cluster_traits(standing):
        by_system: dict[str, list[Trait]] = defaultdict(list)
        for at in home:
            by_system[standing[at].system].append(standing[at])
        best = max(by_system.values(), key=lambda own: max(_standing(one) for one in own))
        kept |= {one.ref for one in best}
    return kept


def keep_sales(traits: Sequence[Trait]) -> set[str]:
    """The refs that `sales_once` keeps: the best first, then each that is not one of those kept already."""
    kept: set[str] = set()
    same: dict[Key, list[Trait]] = defaultdict(list)
    for sale in sorted(traits, key=_standing, reverse=True):
        names = sale_names(sale)
        if any(is_same_sale(other, sale) for name in names for other in same[name]):
            continue
        kept.add(sale.ref)
        for name in names:
            same[name].append(sale)
    return kept


def sold_already(traits: Sequence[Trait], known: Sequence[Trait]) -> set[str]:
    """The refs of `traits` that are one of the sales `known`."""
    named: dict[Key, list[Trait]] = defaultdict(list)
    for sale in known:
        for name in sale_names(sale):
            named[name].append(sale)
    return {
        one.ref for one in traits if any(is_same_sale(one, sale) for name in sale_names(one) for sale in named[name])
    }


def _standing(trait: Trait) -> tuple[int, datetime, str]:
    """Of records of one home, the one that more people may see is shown, then the fresher."""
    return trait.licence, trait.at, trait.ref


def sale_names(trait: Trait) -> list[Key]:
    """What records of one sale may share; whether its unit fits is looked at apart."""
    numbers = (trait.universal, trait.parcel)
    found: list[Key] = [number.key for number in numbers if number is not None]
    return [*found, *(key for key in (trait.shared, trait.address) if key is not None)]


def cluster_traits(traits: Sequence[Trait]) -> list[list[int]]:
    """The places of the records by home; `cluster` says the rest."""
    order = sorted(range(len(traits)), key=lambda at: (traits[at].ref, at))
    groups = {at: [at] for at in order}
    leader = dict(zip(order, order, strict=True))

    def join(one: int, other: int) -> None:
        first, second = leader[one], leader[other]
        if first == second or _is_vetoed(traits, groups[first], groups[second]):
            return
        for at in groups[second]:
            leader[at] = first
        groups[first] += groups.pop(second)

    for key in (_universal, _parcel, _shared, _address):
        for same in _by(traits, order, key):
            for one, other in _ties(same):
                join(one, other)
    for one, other in _neighbours(traits, order):
        join(one, other)
    return sorted((sorted(group) for group in groups.values()), key=lambda group: group[0])


def _universal(trait: Trait) -> Key | None:
    return (*trait.universal.key, trait.unit) if trait.universal else None


def _parcel(trait: Trait) -> Key | None:
    return (*trait.parcel.key, trait.unit) if trait.parcel else None


def _shared(trait: Trait) -> Key | None:
    return trait.shared


def _address(trait: Trait) -> Key | None:
    return trait.address


def _ties(same: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Each with each: where a veto parts the first two, a third may still belong to the second."""
    return ((one, other) for at, one in enumerate(same) for other in same[at + 1 :])


def _by(traits: Sequence[Trait], order: Sequence[int], key: Callable[[Trait], Key | None]) -> Iterable[list[int]]:
    found: dict[Key, list[int]] = defaultdict(list)
    for at in order:
        if (value := key(traits[at])) is not None:
            found[value].append(at)
    return (same for same in found.values() if len(same) > 1)


def _is_vetoed(traits: Sequence[Trait], one: Sequence[int], other: Sequence[int]) -> bool:
    return any(_are_apart(traits[a], traits[b]) for a in one for b in other)


def _are_apart(one: Trait, other: Trait) -> bool:
    if one.unit != other.unit or are_different(one.universal, other.universal):
        return True
    if are_different(one.parcel, other.parcel):
        return True
    same_office = bool(one.office) and one.office == other.office and one.system == other.system
    return one.on_offer and other.on_offer and same_office and one.listing_id != other.listing_id


def _neighbours(traits: Sequence[Trait], order: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Pairs at one place, found through a grid whose cells are wider than the distance."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at in order:
        one = traits[at]
        if one.latitude is None or one.longitude is None or not one.living_area or not one.bedrooms:
            continue
        row, column = int(one.latitude // _CELL), int(one.longitude // _CELL)
        for near in ((row + down, column + right) for down in (-1, 0, 1) for right in (-1, 0, 1)):
            yield from ((other, at) for other in cells.get(near, ()) if _is_same_place(traits[other], one))
        cells[row, column].append(at)


def _is_same_place(one: Trait, other: Trait) -> bool:
    """In two MLSs, near, of one size and one number of bedrooms, and no house number that says otherwise.

    One MLS writes a home one way: two of its records that share neither parcel nor address are two homes.
    """
    if (
        one.system == other.system
        or one.bedrooms != other.bedrooms
        or (one.number and other.number and one.number != other.number)
    ):
        return False
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return False
    larger = max(one.living_area or 0, other.living_area or 0)
    if abs((one.living_area or 0) - (other.living_area or 0)) > _SAME_AREA * larger:
        return False
    east = (one.longitude - other.longitude) * cos(radians((one.latitude + other.latitude) / 2))
    return hypot(one.latitude - other.latitude, east) * _METRES_A_DEGREE <= _NEAR_METRES


def is_same_sale(one: Trait, other: Trait) -> bool:
    """Two MLSs, one home, one price (what was asked, where a price is not published) and dates of one week.

    A unit that only one of them names says nothing against it; two parcels that were sold together are two sales.
    """
    if one.system == other.system or one.closed_on is None or other.closed_on is None:
        return False
    if (one.unit and other.unit and one.unit != other.unit) or are_different(one.parcel, other.parcel):
        return False
    if one.shared is not None and one.shared == other.shared:
        return True
    prices = (one.close_price, other.close_price)
    first, second = prices if all(prices) else (one.list_price, other.list_price)
    if not first or not second:
        return False
    is_one_price = abs(first - second) <= max(first, second) * _SAME_PRICE
    return is_one_price and abs(one.closed_on - other.closed_on) <= _SAME_DAYS
