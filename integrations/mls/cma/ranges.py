"""Ranges that hold as often as they say (split conformal), and grades with their measured error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from integrations.mls.cma.sales import Floats
from integrations.models.cma import Grade

LEVELS = (50, 80)
GRADES: tuple[Grade, ...] = get_args(Grade)
FEWEST_RESIDUALS = 30
# What makes an error likely: constant, spread of the adjusted sales, spread of dollars per square foot, mean score of
# the best five, mean distance, what the weights leave open, the sales' own surprise, shown against all. Where a market
# starts; its own past errors soon say better. Only the proportions matter.
SCALE_WEIGHTS = np.array([0.03, 0.30, 0.15, 0.01, 0.005, 0.02, 0.25, 0.20])
PARTS = len(SCALE_WEIGHTS)
_PRIOR_SALES, _LARGE_ERROR, _LEAST_SCALE = 60.0, 0.95, 0.4
_WITHIN = 0.10


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Measured error of past estimates. Shares and errors are fractions, bias is the median signed error."""

    sales: int
    median_error: float
    within_10: float
    bias: float


def measure(errors: Floats) -> Accuracy:
    """Accuracy of log errors (estimate over price)."""
    ratio = np.expm1(errors)
    size = np.abs(ratio)
    return Accuracy(len(errors), float(np.median(size)), float((size <= _WITHIN).mean()), float(np.median(ratio)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What past errors say about the next one."""

    multipliers: tuple[float, ...]
    cuts: tuple[float, float, float]
    scale_weights: tuple[float, ...]
    least_scale: float
    overall: Accuracy
    by_grade: tuple[Accuracy, ...]
    before_listing: Accuracy | None = None
    lag_days: int = 0

    def scale(self, parts: Floats) -> float:
        """Expected size of the error in logs."""
        return max(float(parts @ np.array(self.scale_weights)), self.least_scale)

    def half_width(self, scale: float, level: int) -> float:
        """Half width in logs of the range that holds in `level` of 100 cases."""
        return self.multipliers[LEVELS.index(level)] * scale

    def grade(self, scale: float) -> Grade:
        """A to D: the quarter of past homes that this one's evidence resembles."""
        return GRADES[int(np.searchsorted(self.cuts, scale))]

    def accuracy(self, grade: Grade) -> Accuracy:
        """Measured error of past estimates of this grade."""
        return self.by_grade[GRADES.index(grade)]


def calibrate(errors: Floats, parts: Floats) -> Calibration | None:
    """Quantiles of error over its expected size; None when there are too few past errors to say anything."""
    count = len(errors)
    if count < FEWEST_RESIDUALS:
        return None
    weights = _learn_scale(np.abs(errors), parts)
    scales = parts @ weights
    least = _LEAST_SCALE * float(np.median(scales))
    scales = np.maximum(scales, least)
    ratios = np.abs(errors) / scales
    multipliers = tuple(float(np.quantile(ratios, min(1.0, level / 100 * (1 + 1 / count)))) for level in LEVELS)
    low, middle, high = (float(cut) for cut in np.quantile(scales, (0.25, 0.5, 0.75)))
    grades = np.searchsorted((low, middle, high), scales)
    overall = measure(errors)
    by_grade = tuple(
        measure(errors[grades == index]) if (grades == index).any() else overall for index in range(len(GRADES))
    )
    return Calibration(multipliers, (low, middle, high), tuple(weights.tolist()), least, overall, by_grade)


def _learn_scale(sizes: Floats, parts: Floats) -> Floats:
    """Least squares of the errors' size on its signs, drawn to the hand-set proportions where few errors are known."""
    target = np.minimum(sizes, np.quantile(sizes, _LARGE_ERROR))
    start = SCALE_WEIGHTS * float(target.mean()) / max(float((parts @ SCALE_WEIGHTS).mean()), 1e-9)
    unit = (parts * parts).mean(axis=0) + 1e-12
    gram = parts.T @ parts + _PRIOR_SALES * np.diag(unit)
    learned: Floats = start + np.linalg.solve(gram, parts.T @ (target - parts @ start))
    return learned
