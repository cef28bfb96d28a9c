"""The sales that may serve: a market's past, the home to value, and what Jorge decided about single sales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from integrations.mls.cma.hedonic import Hedonic
from integrations.mls.cma.likeness import Likeness
from integrations.mls.cma.sales import Bools, Floats, Frame, Ints
from integrations.mls.cma.weights import Kernel

RADII_MILES = (1.5, 3.0, 6.0, 12.0, 25.0, 100.0, 1e6)
ENOUGH_CANDIDATES = 80
ENOUGH_OF_A_KIND = 24
# Distances count relative to how dense sales are here: a mile in the country is a block in the city.
_LOCAL_SALES, _LOCAL_UNIT, _LEAST_MILES = 30, 0.6, 0.05
_MILES_PER_DEGREE = 69.055


@dataclass(frozen=True, slots=True)
class Market:
    """Past sales of one fit, sorted by day, with everything the grid reads. All arrays have one row a sale."""

    frame: Frame
    days: Ints
    log_price: Floats
    size_price: Floats  # log dollars per square foot
    parcels: Ints
    farthest: float  # from what its facts explain, in logs, that a sale may be and still be compared
    usable: Bools
    hedonic: Hedonic
    likeness: Likeness
    missing: Bools
    imputed: Bools
    areas: Ints
    parts: Ints
    kernel: Kernel
    kernel_day: int  # when what sales share was learned, and from how many
    kernel_sales: int
    trees_day: int  # when what facts are worth together was learned, and from how many
    trees_sales: int


@dataclass(frozen=True, slots=True)
class Subject:
    """One home to value, encoded by the market's encoder. `day` is the valuation date's ordinal."""

    frame: Frame
    row: Floats
    beyond: float  # what its facts are worth together, beyond their sum
    likeness: Floats
    latitude: float
    longitude: float
    parcel: int
    day: int
    missing: Bools
    area: int = -2
    part: int = -2


@dataclass(frozen=True, slots=True)
class Choice:
    """What Jorge decided about single sales, by position: left out, put in, moved (in logs), weighed (a factor)."""

    without: frozenset[int] = frozenset()
    with_: tuple[int, ...] = ()
    moved: Mapping[int, float] = field(default_factory=dict)
    weighed: Mapping[int, float] = field(default_factory=dict)


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sales that may serve; places in miles from the subject."""

    rows: Ints
    east: Floats
    north: Floats
    miles: Floats
    radius: float

    def take(self, index: Ints) -> Candidates:
        """Some of them."""
        return Candidates(self.rows[index], self.east[index], self.north[index], self.miles[index], self.radius)


def find_candidates(market: Market, subject: Subject, choice: Choice = NO_CHOICE) -> Candidates:
    """Sales before the valuation date within the first radius that holds enough; never the subject's parcel."""
    end = int(np.searchsorted(market.days, subject.day, side="left"))
    north = (market.frame.numbers["latitude"][:end] - subject.latitude) * _MILES_PER_DEGREE
    degree = _MILES_PER_DEGREE * np.cos(np.radians(subject.latitude))
    east = (market.frame.numbers["longitude"][:end] - subject.longitude) * degree
    square = north * north + east * east
    allowed = market.usable[:end]
    if subject.parcel >= 0:
        allowed = allowed & (market.parcels[:end] != subject.parcel)
    if choice.without:
        allowed = allowed.copy()
        allowed[[row for row in choice.without if row < end]] = False
    found, radius = np.zeros(0, dtype=np.int64), RADII_MILES[-1]
    for radius in RADII_MILES:
        found = np.flatnonzero((square <= radius * radius) & allowed)
        if len(found) >= ENOUGH_CANDIDATES:
            break
    found = _of_its_kind(market, subject, found)
    if choice.with_:
        found = np.union1d(found, [row for row in choice.with_ if row < end]).astype(np.int64)
    return Candidates(found, east[found], north[found], np.sqrt(square[found]), radius)


def _of_its_kind(market: Market, subject: Subject, found: Ints) -> Ints:
    """Condominiums with condominiums, houses with houses, as long as there are enough of them here."""
    own = subject.frame.words["property_sub_type"][0]
    kinds = market.frame.words["property_sub_type"][found]
    same = found[(kinds == own) | (kinds == "")]
    return same if own and len(same) >= ENOUGH_OF_A_KIND else found


def local_distance(miles: Floats) -> float:
    """Miles that count as one unit here: less where sales are dense."""
    at = min(_LOCAL_SALES, len(miles) - 1)
    return max(float(np.partition(miles, at)[at]), _LEAST_MILES) / _LOCAL_UNIT
