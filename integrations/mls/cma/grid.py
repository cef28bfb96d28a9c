"""The adjusted grid: choose the nearest in place and kind, weigh them by likeness, adjust line by line in logs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrations.mls.cma.encoder import Encoder
from integrations.mls.cma.hedonic import Hedonic
from integrations.mls.cma.sales import Bools, Floats, Frame, Ints
from integrations.mls.cma.terms import Term, standard_deviations, to_units

COMPARABLES = 8
WIDER_COMPARABLES = 12
RADII_MILES = (1.5, 3.0, 6.0, 100.0)
ENOUGH_CANDIDATES = 80
DISTANCE_SCALE_MILES = 0.5
TIME_SCALE_DAYS = 300.0
_UNKNOWN_GAP = 0.5
_OTHER_TYPE_GAP = 3.0
_MILES_PER_DEGREE = 69.055


@dataclass(frozen=True, slots=True)
class Likeness:
    """The facts that make two homes alike, each divided by its scale: a gap of 1 counts as one unit."""

    terms: tuple[Term, ...]
    values: Floats  # one row a term, one column a sale
    scales: Floats

    def read(self, frame: Frame) -> Floats:
        """The subject's facts in the same units, one row a term."""
        return _stack(self.terms, frame) / self.scales[:, None]


def measure_likeness(frame: Frame, terms: tuple[Term, ...]) -> Likeness:
    """Likeness columns of all sales of a fit."""
    numeric = tuple(
        term
        for term in terms
        if term.source in frame.numbers and (term.gap_scale is not None or term.gap_deviations is not None)
    )
    spread = standard_deviations(frame, numeric)
    scales = np.array(
        [term.gap_scale or (term.gap_deviations or 1.0) * spread[term.source] for term in numeric],
        dtype=np.float64,
    )
    return Likeness(numeric, _stack(numeric, frame) / scales[:, None], scales)


def _stack(terms: tuple[Term, ...], frame: Frame) -> Floats:
    if not terms:
        return np.zeros((0, frame.size))
    return np.stack([to_units(term, frame.number(term.source)) for term in terms])


@dataclass(frozen=True, slots=True)
class Market:
    """Past sales of one fit, sorted by day, with everything the grid reads. All arrays have one row a sale."""

    frame: Frame
    days: Ints
    log_price: Floats
    size_price: Floats  # log dollars per square foot
    parcels: Ints
    usable: Bools
    hedonic: Hedonic
    likeness: Likeness
    missing: Bools


@dataclass(frozen=True, slots=True)
class Subject:
    """One home to value, encoded by the market's encoder. `day` is the valuation date's ordinal."""

    frame: Frame
    row: Floats
    likeness: Floats
    latitude: float
    longitude: float
    parcel: int
    day: int
    missing: Bools


@dataclass(frozen=True, slots=True)
class Grid:
    """What the grid says about one subject. `rows` are positions in the market, best first."""

    rows: Ints
    scores: Floats
    miles: Floats
    weights: Floats
    lines: Floats  # one row a comparable, one column a term, the last column time; logs
    adjusted: Floats  # adjusted log prices
    log_value: float
    scale_parts: Floats
    radius: float
    pool: Ints  # candidates, for near misses
    pool_scores: Floats
    pool_miles: Floats


def find_candidates(market: Market, subject: Subject) -> tuple[Ints, Floats, float]:
    """Sales before the valuation date within the first radius that holds enough; never the subject's parcel."""
    end = int(np.searchsorted(market.days, subject.day, side="left"))
    north = (market.frame.numbers["latitude"][:end] - subject.latitude) * _MILES_PER_DEGREE
    degree = _MILES_PER_DEGREE * np.cos(np.radians(subject.latitude))
    east = (market.frame.numbers["longitude"][:end] - subject.longitude) * degree
    square = north * north + east * east
    allowed = market.usable[:end]
    if subject.parcel >= 0:
        allowed = allowed & (market.parcels[:end] != subject.parcel)
    found, radius = np.zeros(0, dtype=np.int64), RADII_MILES[-1]
    for radius in RADII_MILES:
        found = np.flatnonzero((square <= radius * radius) & allowed)
        if len(found) >= ENOUGH_CANDIDATES:
            break
    return found, np.sqrt(square[found]), radius


