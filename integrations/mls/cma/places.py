"""Where a home stands when its record has no coordinates: in the middle of its ZIP code, or in a place of its own.

Areas without any coordinates are laid out far apart on a sheet that is nowhere, so that homes of one area are near
each other and homes of two are not. Such a place is never shown: no map, no miles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from integrations.mls.cma.sales import Frame

_NEIGHBOURHOOD = re.compile(r"neighbou?rhood|subdivision|district|community|submarket", re.IGNORECASE)
_APART, _PARTS_APART, _A_ROW = 0.5, 0.02, 100  # degrees, degrees, areas
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Places:
    """The middle of every area; `(area, part)` and `(area, "")`."""

    middles: Mapping[tuple[str, str], Place]

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


def learn_places(homes: Iterable[Any]) -> Places:
    """The middles of areas that have coordinates, and places of their own for those that have none."""
    seen: dict[tuple[str, str], list[Place]] = {}
    for home in homes:
        area, part = name_area(home)
        for key in {(area, part), (area, "")}:
            spots = seen.setdefault(key, [])
            if home.latitude is not None and home.longitude is not None:
                spots.append((float(home.latitude), float(home.longitude)))
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
    return Places(middles)


def _middle(spots: list[Place]) -> Place:
    north, east = np.median(np.array(spots), axis=0)
    return float(north), float(east)


def put(frame: Frame, places: Places, homes: Iterable[Any]) -> Frame:
    """The frame with a place for every home; NaN where even the area is unknown."""
    spots = [places.find(home) or (np.nan, np.nan) for home in homes]
    table = np.array(spots, dtype=np.float64).reshape(-1, 2)
    return Frame({**frame.numbers, "latitude": table[:, 0], "longitude": table[:, 1]}, frame.words, frame.size)
