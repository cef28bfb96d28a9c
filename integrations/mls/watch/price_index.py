"""A price index of alike homes: monthly medians of what is left of the price after size and ZIP code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from integrations.mls.watch.board import NEVER, Board, Prices

MONTH_DAYS: Final = 365.25 / 12
FEWEST_A_MONTH: Final = 4
_ENOUGH_FOR_SLOPE: Final = 50
_SLOPE: Final = 0.75  # log price by log size, where too few sales tell it
_SLOPES: Final = (0.3, 1.2)
_OUTLIER: Final = 1.0  # logs
_MAD_TO_SIGMA: Final = 1.4826
_OF_A_MEDIAN: Final = 1.2533  # its standard error, as a multiple of the mean's
_WEIGHTS: Final = (0.5, 0.3, 0.2)  # this month, the last and the one before


@dataclass(frozen=True, slots=True)
class PriceIndex:
    """Months that end on `ends` (ordinals, oldest first): logs against the first month, and sales behind each.

    `raw` is each month by itself, `smooth` weighs it with the two before, `noise` is its standard error by its
    number of sales alone; `level` is what a typical home costs now.
    """

    ends: tuple[int, ...]
    raw: Prices
    smooth: Prices
    sales: tuple[int, ...]
    level: float
    noise: Prices


def index_of(board: Board, today: int) -> PriceIndex | None:
    """The index up to today, in whole months counted back from it; None where months without sales leave no course."""
    sold = (board.closed <= today) & (board.closed < NEVER) & (board.close_price > 0) & (board.living_area > 0)
    days, prices = board.closed[sold], np.log(board.close_price[sold])
    sizes, codes = np.log(board.living_area[sold]), board.postal_code[sold]
    if not days.size:
        return None
    left = _alike(prices, sizes, codes)
    back = ((today - days) / MONTH_DAYS).astype(np.int64)
    months: list[int] = []
    middles: list[float] = []
    apart: list[Prices] = []
    counts: list[int] = []
    for month in range(int(back.max()), -1, -1):
        mine = left[back == month]
        mine = mine[np.abs(mine - np.median(mine)) < _OUTLIER] if mine.size else mine
        if mine.size < FEWEST_A_MONTH:
            # A gap breaks the course: what came before it is not told.
            months, middles, counts, apart = [], [], [], []
            continue
        months.append(round(today - month * MONTH_DAYS))
        middles.append(float(np.median(mine)))
        apart.append(np.abs(mine - middles[-1]))
        counts.append(int(mine.size))
    if len(months) < len(_WEIGHTS):
        return None
    raw = np.array(middles)
    level = float(np.exp(np.median(prices[back < len(_WEIGHTS)])))
    known = np.array(counts, dtype=np.float64)
    smooth = smoothed(raw, known)
    spread = _MAD_TO_SIGMA * float(np.median(np.concatenate(apart)))
    noise = np.sqrt(smoothed((_OF_A_MEDIAN * spread) ** 2 / known, known, power=2))
    return PriceIndex(tuple(months), raw - smooth[0], smooth - smooth[0], tuple(counts), level, noise)


def smoothed(raw: Prices, counts: Prices, power: int = 1) -> Prices:
    """Each month with the two before it, by weight and number of sales. What comes later plays no part.

    With `power` 2 the weights are squared, as variances want it.
    """
    out = np.empty_like(raw)
    for at in range(raw.size):
        span = slice(max(0, at - len(_WEIGHTS) + 1), at + 1)
        weights = np.array(_WEIGHTS)[: at + 1 - span.start][::-1] * np.sqrt(counts[span])
        out[at] = float(np.sum(raw[span] * weights**power) / np.sum(weights) ** power)
    return out


def _alike(prices: Prices, sizes: Prices, codes: np.ndarray) -> Prices:
    """Prices less what size and ZIP code explain."""
    apart = np.zeros(prices.size)
    near = np.zeros(prices.size)
    for code in np.unique(codes):
        mine = codes == code
        apart[mine] = np.median(prices[mine])
        near[mine] = np.median(sizes[mine])
    price, size = prices - apart, sizes - near
    spread = float(np.sum(size**2))
    slope = float(np.sum(size * price)) / spread if prices.size >= _ENOUGH_FOR_SLOPE and spread > 0 else _SLOPE
    return np.asarray(price - float(np.clip(slope, *_SLOPES)) * size)