def score_gaps(market: Market, subject: Subject, rows: Ints, miles: Floats) -> Floats:
    """One row a reason for unlikeness (distance, time, then the likeness terms), one column a sale."""
    gaps = np.abs(market.likeness.values[:, rows] - subject.likeness)
    if not np.isfinite(gaps).all():
        gaps = np.where(np.isfinite(gaps), gaps, _UNKNOWN_GAP)
    gaps = _join_view_and_water(market.likeness.terms, gaps)
    time = (subject.day - market.days[rows]) / TIME_SCALE_DAYS
    parts = [miles / DISTANCE_SCALE_MILES, time, *gaps]
    own_type = subject.frame.words["property_sub_type"][0]
    if own_type:
        types = market.frame.words["property_sub_type"][rows]
        parts.append(np.where((types == own_type) | (types == ""), 0.0, _OTHER_TYPE_GAP))
    return np.stack(parts)


def _join_view_and_water(terms: tuple[Term, ...], gaps: Floats) -> Floats:
    """A water front is a kind of view: their gaps add up before they are squared."""
    names = [term.label for term in terms]
    if "View" in names and "Waterfront" in names:
        view, water = names.index("View"), names.index("Waterfront")
        gaps[view] += gaps[water]
        gaps[water] = 0.0
    return gaps


def value_by_grid(market: Market, subject: Subject) -> Grid | None:
    """The value in logs with its comparables, or None without any candidate."""
    pool, miles, radius = find_candidates(market, subject)
    if not len(pool):
        return None
    gaps = score_gaps(market, subject, pool, miles)
    scores = np.sqrt(np.einsum("ij,ij->j", gaps, gaps))
    near = _best(scores, pool, WIDER_COMPARABLES)
    kept = near[:COMPARABLES]
    rows = pool[kept]
    weights = np.exp(-(scores[kept] - scores[kept[0]]))
    weights = weights / weights.sum()
    lines = _adjust(market, subject, rows)
    adjusted = market.log_price[rows] + lines.sum(axis=1)
    value = float(weights @ adjusted)
    parts = np.array(
        [
            1.0,
            np.sqrt(weights @ (adjusted - value) ** 2),
            np.nan_to_num(np.nanstd(market.size_price[pool[near]])),
            scores[kept][:5].mean(),
            min(float(miles[kept].mean()), 4.0),
        ]
    )
    return Grid(rows, scores[kept], miles[kept], weights, lines, adjusted, value, parts, radius, pool, scores, miles)


def _best(scores: Floats, pool: Ints, count: int) -> Ints:
    """Positions of the lowest scores, ties by the sale's own order, so that input order changes nothing."""
    if len(scores) > count:
        cut = np.partition(scores, count - 1)[count - 1]
        short = np.flatnonzero(scores <= cut)
    else:
        short = np.arange(len(scores))
    order = np.lexsort((pool[short], scores[short]))
    return short[order][:count].astype(np.int64)


def _adjust(market: Market, subject: Subject, rows: Ints) -> Floats:
    hedonic = market.hedonic
    effects = (subject.row - hedonic.design[rows]) * hedonic.coefficients
    lines = np.add.reduceat(effects, _starts(hedonic.encoder), axis=1)
    lines[market.missing[rows] | subject.missing] = 0.0
    back = (subject.day - market.days[rows]).astype(np.float64)
    return np.column_stack([lines, -hedonic.time_effect(back)])


def _starts(encoder: Encoder) -> Ints:
    return np.array(encoder.starts, dtype=np.int64)
