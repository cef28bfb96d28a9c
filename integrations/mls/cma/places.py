"""Where a home stands when its record has no coordinates: in the middle of its ZIP code, or in a place of its own.

Areas without any coordinates are laid out far apart on a sheet that is nowhere, so that homes of one area are near
each other and homes of two are not. Such a place is never shown: no map, no miles.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from integrations.mls.cma.sales import Frame

_NEIGHBOURHOOD = re.compile(r"neighbou?rhood|subdivision|district|community|submarket", re.IGNORECASE)
_CELLS_PER_DEGREE = 30
_APART, _PARTS_APART, _A_ROW = 0.5, 0.02, 100  # degrees, degrees, areas
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Places:
    """The middle of every area; `(area, part)` and `(area, "")`."""

    middles: Mapping[tuple[str, str], Place]
    codes: Mapping[tuple[str, str], int]

    def code_area(self, home: Any) -> float:
        """A number for the home's ZIP code, or for a cell of about two miles where there is none, or for its city."""
        if not home.postal_code and home.latitude is not None and home.longitude is not None:
            north, east = (
                math.floor(float(degrees) * _CELLS_PER_DEGREE) for degrees in (home.latitude, home.longitude)
            )
            return -float((north + 4000) * 20_000 + east + 10_000)
        return float(self.codes.get((name_area(home)[0], ""), -1))

    def code_part(self, home: Any) -> float:
        """A number for the home's subdivision or neighbourhood; -1 where none is known."""
        area, part = name_area(home)
        return float(self.codes.get((area, part), -1)) if part else -1.0

    def find(self, home: Any) -> Place | None:
        """The home's own coordinates, or those of its area; None where the area is new."""
        if home.latitude is not None and home.longitude is not None:
            return float(home.latitude), float(home.longitude)
        area, part = name_area(home)
        return self.middles.get((area, part)) or self.middles.get((area, ""))


def name_area(home: Any) -> tuple[str, str]:
    """The area by ZIP code or city, and the part of it by subdivision or a local field of that meaning."""
    part = home.subdivision_name or next(
        (str(value) for name, value in sorted(home.local.items()) if _NEIGHBOURHOOD.search(name) and value), ""
    )
    return (home.postal_code or home.city or ""), part


def learn_places(homes: Iterable[Any], before: date | None = None) -> Places:
    """The middles of areas that have coordinates, and places of their own for those that have none.

    Homes that sold on or after `before` place only areas in which nothing sold earlier.
    """
    seen: dict[tuple[str, str], list[Place]] = {}
    late: dict[tuple[str, str], list[Place]] = {}
    for home in homes:
        area, part = name_area(home)
        found = late if before and home.close_date >= before else seen
        for key in {(area, part), (area, "")}:
            spots = found.setdefault(key, [])
            if home.latitude is not None and home.longitude is not None:
                spots.append((float(home.latitude), float(home.longitude)))
    seen = late | seen
    areas = {area: at for at, area in enumerate(sorted({area for area, _ in seen}))}
    middles: dict[tuple[str, str], Place] = {}
    for at, key in enumerate(sorted(seen, key=lambda item: (item[0], item[1] != "", item[1]))):
        area, part = key
        if seen[key]:
            middles[key] = _middle(seen[key])
        elif part:
            north, east = middles[area, ""]
            middles[key] = (north, east) if seen[area, ""] else (north + _PARTS_APART * (at % 16), east)
        else:
            middles[key] = (areas[area] // _A_ROW * _APART, areas[area] % _A_ROW * _APART)
    return Places(middles, {key: at for at, key in enumerate(sorted(seen))})


def _middle(spots: list[Place]) -> Place:
    north, east = np.median(np.array(spots), axis=0)
    return float(north), float(east)


def put(frame: Frame, places: Places, homes: Iterable[Any]) -> Frame:
    """The frame with a place, an area and a part of it for every home; NaN where even the area is unknown."""
    homes = tuple(homes)
    table = np.array([places.find(home) or (np.nan, np.nan) for home in homes], dtype=np.float64).reshape(-1, 2)
    put_in = {
        "latitude": table[:, 0],
        "longitude": table[:, 1],
        "area_code": np.array([places.code_area(home) for home in homes], dtype=np.float64),
        "part_code": np.array([places.code_part(home) for home in homes], dtype=np.float64),
    }
    return Frame({**frame.numbers, **put_in}, frame.words, frame.size)
