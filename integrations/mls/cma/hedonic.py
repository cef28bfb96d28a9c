"""Ridge regression of log price on a home's facts, its area and the time of its sale."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from integrations.mls.cma.boosting import Halves, learn_together
from integrations.mls.cma.encoder import Encoder, fit_encoder
from integrations.mls.cma.sales import Floats, Frame, Ints
from integrations.mls.cma.terms import choose_terms

RIDGE = 1.0
TIME_KNOTS_DAYS = (0, 45, 90, 150, 210, 270, 400, 600, 900, 1400, 2000)
_TIME_UNIT_DAYS = 100.0
_AREA_NEEDS_SALES = 5
# A sale this far from what its facts explain was hardly at arm's length: it is shown, never compared, teaches nothing.
OUTLIER_LOGS, OUTLIER_MIDDLES = 0.7, 6.0
_NO_PRICE_LOGS = 3.0  # from the middle price: a slip of the pen, not a price
_FITS = 2


@dataclass(frozen=True, slots=True)
class Hedonic:
    """What the market pays: a coefficient for each regressor, and the course of prices over the past months."""

    encoder: Encoder
    coefficients: Floats
    time_coefficients: Floats
    design: Floats
    fitted: Floats
    area_effects: Floats  # by area; the last serves areas that were never seen
    level: float
    beyond: Floats  # by sale: what its facts are worth together, beyond their sum
    trees: Halves | None = None

    def predict(self, frame: Frame, design: Floats, areas: Ints) -> Floats:
        """Log prices at the day of the fit of homes in these areas."""
        place = self.area_effects[np.minimum(areas, len(self.area_effects) - 1)]
        return np.asarray(design @ self.coefficients + self.tell_beyond(frame, design) + place + self.level)

    def tell_beyond(self, frame: Frame, design: Floats, places: Ints | None = None) -> Floats:
        """What homes are worth beyond the sum of their facts, in logs; `places` in the history where they are sales."""
        return self.trees.predict(self._tabulate(frame, design), places) if self.trees else np.zeros(frame.size)

    def count_together(self, frame: Frame, trees: Halves | None, places: Ints) -> Hedonic:
        """The same with these trees; `frame` holds the sales of the fit."""
        with_trees = replace(self, trees=trees)
        beyond = with_trees.tell_beyond(frame, self.design, places)
        return replace(with_trees, beyond=beyond, fitted=self.fitted - self.beyond + beyond)

    def learn_beyond(self, frame: Frame, log_price: Floats, places: Ints) -> Halves | None:
        """Trees from the sales of the fit, those far from what their facts explain left out."""
        left = log_price - self.fitted
        kept = np.flatnonzero(np.abs(left) < max(OUTLIER_LOGS, OUTLIER_MIDDLES * float(np.median(np.abs(left)))))
        table = self._tabulate(frame, self.design)
        return learn_together(table[kept], left[kept], places[kept])

    def _tabulate(self, frame: Frame, design: Floats) -> Floats:
        """The facts as the trees read them: numbers as they are, words by what they are worth, and the place."""
        worth = self.worth(design)
        facts = [worth[:, at] if fitted.words else fitted.known(frame) for at, fitted in enumerate(self.encoder.terms)]
        return np.column_stack([*facts, worth.sum(axis=1), frame.number("latitude"), frame.number("longitude")])

    def worth(self, design: Floats) -> Floats:
        """What each term adds to the log price; one row a home, one column a term."""
        starts = np.array(self.encoder.starts, dtype=np.int64)
        effects = design * self.coefficients
        if not effects.shape[1]:
            return np.zeros((len(design), 0))
        return np.asarray(np.add.reduceat(effects, starts, axis=1), dtype=np.float64)

    def time_effect(self, days_back: Floats) -> Floats:
        """Log price level `days_back` days before the valuation, relative to the valuation date."""
        return np.asarray(time_hinges(days_back) @ self.time_coefficients, dtype=np.float64)


def time_hinges(days_back: Floats) -> Floats:
    """Piecewise linear course of time, bending at the knots."""
    back = np.maximum(np.asarray(days_back, dtype=np.float64), 0.0)[:, None]
    hinges: Floats = np.maximum(back - np.array(TIME_KNOTS_DAYS, dtype=np.float64), 0.0) / _TIME_UNIT_DAYS
    return hinges


def fit_hedonic(frame: Frame, log_price: Floats, days_back: Floats, areas: Ints, year: int) -> Hedonic:
    """Fit on past sales only. Areas are fitted, so that facts are not credited with location, and not applied."""
    encoder = fit_encoder(frame, choose_terms(frame), year)
    design = encoder.encode(frame)
    counts = np.bincount(areas)
    common = np.flatnonzero(counts >= _AREA_NEEDS_SALES)
    columns = np.full(len(counts), -1, dtype=np.int64)
    columns[common] = np.arange(len(common))
    left = np.column_stack([design, time_hinges(days_back)])
    kept = np.abs(log_price - np.median(log_price)) < _NO_PRICE_LOGS
    for _ in range(_FITS):
        beta, effects, level = _solve(left[kept], log_price[kept], columns[areas][kept], len(common))
        off = np.abs(log_price - left @ beta - effects[columns[areas]] - level)
        kept = off < max(OUTLIER_LOGS, OUTLIER_MIDDLES * float(np.median(off)))
    by_area = np.append(np.where(columns >= 0, effects[columns], 0.0), 0.0)
    fitted = left @ beta + by_area[areas] + level
    width = encoder.width
    return Hedonic(encoder, beta[:width], beta[width:], design, fitted, by_area, level, np.zeros(len(design)))


def _solve(left: Floats, target: Floats, area: Ints, areas: int) -> tuple[Floats, Floats, float]:
    """Coefficients, area effects (a last one of none) and level.

    Ridge with unpenalised intercept; area dummies enter by their sums, never as dense columns.
    """
    inside = area >= 0
    bins = np.where(inside, area, areas)
    sizes = np.bincount(bins, minlength=areas + 1)[:areas].astype(np.float64)
    mean, centre = left.mean(axis=0), float(target.mean())
    x, y = left - mean, target - centre
    cross = np.column_stack([np.bincount(bins, column, areas + 1)[:areas] for column in x.T])
    target_sums = np.bincount(bins, y, areas + 1)[:areas]
    share = sizes / len(y)
    corner = np.diag(sizes) - np.outer(sizes, share)
    gram = np.block([[x.T @ x, cross.T], [cross, corner]])
    gram[np.diag_indices_from(gram)] += RIDGE
    beta = np.linalg.solve(gram, np.concatenate([x.T @ y, target_sums - share * y.sum()]))
    width = x.shape[1]
    level = centre - float(mean @ beta[:width]) - float(share @ beta[width:])
    return beta[:width], np.append(beta[width:], 0.0), level
