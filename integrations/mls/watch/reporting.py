"""An area's report, put together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from integrations.mls.watch.board import Board
from integrations.mls.watch.forecasting import FIRST_ORIGIN, HORIZONS, Projection, Series, project
from integrations.mls.watch.heat import heat_of
from integrations.mls.watch.history import courses
from integrations.mls.watch.measures import WINDOW, measure
from integrations.mls.watch.price_index import PriceIndex, index_of
from integrations.models.market import AreaRow, Forecast, IndexPoint, MarketMeasures, MarketReport

MOST_MONTHS: Final = 36
FEWEST_MONTHS: Final = 6
_ROUND: Final = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Wider:
    """A wider area: its name, its board, and the price courses of its ZIP codes."""

    name: str
    board: Board
    peers: tuple[Series, ...] = ()


def write_report(
    area: str,
    board: Board,
    day: date,
    *,
    wider: Wider | None = None,
    seen: Sequence[tuple[date, float, int]] = (),
    asked: Sequence[datetime] = (),
    rows: tuple[AreaRow, ...] = (),
) -> MarketReport:
    """The report of `board`; prices are forecast by the `wider` area's course where this one's is too thin."""
    now = measure(board, day)
    heat = heat_of(courses(board, day, seen, asked))
    index, note, own = _course(area, board, wider, day)
    return MarketReport(
        area=area,
        now=now,
        before=measure(board, day - timedelta(days=WINDOW)),
        heat=heat,
        heat_note="" if heat else "Too few homes, or too little history, to say how hot it is here.",
        index=_points(index) if index else (),
        forecasts=_forecasts(index, now, own, wider.peers if wider else ()) if index else (),
        forecast_note=note,
        rows=rows,
    )


def _course(area: str, board: Board, wider: Wider | None, day: date) -> tuple[PriceIndex | None, str, bool]:
    """The course that prices are told by, what to say about it, and whether it is the area's own."""
    today = day.toordinal()
    index = index_of(board, today)
    if index is not None and len(index.ends) >= FEWEST_MONTHS:
        return index, _history_note(index), True
    if wider is not None:
        around = index_of(wider.board, today)
        if around is not None and len(around.ends) >= FEWEST_MONTHS:
            note = f"{area} has too few sales a month; the course is that of {wider.name}. {_history_note(around)}"
            return around, note, False
    return None, f"There are too few sales in {area} for a price course or a forecast.", True


def _history_note(index: PriceIndex) -> str:
    months = len(index.ends)
    longest = max((ahead for ahead in HORIZONS if months - FIRST_ORIGIN - ahead >= 1), default=0)
    if longest >= HORIZONS[-1]:
        return f"Tried on {months} months of past sales."
    tried = f"could be tried up to {longest} months ahead" if longest else "could not be tried"
    return f"Only {months} months of sales are known: forecasts {tried}, and there is no band where too few were."


def _points(index: PriceIndex) -> tuple[IndexPoint, ...]:
    shown = range(max(0, len(index.ends) - MOST_MONTHS), len(index.ends))
    return tuple(
        IndexPoint(day=date.fromordinal(index.ends[at]), percent=round(100 * math.expm1(float(index.smooth[at])), 2),
                   sales=index.sales[at])
        for at in shown
    )  # fmt: skip


def _forecasts(index: PriceIndex, now: MarketMeasures, own: bool, peers: Sequence[Series]) -> tuple[Forecast, ...]:
    level = index.level if own or now.median_close_price is None else float(now.median_close_price)
    found: list[Forecast] = []
    least = 0.0
    for months in HORIZONS:
        one = project(Series(index.smooth, index.noise), months, peers)
        if one.half_width is not None:
            # Who looks farther knows less, whatever a few tries say.
            least = max(least, one.half_width)
            one = replace(one, half_width=least)
        found.append(_forecast(one, level))
    return tuple(found)


def _forecast(one: Projection, level: float) -> Forecast:
    def dollars(change: float) -> Decimal:
        return round(Decimal(level * math.exp(change)) / _ROUND) * _ROUND

    def percent(share: float | None) -> float | None:
        return None if share is None else round(100 * share, 1)

    band = one.half_width
    return Forecast(
        months=one.months,
        method=one.method,
        price=dollars(one.change),
        low=None if band is None else dollars(one.change - band),
        high=None if band is None else dollars(one.change + band),
        change_percent=round(100 * math.expm1(one.change), 1),
        error_percent=percent(one.error),
        naive_error_percent=percent(one.naive_error),
        seasonal_error_percent=percent(one.seasonal_error),
        tests=one.tests,
        coverage_percent=percent(one.coverage),
        areas=one.areas,
    )
