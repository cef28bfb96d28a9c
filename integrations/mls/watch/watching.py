"""Reading an area's market from the store, and noticing what leaves its usual range."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Final, cast

from integrations.mls.watch.board import Board, set_up
from integrations.mls.watch.history import MOST_WEEKS, WEEK, Course, courses
from integrations.mls.watch.measures import measure
from integrations.mls.watch.reporting import write_report
from integrations.mls.watch.shifts import Direction, direction_of, usual_of
from integrations.models.market import MarketMeasures, MarketReport, MarketShift, Measure
from integrations.store import Connection, market_rows
from integrations.store.listing_search import Area

EVERYWHERE: Final = "all areas"
MOST_AREAS: Final = 40
_SEEN_FOR: Final = timedelta(days=MOST_WEEKS * WEEK)
_BUSY: Final = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Look:
    """An area's market on a day, and the courses of its measures up to it."""

    area: Area
    today: MarketMeasures
    courses: Mapping[Measure, Course]


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
    besides: Collection[str] = (),
) -> MarketReport:
    """The report of an area (None: of all), from the copy alone; `besides` are refs that do not count."""
    areas = [] if area is None else [area]
    return write_report(
        name_of(area),
        _board(connection, area, besides),
        day,
        wider=None if area is None else (EVERYWHERE, partial(_board, connection, None, besides)),
        seen=market_rows.days_seen(connection, name_of(area), day - _SEEN_FOR),
        asked=market_rows.inquiries(connection, areas, datetime.combine(day - _SEEN_FOR, time(), zone)),
        as_of=as_of,
        sources=sources,
    )


def busy_areas(connection: Connection, day: date) -> list[Area]:
    """The areas that are watched: the ZIP codes with the most sales of half a year."""
    found = market_rows.busy_zips(connection, day - _BUSY, MOST_AREAS)
    return [Area("zip", code, frozenset([code])) for code in found]


def look_at(connection: Connection, area: Area, day: date, zone: tzinfo, besides: Collection[str] = ()) -> Look:
    """What an area's market is today, and how it came there; this reckons for long and writes nothing."""
    board = _board(connection, area, besides)
    today = measure(board, day)
    seen = [one for one in market_rows.days_seen(connection, area.name, day - _SEEN_FOR) if one[0] != day]
    if today.months_of_supply is not None:
        seen.append((day, today.months_of_supply, today.sold_90_days))
    asked = market_rows.inquiries(connection, [area], datetime.combine(day - _SEEN_FOR, time(), zone))
    return Look(area, today, courses(board, day, seen, asked))


def note(connection: Connection, look: Look) -> list[MarketShift]:
    """Keep what was seen, and tell what has left its usual range or come back since the last look.

    A first look tells nothing: how it stands then is what later looks are compared with.
    """
    area, day = look.area, look.today.day
    market_rows.keep_day(connection, area.name, look.today)
    told: list[MarketShift] = []
    for name, course in sorted(look.courses.items()):
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


def _board(connection: Connection, area: Area | None, besides: Collection[str]) -> Board:
    return set_up(market_rows.market_rows(connection, [] if area is None else [area], besides))
