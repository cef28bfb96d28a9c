"""What this market's sales share, learned from how well its past sales are priced from each other."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields, replace
from typing import Final

import numpy as np

from integrations.mls.cma.candidates import Market, local_distance
from integrations.mls.cma.sales import Bools, Floats, Ints
from integrations.mls.cma.weights import NOISE, Kernel, squares

ANCHORS, SALES_AN_ANCHOR, NEIGHBOURS, POOL = 64, 9, 36, 400
STEPS: Final = (0.8, 0.4)
PRIOR = 0.0006
LARGE, NORMAL, LEAST = 3.0, 0.6745, 1e-9
TIME_SCALE, DISTANCE_SCALE = 400.0, 0.7
_MILES_PER_DEGREE = 69.055


@dataclass(frozen=True, slots=True)
class Lessons:
    """Groups of past sales, one row a group: what lies between any two of one group, and the adjusted log prices."""

    miles: Floats
    unlike: Floats
    days: Floats
    area: Bools
    part: Bools
    prices: Floats


def learn_kernel(market: Market, day: int) -> Kernel:
    """The kernel that prices the past best, drawn to the usual one. Starts from `market.kernel`."""
    lessons = gather_lessons(market, day)
    if lessons is None:
        return market.kernel
    best, kernel = judge(market.kernel, lessons), market.kernel
    names = [item.name for item in fields(Kernel)]
    for step in STEPS:
        for name in names:
            for sign in (1.0, -1.0):
                moved = replace(kernel, **{name: getattr(kernel, name) * float(np.exp(sign * step))})
                score = judge(moved, lessons)
                if score < best:
                    best, kernel = score, moved
                    break
    return kernel


def judge(kernel: Kernel, lessons: Lessons) -> float:
    """Log of the usual error when each sale is priced from the others of its group, plus a price for being unusual."""
    known = kernel.share(lessons.miles, lessons.unlike, lessons.days, lessons.area, lessons.part)
    left, own, _ = _leave_one_out(known, lessons.prices, np.ones_like(lessons.prices))
    doubt = np.abs(left) / np.sqrt(own)
    doubt /= np.maximum(np.median(doubt, axis=1, keepdims=True), LEAST) / NORMAL
    # A sale that its own neighbours contradict counts less, as it does in the grid.
    left, own, sums = _leave_one_out(known, lessons.prices, np.maximum(doubt, 1.0) ** 2)
    # Each sale is priced without itself, and the middle without it too.
    own -= sums * sums / sums.sum(axis=1)[:, None]
    errors = np.abs(left / own)
    usual = max(float(np.median(errors)), LEAST)
    unusual = np.log(np.array(astuple(kernel)) / np.array(astuple(Kernel())))
    return float(np.log(np.minimum(errors, LARGE * usual).mean() + LEAST)) + PRIOR * float(unusual @ unusual)


def _leave_one_out(known: Floats, prices: Floats, noises: Floats) -> tuple[Floats, Floats, Floats]:
    """What the inverse covariance makes of the prices less their middle, its diagonal and its sums."""
    at = np.arange(known.shape[1])
    noisy = known.copy()
    noisy[:, at, at] += NOISE * noises
    inverse = np.linalg.inv(noisy)
    sums = inverse.sum(axis=2)
    middle = (sums * prices).sum(axis=1) / sums.sum(axis=1)
    left = np.einsum("gij,gj->gi", inverse, prices - middle[:, None])
    own = np.array(inverse[:, at, at], dtype=np.float64)
    return np.asarray(left, dtype=np.float64), own, np.asarray(sums, dtype=np.float64)


def gather_lessons(market: Market, day: int) -> Lessons | None:
    """Groups of alike sales near each other, spread evenly over the market; None with too few sales."""
    usable = np.flatnonzero(market.usable & ~market.imputed & np.isfinite(market.frame.number("latitude")))
    if len(usable) < 2 * NEIGHBOURS:
        return None
    north = market.frame.numbers["latitude"] * _MILES_PER_DEGREE
    degree = _MILES_PER_DEGREE * np.cos(np.radians(float(np.median(market.frame.numbers["latitude"][usable]))))
    east = market.frame.numbers["longitude"] * degree
    kinds = np.nan_to_num(market.likeness.values)
    base = market.hedonic.design @ market.hedonic.coefficients + market.hedonic.beyond
    prices = market.log_price - base - market.hedonic.time_effect((day - market.days).astype(np.float64))
    anchors = usable[np.linspace(0, len(usable) - 1, min(ANCHORS, len(usable) // SALES_AN_ANCHOR)).astype(np.int64)]
    groups, units = [], []
    for anchor in anchors:
        group, near_unit = _group(market, usable, int(anchor), east, north, kinds)
        groups.append(group)
        units.append(near_unit)
    rows, unit = np.array(groups), np.array(units)[:, None, None]
    e, n, d = east[rows], north[rows], market.days[rows].astype(np.float64)
    a, p = market.areas[rows], market.parts[rows]
    return Lessons(
        miles=np.hypot(e[:, :, None] - e[:, None, :], n[:, :, None] - n[:, None, :]) / unit,
        unlike=np.stack([squares(kinds[:, group]) for group in rows]),
        days=np.abs(d[:, :, None] - d[:, None, :]),
        area=a[:, :, None] == a[:, None, :],
        part=(p[:, :, None] == p[:, None, :]) & (p[:, :, None] >= 0),
        prices=prices[rows],
    )


def _group(market: Market, usable: Ints, anchor: int, east: Floats, north: Floats, kinds: Floats) -> tuple[Ints, float]:
    """The sales most like the anchor in place, kind and time."""
    square = (east[usable] - east[anchor]) ** 2 + (north[usable] - north[anchor]) ** 2
    near = np.argpartition(square, POOL)[:POOL] if len(usable) > POOL else np.arange(len(usable))
    rows, miles = usable[near], np.sqrt(square[near])
    unit = local_distance(miles)
    gaps = kinds[:, rows] - kinds[:, [anchor]]
    time = (market.days[rows] - market.days[anchor]) / TIME_SCALE
    scores = (miles / unit / DISTANCE_SCALE) ** 2 + time * time + np.einsum("ij,ij->j", gaps, gaps)
    return np.asarray(rows[np.argpartition(scores, NEIGHBOURS - 1)[:NEIGHBOURS]], dtype=np.int64), unit
