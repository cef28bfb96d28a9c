"""Reading an area's market from the store, and noticing what leaves its usual range."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, cast

from integrations.mls.watch.board import Board, set_up
from integrations.mls.watch.history import MOST_WEEKS, WEEK, courses
from integrations.mls.watch.measures import measure
from integrations.mls.watch.price_index import index_of
from integrations.mls.watch.reporting import FEWEST_MONTHS, write_report
from integrations.mls.watch.shifts import Direction, direction_of, usual_of
from integrations.models.market import MarketReport, MarketShift
from integrations.store import Connection, market_rows
from integrations.store.listing_search import Area

EVERYWHERE: Final = "all areas"
MOST_AREAS: Final = 40
_SEEN_FOR: Final = timedelta(days=MOST_WEEKS * WEEK)
_BUSY: Final = timedelta(days=180)


def name_of(area: Area | None) -> str:
    """An area's name as people say it."""
    return EVERYWHERE if area is None else area.name


def read_report(
    connection: Connection,
    area: Area | None,
    day: date,
    zone: tzinfo,
    as_of: datetime | None = None,
    sources: tuple[str, ...] = (),
) -> MarketReport:
    """The report of an area (None: of all), from the copy alone."""
    areas = [] if area is None else [area]
    board = _board(connection, area)
    wider = None
    if area is not None:
        own = index_of(board, day.toordinal())
        if own is None or len(own.ends) < FEWEST_MONTHS:
            wider = (EVERYWHERE, _board(connection, None))
    return write_report(
        name_of(area),
        board,
        day,
        wider=wider,
        seen=market_rows.days_seen(connection, name_of(area), day - _SEEN_FOR),
        asked=market_rows.inquiries(connection, areas, datetime.combine(day - _SEEN_FOR, time(), zone)),
        as_of=as_of,
        sources=sources,
    )


def busy_areas(connection: Connection, day: date) -> list[Area]:
    """The areas that are watched: the ZIP codes with the most sales of half a year."""
    found = market_rows.busy_zips(connection, day - _BUSY, MOST_AREAS)
    return [Area("zip", code, frozenset([code])) for code in found]


def look_at(connection: Connection, area: Area, day: date, zone: tzinfo) -> list[MarketShift]:
    """Keep what an area's market is today, and tell what has left its usual range or come back since the last look.

    A first look tells nothing: how it stands then is what later looks are compared with.
    """
    board = _board(connection, area)
    market_rows.keep_day(connection, area.name, measure(board, day))
    seen = market_rows.days_seen(connection, area.name, day - _SEEN_FOR)
    asked = market_rows.inquiries(connection, [area], datetime.combine(day - _SEEN_FOR, time(), zone))
    told: list[MarketShift] = []
    for name, course in sorted(courses(board, day, seen, asked).items()):
        held = market_rows.state_of(connection, area.name, name)
        direction = direction_of(course, cast("Direction", held or 0))
        usual = usual_of(course)
        if direction is None or usual is None or not market_rows.move(connection, area.name, name, direction, day):
            continue
        told.append(
            MarketShift(area=area.name, measure=name, direction=direction, value=round(course.now, 4),
                        usual=round(usual, 4), sample=course.sample, day=day)
        )  # fmt: skip
    return told


def _board(connection: Connection, area: Area | None) -> Board:
    return set_up(market_rows.market_rows(connection, [] if area is None else [area]))
