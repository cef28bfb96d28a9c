"""Street addresses: the county's real numbering grid, read off latitude and longitude.

The data has no addresses. Streets run east and west and are numbered (or named) by latitude, avenues run north and
south by longitude, as in Seattle and its suburbs; the constants below are fitted to a few known crossings
(NW 65th St, N 145th St, S 128th St, S 320th St, 35th Ave SW, 148th Ave NE).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from integrations.simulated.world.model import Address
from integrations.simulated.world.places import CITY_OF_ZIP
from integrations.simulated.world.words import read_words

if TYPE_CHECKING:
    from random import Random

_WORDS = read_words("streets.txt")
_UPHILL, _DOWNHILL, _CENTRAL = _WORDS["uphill"], _WORDS["downhill"], _WORDS["central"]
_NORTH_AVENUES, _SUBURBAN = _WORDS["north_avenues"], _WORDS["suburban"]
_SUBURBAN_KINDS = ("Ct", "Pl", "Ln", "Dr", "Way", "Loop")
_NORTH = frozenset({"98103", "98105", "98107", "98115", "98117", "98125", "98133", "98155", "98177"})
_HILLS = frozenset({"98102", "98109", "98112", "98119", "98122", "98199"})
_SOUTH_SEATTLE = frozenset({"98106", "98108", "98116", "98118", "98126", "98136", "98144"})
_UNIT_LOT, _UNIT_SHARE, _NAMED_SHARE = 1300, 0.35, 0.16

Street = tuple[str | None, str, str, str | None, int]


@cache
def ordinal(number: int) -> str:
    """Return 1 as 1st, 22 as 22nd, 113 as 113th."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _pick(names: list[str], share: float) -> str:
    return names[max(0, min(len(names) - 1, int(share * len(names))))]


def _north_seattle(lat: float, lon: float, *, on_avenue: bool) -> Street:
    row = max(34, round((lat - 47.6287) / 0.000726))
    if lon < -122.3577:
        side, column = "NW", int((-122.3577 - lon) / 0.00129) + 1
    elif lon < -122.3290:
        side, column = "N", int((lon + 122.3577) / 0.00129) + 1
        if on_avenue:
            return None, _pick(_NORTH_AVENUES, (lon + 122.3577) / 0.0287), "Ave", "N", row
    else:
        side, column = "NE", int((lon + 122.3300) / 0.00115) + 1
    if on_avenue:
        return None, ordinal(column), "Ave", side, row
    return side, ordinal(row), "St", None, column


def _hills(lat: float, lon: float, *, on_avenue: bool) -> Street:
    block = int(abs(lat - 47.6186) / 0.00092)
    south = lat < 47.6186
    west = lon < -122.3577 or (lon < -122.34 and lat > 47.62)
    column = int((-122.3560 - lon) / 0.00129) + 1 if west else int((lon + 122.3300) / 0.00115) + 1
    column = max(1, column)
    if on_avenue:
        side = None if south else "W" if west else "E"
        return None, ordinal(column), "Ave", side, max(1, block)
    names = _CENTRAL if south else _UPHILL
    name = _pick(names, abs(lat - 47.6186) / (0.0166 if south else 0.038))
    return ("W" if west else "E"), name, "St", None, column


def _south(lat: float, lon: float, side: str, *, named: bool, on_avenue: bool) -> Street:
    row = max(1, round((47.6062 - lat) / 0.000912))
    column = int((-122.3340 - lon) / 0.0012) + 1 if side == "SW" else int((lon + 122.3340) / 0.00127) + 1
    column = max(1, column)
    if on_avenue:
        return None, ordinal(column), "Ave", side, row
    if named and row <= 100:
        return side, _DOWNHILL[min(len(_DOWNHILL) - 1, row * len(_DOWNHILL) // 100)], "St", None, column
    return side, ordinal(row), "St", None, column


def _east(lat: float, lon: float, *, on_avenue: bool) -> Street:
    side = "NE" if lat > 47.6085 else "SE"
    row = max(1, round((lat - 47.6118) / 0.000763) if side == "NE" else round((47.6062 - lat) / 0.000912))
    column = max(1, int((lon + 122.3300) / 0.00127))
    if on_avenue:
        return None, ordinal(column), "Ave", side, row
    return side, ordinal(row), "St", None, column


def _street(postal_code: str, lat: float, lon: float, *, on_avenue: bool) -> Street:
    if postal_code in _NORTH:
        return _north_seattle(lat, lon, on_avenue=on_avenue)
    if postal_code in _HILLS:
        return _hills(lat, lon, on_avenue=on_avenue)
    south_side = "SW" if lon < -122.3340 else "S"
    if postal_code in _SOUTH_SEATTLE:
        return _south(lat, lon, south_side, named=True, on_avenue=on_avenue)
    if lat < 47.515 and lon < -122.215:
        return _south(lat, lon, south_side, named=False, on_avenue=on_avenue)
    return _east(lat, lon, on_avenue=on_avenue)


class AddressBook:
    """Gives each parcel one address that no other parcel has."""

    def __init__(self, rng: Random) -> None:
        """Draw all choices from `rng`, in the order in which parcels are asked for."""
        self._rng = rng
        self._taken: set[tuple[str, str]] = set()

    def assign(self, postal_code: str, lat: float, lon: float, lot_size: int, stories: float) -> Address:
        """Return a new address near the point. Town houses on small lots may get a unit letter."""
        rng = self._rng
        on_avenue = rng.random() < 0.5
        prefix, name, suffix, side, block = _street(postal_code, lat, lon, on_avenue=on_avenue)
        suburban = postal_code < "98100" and postal_code not in _NORTH
        if suburban and rng.random() < _NAMED_SHARE:
            side, prefix = side or prefix, None
            name = _SUBURBAN[int((lat * 997 + lon * 1009) % 1 * len(_SUBURBAN))]
            suffix = _SUBURBAN_KINDS[block % len(_SUBURBAN_KINDS)]
        elif suburban and rng.random() < 0.25:
            suffix = "Pl" if not on_avenue else "Ct" if rng.random() < 0.3 else "Pl"
        unit = None
        if lot_size < _UNIT_LOT and stories >= 2 and rng.random() < _UNIT_SHARE:
            unit = rng.choice("ABCD")
        road = " ".join(part for part in (prefix, name, suffix, side) if part)
        number = self._free_number(block, road, postal_code)
        line = f"{number} {road}" + (f" #{unit}" if unit else "")
        return Address(str(number), prefix, name, suffix, side, unit, line, CITY_OF_ZIP[postal_code], postal_code)

    def _free_number(self, block: int, road: str, postal_code: str) -> int:
        number = block * 100 + self._rng.randrange(1, 100)
        while (taken := (f"{number} {road}", postal_code)) in self._taken:
            number += 2
        self._taken.add(taken)
        return number
