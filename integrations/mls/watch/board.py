"""An area's homes as columns of days and prices, each home and sale once however many MLSs report it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from integrations.store.market_rows import MarketRow

NEVER: Final = 10**7  # a day after all days
_SAME_SALE: Final = timedelta(days=7)

Days = NDArray[np.int64]
Prices = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Board:
    """One row a listing; days are ordinals (`NEVER` where it has not happened), prices dollars (NaN where unknown)."""

    listed: Days
    pended: Days
    gone: Days
    closed: Days
    list_price: Prices
    original_price: Prices
    close_price: Prices
    living_area: Prices
    postal_code: NDArray[np.str_]

    @property
    def first_close(self) -> int | None:
        """The day of the first sale that is known."""
        known = self.closed[self.closed < NEVER]
        return int(known.min()) if known.size else None

    def of_zip(self, code: str) -> Board:
        """The part of one ZIP code."""
        kept = self.postal_code == code
        return Board(*(getattr(self, one.name)[kept] for one in fields(self)))


def set_up(rows: Iterable[MarketRow]) -> Board:
    """The board of these listings, in whatever order they come. Records that say when nothing began are left out."""
    kept = _once([row for row in rows if row.listed is not None or row.closed is not None])
    count = len(kept)
    closed = _days(row.closed if row.status == "Closed" else None for row in kept)
    pended = np.minimum(_days(row.pended for row in kept), closed)
    ended = _days(row.ended for row in kept)
    listed = np.minimum(_days(row.listed for row in kept), pended)
    return Board(
        listed=listed,
        pended=pended,
        gone=np.minimum(pended, ended),
        closed=closed,
        list_price=_prices((row.list_price for row in kept), count),
        original_price=_prices((row.original_price for row in kept), count),
        close_price=_prices((row.close_price for row in kept), count),
        living_area=_prices((row.living_area for row in kept), count),
        postal_code=np.array([row.postal_code for row in kept], dtype=np.str_),
    )


def _once(rows: list[MarketRow]) -> list[MarketRow]:
    """A sale that two MLSs report within a week is one, and so is a home that two have on offer now."""
    if len({row.system for row in rows}) < 2:  # noqa: PLR2004  # one MLS has nothing twice
        return rows
    kept: list[MarketRow] = []
    last: dict[tuple[Any, ...], date] = {}
    for row in sorted(rows, key=_order):
        mark = (row.home, "sold" if row.closed else "gone" if row.ended else "open")
        day = row.closed or row.ended or date.max
        if mark in last and day - last[mark] <= _SAME_SALE:
            continue
        last[mark] = day
        kept.append(row)
    return kept


def _order(row: MarketRow) -> tuple[Any, ...]:
    return (row.home, row.closed or row.ended or date.max, row.listed or date.max, row.system, row.list_price or 0.0)


def _days(values: Iterable[date | None]) -> Days:
    return np.array([value.toordinal() if value else NEVER for value in values], dtype=np.int64)


def _prices(values: Iterable[float | None], count: int) -> Prices:
    return np.fromiter((np.nan if value is None else value for value in values), np.float64, count)
