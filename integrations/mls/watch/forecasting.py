"""Forecasts of a price index: methods tried on the past, "no change" where none is better, bands where it tells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from integrations.mls.watch.board import Prices
from integrations.mls.watch.methods import METHODS, NO_CHANGE, SEASONAL, Paths

HORIZONS: Final = (3, 6, 12)
LEVEL: Final = 0.8
MUST_BEAT: Final = 0.95  # of the naive error; a smaller gain is luck
FEWEST_TESTS: Final = 6
FIRST_ORIGIN: Final = 6
OWN_ENOUGH: Final = 18  # tries that a method or a band must have; with fewer, like areas help to tell the band
_FEWEST_TRIES: Final = 20
_FEWEST_STARTS: Final = 3  # months from which was tried; fewer are one stroke of luck
_LEAST_MONTHLY: Final = 0.004  # logs; so much a month may come though no past month shows it


@dataclass(frozen=True)
class Series:
    """An index in logs, oldest month first, and how far each month may be off by its few sales alone."""

    logs: Prices
    noise: Prices = field(default_factory=lambda: np.zeros(0))

    @cached_property
    def paths(self) -> dict[str, Paths]:
        """What each method would have told from each month."""
        return {name: method(self.logs) for name, method in METHODS.items()}

    def tries(self, method: str, months: int) -> Prices:
        """The starting months from which a method could be tried."""
        at = np.arange(FIRST_ORIGIN, self.logs.size - months)
        return np.asarray(at[np.isfinite(self.paths[method][at, months - 1])])

    def errors(self, method: str, months: int, at: Prices) -> Prices:
        """What it was wrong by from these months; NaN where it could tell nothing."""
        return np.asarray(self.paths[method][at, months - 1] - (self.logs[at + months] - self.logs[at]))

    def chance(self, at: Prices) -> Prices:
        """How far apart two months may lie by few sales alone, as known at the first; variances."""
        return 2 * self.noise[at] ** 2 if self.noise.size else np.zeros(at.size)


@dataclass(frozen=True, slots=True)
class Tries:
    """Past forecasts of a group of areas: what each was wrong by, its chance variance, how many months ago it began."""

    errors: Prices
    chance: Prices
    ages: Prices
    months: int
    alone: bool

    def known(self, age: int) -> Tries:
        """Those that had ended that many months ago."""
        kept = self.ages >= age + self.months
        return Tries(self.errors[kept], self.chance[kept], self.ages[kept], self.months, self.alone)

    def half_width(self, chance: Prices) -> Prices:
        """Split conformal: the errors, scaled by what chance and the course of all areas explain."""
        common = self.common
        scores = np.sort(np.abs(self.errors) / np.sqrt(self.chance + common))
        # Tries of one area overlap in time, so that they count as fewer than they are.
        count = 1 + (np.unique(self.ages).size - 1) / self.months if self.alone else scores.size
        rank = math.ceil(min(1.0, LEVEL * (1 + 1 / count)) * scores.size)
        return np.asarray(scores[min(scores.size, rank) - 1] * np.sqrt(chance + common))

    @property
    def common(self) -> float:
        """The variance that all areas share: they rise and fall together, however many sales each has."""
        weights = 1 / (self.chance + self.months * _LEAST_MONTHLY**2)
        _, month = np.unique(self.ages, return_inverse=True)
        together = np.bincount(month, weights * self.errors) / np.bincount(month, weights)
        return max(float(np.mean(together**2)), self.months * _LEAST_MONTHLY**2)

    def coverage(self) -> float | None:
        """How often a band held that was made from tries that had ended by then; None where that could not be tried."""
        held: list[float] = []
        starts = 0
        for age in np.unique(self.ages):
            before = self.known(int(age))
            if before.errors.size >= (FEWEST_TESTS if self.alone else _FEWEST_TRIES):
                now = self.ages == age
                held += list(np.abs(self.errors[now]) <= before.half_width(self.chance[now]))
                starts += 1
        return float(np.mean(held)) if starts >= FEWEST_TESTS else None


@dataclass(frozen=True, slots=True)
class Projection:
    """The index in `months` months, as logs against now; errors and coverage are shares.

    `half_width` is the 80 % band's, None where the past is too short to tell it. The errors of the two naive methods
    are over the same tries. `coverage` is how often bands made from what was known before held; `areas` made the band.
    """

    months: int
    method: str
    change: float
    half_width: float | None
    tests: int
    error: float | None
    naive_error: float | None
    seasonal_error: float | None
    coverage: float | None
    areas: int = 1


def project(series: Series | Prices, months: int, peers: Sequence[Series] = ()) -> Projection:
    """Forecast so far ahead by the method that was best on the past, which `no change` must lose clearly.

    Where the past is short, like areas (`peers`) help to tell the band.
    """
    one = series if isinstance(series, Series) else Series(series)
    chosen = _choose(one, months)
    at = one.tries(chosen, months)
    told = float(one.paths[chosen][-1, months - 1])
    band, coverage, areas = _band(one, months, chosen, peers)
    return Projection(
        months=months,
        method=chosen,
        change=told,
        half_width=band,
        tests=int(at.size),
        error=_mean(one.errors(chosen, months, at), 1),
        naive_error=_mean(one.errors(NO_CHANGE, months, at), 1),
        seasonal_error=_mean(one.errors(SEASONAL, months, at), FEWEST_TESTS),
        coverage=coverage,
        areas=areas,
    )


def _choose(one: Series, months: int) -> str:
    """The method with the best record against "no change" over its own tries, if that is clear and long enough."""
    best, least = NO_CHANGE, MUST_BEAT
    for name in METHODS:
        at = one.tries(name, months)
        if at.size < OWN_ENOUGH or not math.isfinite(one.paths[name][-1, months - 1]):
            continue
        naive = _mean(one.errors(NO_CHANGE, months, at), 1) or 0.0
        ratio = (_mean(one.errors(name, months, at), 1) or 0.0) / naive if naive else 1.0
        if ratio < least:
            best, least = name, ratio
    return best


def _mean(errors: Prices, fewest: int) -> float | None:
    known = errors[np.isfinite(errors)]
    return float(np.mean(np.abs(known))) if known.size >= fewest else None


def _band(one: Series, months: int, method: str, peers: Sequence[Series]) -> tuple[float | None, float | None, int]:
    """Half-width now, how often such bands held, and how many areas told it; None where too little is known."""
    alone = one.tries(method, months).size >= OWN_ENOUGH or not peers
    others = () if alone else (peer for peer in peers if not np.array_equal(peer.logs, one.logs))
    tries, areas = _gather([one, *others], months, method, alone=alone)
    few = OWN_ENOUGH if alone else _FEWEST_TRIES
    if tries is None or tries.errors.size < few or np.unique(tries.ages).size < _FEWEST_STARTS:
        return None, None, 0
    now = one.chance(np.array([one.logs.size - 1]))
    return float(tries.half_width(now)[0]), tries.coverage(), areas


def _gather(group: Sequence[Series], months: int, method: str, *, alone: bool) -> tuple[Tries | None, int]:
    found = [(each, at) for each in group if (at := each.tries(method, months)).size]
    if not found:
        return None, 0
    tries = Tries(
        errors=np.concatenate([each.errors(method, months, at) for each, at in found]),
        chance=np.concatenate([each.chance(at) for each, at in found]),
        ages=np.concatenate([each.logs.size - at for each, at in found]),  # areas need not begin together
        months=months,
        alone=alone,
    )
    return tries, len(found)
