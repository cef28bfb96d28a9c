"""Simple ways to carry a price index on. Each tells from every month what it would have told then, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from integrations.mls.watch.board import Prices

FARTHEST: Final = 12
NO_CHANGE: Final = "no change"
SEASONAL: Final = "same as last year"
_YEAR: Final = 12
_RECENT: Final = 6
_FADES: Final = 0.8
_ENOUGH_FOR_MODEL: Final = 30
_MOST_GROWTH: Final = 0.03  # logs a month
_BETAS, _PHIS = (one.ravel() for one in np.meshgrid((0.05, 0.1, 0.2, 0.4, 0.7), (0.8, 0.9, 0.95, 0.98)))
_AHEAD: Final = np.arange(1, FARTHEST + 1)

Paths = Prices
"""A row a month of the index, a column a month ahead: the change told, in logs; NaN where nothing could be told."""


def _empty(index: Prices) -> Paths:
    return np.full((index.size, FARTHEST), np.nan)


def _stay(index: Prices) -> Paths:
    return np.zeros((index.size, FARTHEST))


def _last_year(index: Prices) -> Paths:
    """The growth of the same months a year before."""
    paths = _empty(index)
    for at in range(_YEAR, index.size):
        paths[at] = index[at - _YEAR + _AHEAD] - index[at - _YEAR]
    return paths


def _half_of_last_year(index: Prices) -> Paths:
    return 0.5 * _last_year(index)


def _recent_trend(index: Prices) -> Paths:
    """The median growth of half a year, fading out."""
    paths, growth = _empty(index), np.diff(index)
    fading = np.cumsum(_FADES**_AHEAD)
    for at in range(_RECENT, index.size):
        paths[at] = fading * float(np.clip(np.median(growth[at - _RECENT : at]), -_MOST_GROWTH, _MOST_GROWTH))
    return paths


def _damped_smoothing(index: Prices) -> Paths:
    """A damped trend by exponential smoothing, with the weights that were best until then."""
    paths = _empty(index)
    trend, misses = np.zeros(_BETAS.size), np.zeros(_BETAS.size)
    for at in range(1, index.size):
        growth = index[at] - index[at - 1]
        misses += (growth - _PHIS * trend) ** 2
        trend = _BETAS * growth + (1 - _BETAS) * _PHIS * trend
        best = int(np.argmin(misses))
        if at >= _YEAR:
            paths[at] = np.clip(trend[best], -_MOST_GROWTH, _MOST_GROWTH) * np.cumsum(_PHIS[best] ** _AHEAD)
    return paths


def _growth_model(index: Prices) -> Paths:
    """Monthly growth by its last two values and the growth of the year, least squares on what was known then."""
    paths, growth = _empty(index), np.diff(index)
    if growth.size < _ENOUGH_FOR_MODEL:
        return paths
    sums = np.concatenate([[0.0], np.cumsum(growth)])
    rows = np.arange(_YEAR, growth.size)
    year = (sums[rows] - sums[rows - _YEAR]) / _YEAR
    columns = np.column_stack([np.ones(rows.size), growth[rows - 1], growth[rows - 2], year])
    for known in range(_ENOUGH_FOR_MODEL, growth.size + 1):
        seen = known - _YEAR
        weights = _fit(columns[:seen], growth[rows[:seen]])
        paths[known] = np.cumsum(_course([float(one) for one in growth[known - _YEAR : known]], weights))
    return paths


def _course(year: list[float], weights: Prices) -> list[float]:
    """The growth of the months ahead, each by those before it."""
    start, last, before, long = (float(one) for one in weights)
    total = sum(year)
    for _ in range(FARTHEST):
        told = start + last * year[-1] + before * year[-2] + long * total / _YEAR
        year.append(max(-_MOST_GROWTH, min(_MOST_GROWTH, told)))
        total += year[-1] - year[-_YEAR - 1]
    return year[_YEAR:]


def _fit(columns: Prices, growth: Prices) -> Prices:
    """Least squares. Growth that turns round each month is the noise of few sales, and no course to follow."""
    weights, *_ = np.linalg.lstsq(columns, growth, rcond=None)
    if weights[1] + weights[2] >= 0:
        return np.asarray(weights)
    slow, *_ = np.linalg.lstsq(columns[:, [0, 3]], growth, rcond=None)
    return np.array([slow[0], 0.0, 0.0, max(0.0, float(slow[1]))])


METHODS: Final[dict[str, Callable[[Prices], Paths]]] = {
    NO_CHANGE: _stay,
    SEASONAL: _last_year,
    "half of last year": _half_of_last_year,
    "recent trend": _recent_trend,
    "damped smoothing": _damped_smoothing,
    "growth model": _growth_model,
}
