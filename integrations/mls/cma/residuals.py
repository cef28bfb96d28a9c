"""How wrong the grid was: past sales priced one after the other, each only from what was known before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from integrations.mls.cma.candidates import Market
from integrations.mls.cma.grid import value_by_grid
from integrations.mls.cma.market import History, add_later, encode_subject, fit_market
from integrations.mls.cma.ranges import PARTS
from integrations.mls.cma.sales import Floats, Frame, Ints
from integrations.mls.cma.subject import assume_blanks, nearest
from integrations.mls.cma.terms import derive_facts

BIAS_DAYS, BIAS_SHRINK = 30, 50
# The drift itself drifts: half of its slope over three months is carried on to the closing date.
SLOPE_DAYS, SLOPE_NEEDS, AHEAD_DAYS, DAMPED, LARGE_ERROR = 90, 100, 60, 0.5, 0.3


Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Residuals:
    """Estimates of past sales in logs. `positions` point into the history; a refusal has NaN."""

    positions: Ints
    days: Ints
    estimates: Floats
    errors: Floats
    parts: Floats  # what made an error likely, one row a sale

    def known_before(self, day: int, most: int) -> tuple[Floats, Floats]:
        """Errors and doubts of the last `most` of them that closed strictly before `day`."""
        end = int(np.searchsorted(self.days, day, side="left"))
        errors, parts = self.errors[:end], self.parts[:end]
        known = np.isfinite(errors)
        return errors[known][-most:], parts[known][-most:]


def replay(
    history: History, start: int, *, lag_days: int = 0, block_days: int = 7, progress: Progress | None = None
) -> Residuals:
    """Price the sales from position `start` on, each as of its closing date minus the lag.

    The market is refitted at the start of each block, on sales before the block's first valuation date; sales that
    close during the block are compared from the day after, and teach nothing before the next block.
    """
    estimates = np.full(len(history.days) - start, np.nan)
    parts = np.full((len(history.days) - start, PARTS), np.nan)
    at = start
    learned: Market | None = None
    while at < len(history.days):
        first = int(history.days[at])
        end = history.until(first + block_days)
        learned = fit_market(history, first - lag_days, learned)
        market = add_later(learned, history, first - lag_days, int(history.days[end - 1]) - lag_days)
        year = date.fromordinal(first - lag_days).year
        homes = derive_facts(history.frame.take(slice(at, end)), year)
        for offset in range(end - at):
            day = int(history.days[at + offset]) - lag_days
            home = homes.take(slice(offset, offset + 1))
            priced = _price(market, home, int(history.parcels[at + offset]), day)
            estimates[at + offset - start], parts[at + offset - start] = priced
        at = end
        if progress:
            progress(at - start, len(history.days) - start)
    # A guessed price is no witness against an estimate.
    errors = np.where(history.imputed[start:], np.nan, estimates - history.log_price[start:])
    positions = np.arange(start, len(history.days), dtype=np.int64)
    return Residuals(positions, history.days[start:], estimates, errors, parts)


def _price(market: Market, home: Frame, parcel: int, day: int) -> tuple[float, Floats]:
    needed = (fitted.term.source for fitted in market.hedonic.encoder.terms if not fitted.words)
    if any(name not in home.numbers or not np.isfinite(home.numbers[name][0]) for name in needed):
        home, _ = assume_blanks(market, home, nearest(market, home, day))
    grid = value_by_grid(market, encode_subject(market, home, parcel, day))
    if grid is None:
        return np.nan, np.full(PARTS, np.nan)
    return grid.log_value, grid.scale_parts


def correct_drift(residuals: Residuals, lag_days: int) -> Residuals:
    """Take out the drift from the valuation date to closing, as past errors tell it on each valuation date.

    A home priced before it is listed closes in a later market. Only errors of sales that closed before the
    valuation date are used: their median over a month, shrunk when few, and half of its own course.
    """
    days, errors, estimates = residuals.days, residuals.errors.copy(), residuals.estimates.copy()
    for day in np.unique(days):
        drift = find_drift(residuals, int(day) - lag_days)
        own = days == day
        errors[own] -= drift
        estimates[own] -= drift
    return Residuals(residuals.positions, days, estimates, errors, residuals.parts)


def find_drift(residuals: Residuals, known: int) -> float:
    """The median error in logs to expect, from errors of sales closed strictly before the day `known`."""
    days = residuals.days
    first, begin, end = (int(at) for at in np.searchsorted(days, [known - SLOPE_DAYS, known - BIAS_DAYS, known]))
    window = residuals.errors[begin:end]
    window = window[np.isfinite(window)]
    if not len(window):
        return 0.0
    drift = float(np.median(window)) * len(window) / (len(window) + BIAS_SHRINK)
    course = np.clip(residuals.errors[first:end], -LARGE_ERROR, LARGE_ERROR)
    seen = np.isfinite(course)
    back = days[first:end][seen].astype(np.float64)
    if len(back) > SLOPE_NEEDS and np.ptp(back) > BIAS_DAYS:
        back = back - back.mean()
        drift += DAMPED * AHEAD_DAYS * float(back @ course[seen]) / float(back @ back)
    return drift
