"""Reading an area's market from the store, and noticing what leaves its usual range."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, cast

from integrations.mls.watch.board import Board, set_up
from integrations.mls.watch.comparing import Seen, area_row, peers_of
from integrations.mls.watch.history import MOST_WEEKS, WEEK, Course, courses
from integrations.mls.watch.measures import measure
from integrations.mls.watch.reporting import Wider, write_report
from integrations.mls.watch.shifts import Direction, direction_of, usual_of
from integrations.models.market import AreaRow, MarketMeasures, MarketReport, MarketShift, Measure
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


@dataclass(frozen=True, slots=True)
class Sight:
    """When and by which clock is looked, and the refs of listings that do not count (`besides`)."""

    day: date
    zone: tzinfo
    besides: Collection[str] = ()

    def board(self, connection: Connection, areas: Sequence[Area]) -> Board:
        """The listings of these areas (none: of all) that count."""
        return set_up(market_rows.market_rows(connection, areas, self.besides))

    def seen(self, connection: Connection, areas: Sequence[Area]) -> Seen:
        """What their records do not tell."""
        since = self.day - _SEEN_FOR
        supply = market_rows.days_seen(connection, areas[0].name, since) if len(areas) == 1 else ()
        return Seen(supply, market_rows.inquiries(connection, areas, datetime.combine(since, time(), self.zone)))


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around some areas, their county or all, and its own row."""

    wider: Wider
    row: AreaRow


def name_of(areas: Sequence[Area]) -> str:
    """What people call these areas together."""
    names = [area.title for area in areas]
    return EVERYWHERE if not names else " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def read_report(connection: Connection, areas: Sequence[Area], around: Around | None, sight: Sight) -> MarketReport:
    """The report of these areas together (none: of all), from the copy alone."""
    board, seen, day = sight.board(connection, areas), sight.seen(connection, areas), sight.day
    rows = [] if around is None else [around.row]
    if len(areas) == 1:
        rows.insert(0, area_row(areas[0].title, board, day, seen))
    elif areas:
        rows = [_row(connection, area, sight) for area in areas] + rows
    wider = Wider(EVERYWHERE, board, peers_of(board, day)) if around is None else around.wider
    return write_report(name_of(areas), board, day, wider=wider, seen=seen.supply, asked=seen.asked, rows=tuple(rows))


def _row(connection: Connection, area: Area, sight: Sight) -> AreaRow:
    return area_row(area.title, sight.board(connection, [area]), sight.day, sight.seen(connection, [area]))


def look_around(connection: Connection, county: Area | None, sight: Sight) -> Around:
    """What a county's market is, or that of all areas."""
    areas = [] if county is None else [county]
    board = sight.board(connection, areas)
    row = area_row(name_of(areas), board, sight.day, sight.seen(connection, areas), whole=True)
    return Around(Wider(row.area, board, peers_of(board, sight.day)), row)


def busy_areas(connection: Connection, day: date) -> list[Area]:
    """The areas that are watched: the ZIP codes with the most sales of half a year."""
    found = market_rows.busy_zips(connection, day - _BUSY, MOST_AREAS)
    return [Area("zip", code, frozenset([code])) for code in found]


def look_at(connection: Connection, area: Area, sight: Sight) -> Look:
    """What an area's market is today, and how it came there; this reckons for long and writes nothing."""
    board, known, day = sight.board(connection, [area]), sight.seen(connection, [area]), sight.day
    today = measure(board, day)
    supply = [one for one in known.supply if one[0] != day]
    if today.months_of_supply is not None:
        supply.append((day, today.months_of_supply, today.sold_90_days))
    return Look(area, today, courses(board, day, supply, known.asked))


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
