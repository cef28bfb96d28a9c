"""Areas beside each other and beside what lies around them: one row each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from integrations.mls.watch.board import Board
from integrations.mls.watch.forecasting import Series
from integrations.mls.watch.heat import heat_of
from integrations.mls.watch.history import courses
from integrations.mls.watch.measures import MONTH, WINDOW, measure
from integrations.mls.watch.price_index import PriceIndex, index_of
from integrations.models.market import AreaRow

MOST_PEERS: Final = 60
SPAN: Final = 3  # months over which prices are compared


@dataclass(frozen=True, slots=True)
class Seen:
    """What the records do not tell: supply as it was seen on past days, and when leads asked."""

    supply: Sequence[tuple[date, float, int]] = ()
    asked: Sequence[datetime] = ()


def area_row(
    name: str, board: Board, day: date, seen: Seen = Seen(), *, whole: bool = False
) -> AreaRow:  # it is frozen
    """How an area stands, and how hot it was a month ago by the same records."""
    now = measure(board, day)
    heat = heat_of(courses(board, day, seen.supply, seen.asked))
    before = heat_of(courses(board, day - timedelta(days=MONTH), seen.supply, seen.asked))
    earlier = measure(board, day - timedelta(days=WINDOW))
    return AreaRow(
        area=name,
        heat=heat.score if heat else None,
        label=heat.label if heat else "",
        heat_month_ago=before.score if heat and before else None,
        active=now.active,
        sold_90_days=now.sold_90_days,
        months_of_supply=now.months_of_supply,
        days_to_pending=now.days_to_pending,
        days_to_pending_before=earlier.days_to_pending,
        list_to_sale_percent=now.list_to_sale_percent,
        median_close_price=now.median_close_price,
        prices_percent=_prices(index_of(board, day.toordinal())),
        whole=whole,
    )


def peers_of(board: Board, day: date) -> tuple[Series, ...]:
    """The price courses of a board's ZIP codes, those with the most sales first."""
    codes, counts = np.unique(board.postal_code[board.closed <= day.toordinal()], return_counts=True)
    busiest = codes[np.argsort(-counts, kind="stable")][:MOST_PEERS]
    courses = (index_of(board.of_zip(str(code)), day.toordinal()) for code in busiest if code)
    return tuple(Series(one.smooth, one.noise) for one in courses if one is not None)


def _prices(index: PriceIndex | None) -> float | None:
    """By how much prices of alike homes moved lately."""
    if index is None or len(index.ends) <= SPAN:
        return None
    return round(100 * math.expm1(float(index.smooth[-1] - index.smooth[-1 - SPAN])), 1)
