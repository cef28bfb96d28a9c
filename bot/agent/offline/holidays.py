"""The holidays by which people date things, as the United States keep them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

_MONDAY, _THURSDAY = 0, 3


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


_DAYS: dict[str, Callable[[int], date]] = {
    "halloween": lambda year: date(year, 10, 31),
    "thanksgiving": lambda year: _nth(year, 11, _THURSDAY, 4),
    "christmas": lambda year: date(year, 12, 25),
    "new years": lambda year: date(year, 1, 1),
    "valentines": lambda year: date(year, 2, 14),
    "memorial day": _last_monday_of_may,
    "july 4": lambda year: date(year, 7, 4),
    "labor day": lambda year: _nth(year, 9, _MONDAY, 1),
}
HOLIDAY = (
    r"(?P<holiday>halloween|thanksgiving|christmas|x-?mas|new year'?s?(?: (?:day|eve))?|valentine'?s?(?: day)?|"
    r"memorial day|(?:the )?(?:4th|fourth) of july|july 4th|labor day)\b"
)


def last_holiday(said: str, today: date) -> date:
    """The latest day of this name that is not after today."""
    plain = said.replace("'", "").removeprefix("the ")
    name = next((name for name in _DAYS if plain.startswith(name.rstrip("s"))), "")
    if not name:
        name = "christmas" if plain.startswith("x") else "july 4"
    day = _DAYS[name](today.year)
    return day if day <= today else _DAYS[name](today.year - 1)
