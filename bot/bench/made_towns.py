"""Made-up towns for measuring the valuation: sales with Data Dictionary names, drawn from a seed.

No town is like another: its price surface, the worth of each fact, its streets and its noise are drawn too. What is
known of the homes, how prices move and what is odd in the records is asked for with `Town`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Course = Literal["flat", "up", "down", "season", "turn"]

FIRST_DAY: Final = date(2021, 1, 4)
MILES_A_DEGREE: Final = 69.055
KINDS: Final = ("Single Family Residence", "Condominium", "Townhouse", "Manufactured Home")
PLAIN: Final = (
    "ParcelNumber", "Latitude", "Longitude", "PostalCode", "LivingArea", "LotSizeSquareFeet", "BedroomsTotal",
    "BathroomsTotalDecimal", "YearBuilt", "PropertySubType", "x_grade", "x_heat", "x_constant", "x_nothing", "x_id",
)  # fmt: skip
_HEAT: Final = ("gas", "oil", "electric", "heat pump")
_BUMPS, _WORST, _BEST = 14, 1, 9
_FEET_IN_METRE: Final = 10.7639


@dataclass(frozen=True, slots=True)
class Town:
    """What is asked of a town. Shares are fractions; `scale` multiplies prices; `without` names columns left out."""

    name: str
    sales: int = 1500
    seed: int = 1
    days: int = 730
    course: Course = "up"
    kinds: int = 1
    noise: float = 0.1
    blanks: float = 0.0
    distressed: float = 0.02
    doubles: float = 0.0
    scale: float = 1.0
    metric: bool = False
    without: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """The sales, shuffled, each a record as a file would hold it."""
        dice = np.random.default_rng([self.seed, self.sales])
        columns = _draw(self, dice)
        for name in self.without:
            columns.pop(name, None)
        names = tuple(columns)
        rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        if self.blanks:
            _blank(rows, self.blanks, dice)
        twice = dice.choice(len(rows), int(self.doubles * len(rows)), replace=False) if self.doubles else ()
        rows += [rows[at] | {"ListingKey": f"D{at}", "OriginatingSystemName": "other"} for at in twice]
        return [rows[at] for at in dice.permutation(len(rows))]


def _draw(town: Town, dice: np.random.Generator) -> dict[str, Any]:
    count = town.sales
    miles = max(1.0, (count / 400) ** 0.5)
    centres = dice.uniform(-miles, miles, (max(2, min(60, count // 250)), 2))
    spot = centres[dice.integers(len(centres), size=count)] + dice.normal(0, miles / 5, (count, 2))
    place = _surface(spot, miles, dice)
    # Dearer places have larger, better homes, as everywhere.
    size = np.exp(7.45 + 0.3 * dice.normal(size=count) + 0.4 * place)
    kind = dice.integers(town.kinds, size=count)
    size *= np.array([1.0, 0.6, 0.8, 0.7])[kind]
    lot = np.where(kind == 1, np.nan, np.exp(8.9 + 0.5 * dice.normal(size=count)))
    built = np.clip(1985 + 25 * dice.normal(size=count) - 60 * place, 1890, 2022).round()
    grade = np.clip((5 + 4 * place + (np.log(size) - 7.5) * 2 + dice.normal(size=count)).round(), _WORST, _BEST)
    beds = np.clip((size / 650 + 0.7 * dice.normal(size=count)).round(), 1, 7)
    baths = np.clip(((size / 900 + 0.5 * dice.normal(size=count)) * 2).round() / 2, 1, 6)
    heat = dice.integers(len(_HEAT), size=count)
    day = np.sort(dice.integers(town.days, size=count))
    worth = dice.uniform(0.6, 1.4, 8)
    log = 12.6 + place + 0.6 * worth[0] * (np.log(size) - 7.5) + 0.06 * worth[1] * (grade - 5)
    log += 0.05 * worth[2] * np.nan_to_num(np.log(lot) - 8.9) + 0.03 * worth[3] * (baths - 2)
    log += 0.08 * worth[4] * np.abs((built - 1965) / 40) + 0.25 * worth[5] * place * (np.log(size) - 7.5)
    log += np.array([0.0, -0.15, -0.07, -0.35])[kind] * worth[6] + 0.03 * worth[7] * (heat == 3)  # noqa: PLR2004
    log += _course(town.course, day / 365.25) + town.noise * dice.standard_t(5, size=count) * 0.775
    log -= np.where(dice.random(count) < town.distressed, dice.uniform(0.2, 0.6, count), 0.0)
    zips = ((spot[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    feet = 1 / _FEET_IN_METRE if town.metric else 1.0
    return {
        "ListingKey": [f"L{at}" for at in range(count)],
        "ParcelNumber": [f"{at:09d}" for at in dice.permutation(count)],
        "CloseDate": [(FIRST_DAY + timedelta(days=int(one))).isoformat() for one in day],
        "ClosePrice": np.round(np.exp(log) * town.scale, 0 if town.scale >= 1 else 2).tolist(),
        "Latitude": (41 + spot[:, 1] / MILES_A_DEGREE).round(5).tolist(),
        "Longitude": (-93 + spot[:, 0] / MILES_A_DEGREE / np.cos(np.radians(41))).round(5).tolist(),
        "PostalCode": [f"{50001 + int(one)}" for one in zips],
        "LivingArea": (size * feet).round(1).tolist(),
        "LotSizeSquareFeet": [None if one != one else float(round(one * feet)) for one in lot],  # noqa: PLR0124
        "BedroomsTotal": beds.astype(int).tolist(),
        "BathroomsTotalDecimal": baths.tolist(),
        "YearBuilt": built.astype(int).tolist(),
        "PropertySubType": [KINDS[one] for one in kind],
        "x_grade": grade.tolist(),
        "x_heat": [_HEAT[one] for one in heat],
        "x_constant": ["yes"] * count,
        "x_nothing": dice.normal(size=count).round(3).tolist(),
        "x_id": [f"id-{one}" for one in dice.permutation(count)],
    }


def _surface(spot: Floats, miles: float, dice: np.random.Generator) -> Floats:
    """Good and bad quarters, a slope across the town, and streets that differ."""
    total = 0.15 * (spot @ dice.normal(size=2)) / miles
    for _ in range(_BUMPS):
        middle, width = dice.uniform(-miles, miles, 2), miles * dice.uniform(0.08, 0.5)
        total += dice.normal(0, 0.18) * np.exp(-((spot - middle) ** 2).sum(axis=1) / (2 * width**2))
    street = np.floor(spot * 6).astype(np.int64)
    own = np.sin(street @ np.array([12.9898, 78.233])) * 43758.5453
    surface: Floats = total + 0.05 * (own - np.floor(own) - 0.5)
    return surface


def _course(course: Course, years: Floats) -> Floats:
    match course:
        case "up":
            return np.asarray(0.09 * years)
        case "down":
            return np.asarray(-0.07 * years)
        case "season":
            return np.asarray(0.03 * years + 0.035 * np.sin(2 * np.pi * (years - 0.25)))
        case "turn":
            return np.asarray(0.1 * np.minimum(years, 1.3) - 0.08 * np.maximum(years - 1.3, 0))
        case _:
            return np.zeros_like(years)


def _blank(rows: list[dict[str, Any]], share: float, dice: np.random.Generator) -> None:
    """Blank facts, never what makes a sale one: its key, date, price and parcel."""
    kept = ("ListingKey", "CloseDate", "ClosePrice", "ParcelNumber")
    for row in rows:
        for name in row:
            if name not in kept and dice.random() < share:
                row[name] = None


def standard_towns() -> Mapping[str, Town]:
    """Towns as different as a method must bear."""
    towns = (
        Town("three hundred sales", 300, seed=11),
        Town("a small town", 1500, seed=12),
        Town("a small falling town", 1500, seed=13, course="down", noise=0.14),
        Town("no coordinates", 1500, seed=14, without=("Latitude", "Longitude")),
        Town("no parcels, no ZIP codes", 1500, seed=15, without=("ParcelNumber", "PostalCode"), course="season"),
        Town("size and place alone", 2500, seed=16, without=PLAIN[5:], noise=0.15),
        Town("a fifth blank", 2500, seed=17, blanks=0.2, course="turn"),
        Town("four kinds of homes", 3000, seed=18, kinds=4, doubles=0.05),
        Town("metres, another currency", 1500, seed=19, metric=True, scale=0.013),
        Town("many distressed sales", 2500, seed=20, distressed=0.12, course="flat"),
        Town("a city", 8000, seed=21, kinds=2, course="season"),
    )
    return {town.name: town for town in towns}
