"""An area's measures on a day: medians over 90 days, never of fewer homes than say something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

import numpy as np

from integrations.mls.watch.board import Board, Prices
from integrations.models.market import MarketMeasures, Measure

WINDOW: Final = 90  # days; at least three months are smoothed before anything is said of a change (facts: market watch)
MONTH: Final = 30
QUICK: Final = 21  # days to a contract that count as fast
FEWEST: Final = 5
FEWEST_SALES: Final = 3

Value = tuple[float, int] | None
"""A measure and the number of homes behind it; None where these are too few."""


def measure(board: Board, day: date) -> MarketMeasures:
    """Everything that is counted on a day. What happened after it plays no part."""
    now = day.toordinal()
    sold = _within(board.closed, now, WINDOW)
    prices = board.close_price[sold]
    sizes = prices / board.living_area[sold]
    active = int(np.sum((board.listed <= now) & (board.gone > now)))
    sales = int(np.sum(sold))
    return MarketMeasures(
        day=day,
        active=active,
        pending=int(np.sum((board.pended <= now) & (board.closed > now) & (board.gone >= board.pended))),
        new=int(np.sum(_within(board.listed, now, MONTH))),
        went_pending=int(np.sum(_within(board.pended, now, MONTH))),
        sold=int(np.sum(_within(board.closed, now, MONTH))),
        sold_90_days=sales,
        months_of_supply=round(active / (sales / (WINDOW / MONTH)), 2) if sales >= FEWEST_SALES else None,
        days_to_pending=_rounded(days_to_pending(board, now)),
        list_to_sale_percent=_rounded(list_to_sale(board, now), 100),
        cut_share_percent=_rounded(cut_share(board, now), 100),
        fast_share_percent=_rounded(fast_share(board, now), 100),
        median_close_price=_dollars(prices),
        median_price_per_square_foot=_median(sizes, 1),
    )


def days_to_pending(board: Board, now: int) -> Value:
    """Median days from listing to contract, of the contracts of the window."""
    went = _within(board.pended, now, WINDOW)
    return _middle((board.pended - board.listed)[went].astype(np.float64))


def list_to_sale(board: Board, now: int) -> Value:
    """Median closing price by last list price, of the sales of the window; 1 is full price."""
    sold = _within(board.closed, now, WINDOW)
    return _middle(board.close_price[sold] / board.list_price[sold])


def cut_share(board: Board, now: int) -> Value:
    """Share of the window's contracts that were made after a price cut."""
    went = _within(board.pended, now, WINDOW) & (board.original_price > 0) & (board.list_price > 0)
    return _share(board.list_price[went] < board.original_price[went])


def fast_share(board: Board, now: int) -> Value:
    """Share of the window's contracts that came within `QUICK` days."""
    went = _within(board.pended, now, WINDOW)
    return _share((board.pended - board.listed)[went] <= QUICK)


FLOWS: Final[dict[Measure, Callable[[Board, int], Value]]] = {
    "days_to_pending": days_to_pending,
    "list_to_sale": list_to_sale,
    "cut_share": cut_share,
    "fast_share": fast_share,
}
"""Measures that can be told for any past day, because the records carry the dates that they need."""


def _within(days: np.ndarray, now: int, window: int) -> np.ndarray:
    return np.asarray((days <= now) & (days > now - window))


def _middle(values: Prices) -> Value:
    known = values[np.isfinite(values)]
    return (float(np.median(known)), int(known.size)) if known.size >= FEWEST else None


def _share(hits: np.ndarray) -> Value:
    return (float(np.mean(hits)), int(hits.size)) if hits.size >= FEWEST else None


def _rounded(value: Value, times: float = 1) -> float | None:
    return None if value is None else round(times * value[0], 1)


def _median(values: Prices, digits: int) -> float | None:
    known = values[np.isfinite(values)]
    return round(float(np.median(known)), digits) if known.size >= FEWEST_SALES else None


def _dollars(prices: Prices) -> Decimal | None:
    found = _median(prices, 0)
    return None if found is None else Decimal(round(found))
