"""Forecasts of a price index: simple methods, each tried on the past, and "no change" where none is better."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from integrations.mls.watch.board import Prices

HORIZONS: Final = (3, 6, 12)
LEVEL: Final = 0.8
NO_CHANGE: Final = "no change"
MUST_BEAT: Final = 0.95  # of the naive error; a smaller gain is luck
FEWEST_TESTS: Final = 6
FEWEST_FOR_BAND: Final = 10
_FIRST_ORIGIN: Final = 6
_YEAR: Final = 12
_DAMPED: Final = 0.8
_RECENT: Final = 6
_ENOUGH_FOR_MODEL: Final = 36
_MOST_GROWTH: Final = 0.03  # logs a month
_NORMAL_80: Final = 1.2816
_CAUTION: Final = 1.25  # a band by theory alone is widened
_LEAST_MONTHLY: Final = 0.01


@dataclass(frozen=True, slots=True)
class Projection:
    """The index in `months` months, as logs against now, with an 80 % band; errors and coverage are shares."""

    months: int
    method: str
    change: float
    half_width: float
    tests: int
    error: float | None
    naive_error: float | None
    coverage: float | None


def project(index: Prices, months: int) -> Projection:
    """Forecast so far ahead by the method that was best on the past, which `no change` must lose clearly."""
    errors = {name: _errors(index, months, method) for name, method in METHODS.items()}
    naive = errors[NO_CHANGE]
    chosen = NO_CHANGE
    if naive.size >= FEWEST_TESTS:
        full = {name: one for name, one in errors.items() if one.size == naive.size}
        best = min(full, key=lambda name: float(np.mean(np.abs(full[name]))))
        if float(np.mean(np.abs(full[best]))) < MUST_BEAT * float(np.mean(np.abs(naive))):
            chosen = best
    mine = np.abs(errors[chosen])
    change = METHODS[chosen](index, months)
    return Projection(
        months=months,
        method=chosen,
        change=0.0 if change is None else change,
        half_width=_half_width(mine, index, months),
        tests=int(mine.size),
        error=float(np.mean(mine)) if mine.size else None,
        naive_error=float(np.mean(np.abs(naive))) if naive.size else None,
        coverage=_coverage(mine),
    )


def _errors(index: Prices, months: int, method: Callable[[Prices, int], float | None]) -> Prices:
    """What the method was wrong by at every past month from which it can be told; it sees only what was known then."""
    found = []
    for origin in range(_FIRST_ORIGIN, index.size - months):
        told = method(index[: origin + 1], months)
        if told is not None:
            found.append(told - float(index[origin + months] - index[origin]))
    return np.array(found)


def _half_width(errors: Prices, index: Prices, months: int) -> float:
    monthly = float(np.std(np.diff(index))) if index.size > 2 else _LEAST_MONTHLY  # noqa: PLR2004
    theory = _NORMAL_80 * max(monthly, _LEAST_MONTHLY) * math.sqrt(months) * _CAUTION
    if errors.size < FEWEST_FOR_BAND:
        return max(theory, float(np.max(errors, initial=0.0)))
    return max(_quantile(errors), _LEAST_MONTHLY)


def _quantile(errors: Prices) -> float:
    """The error that 80 % stay under, with the correction for a small sample (split conformal)."""
    rank = min(errors.size, math.ceil(LEVEL * (errors.size + 1)))
    return float(np.sort(errors)[rank - 1])


def _coverage(errors: Prices) -> float | None:
    """How often an error fell under the band that the others make."""
    if errors.size < FEWEST_FOR_BAND:
        return None
    held = [errors[at] <= _quantile(np.delete(errors, at)) for at in range(errors.size)]
    return float(np.mean(held))


def _stay(_index: Prices, _months: int) -> float | None:
    return 0.0


def _damped(index: Prices, months: int) -> float | None:
    if index.size <= _RECENT:
        return None
    growth = float(np.clip(np.median(np.diff(index[-_RECENT - 1 :])), -_MOST_GROWTH, _MOST_GROWTH))
    return growth * sum(_DAMPED**step for step in range(1, months + 1))


def _half_of_last_year(index: Prices, months: int) -> float | None:
    if index.size < _YEAR + 1:
        return None
    then = index.size - 1 - _YEAR
    return 0.5 * float(index[then + months] - index[then]) if then + months < index.size else None


def _grown(index: Prices, months: int) -> float | None:
    """Monthly growth on its last two values and the growth of the year, by least squares, damped by its limits."""
    if index.size < _ENOUGH_FOR_MODEL:
        return None
    growth = np.diff(index)
    at = np.arange(_YEAR, growth.size)
    year = np.array([growth[one - _YEAR : one].mean() for one in at])
    columns = np.column_stack([np.ones(at.size), growth[at - 1], growth[at - 2], year])
    weights, *_ = np.linalg.lstsq(columns, growth[at], rcond=None)
    course = list(growth)
    for _ in range(months):
        row = np.array([1.0, course[-1], course[-2], float(np.mean(course[-_YEAR:]))])
        course.append(float(np.clip(weights @ row, -_MOST_GROWTH, _MOST_GROWTH)))
    return float(sum(course[growth.size :]))


METHODS: Final[dict[str, Callable[[Prices, int], float | None]]] = {
    NO_CHANGE: _stay,
    "damped trend": _damped,
    "half of last year": _half_of_last_year,
    "growth model": _grown,
}
