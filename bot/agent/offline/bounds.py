from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Relation = Literal["max", "min", "about", "is", "over", "below"]

_NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_BEFORE = {
    "max": r"no(?:t)? (?:more|higher|greater|larger|bigger|older) than|not (?:over|above|exceeding)|(?:do not|"
    r"does not|is not) (?:exceed|over)|"
    r"up to|at most|max(?:imum)?(?: of| is| price| budget)*|(?:max|cap|top)\w* (?:out )?at|at or below|capped at|"
    r"cap of|within|tops out at|"
    r"as (?:much|high|many) as|budget(?:s|ed)? (?:of|is|at|around|up to|under)|budget:?|<=|=<|<|priced up to|"
    r"can (?:afford|spend|pay)(?: up to)?|spend(?:ing)? up to|for (?:under|less than)",
    "below": r"under|below|less than|fewer than|lower than|cheaper than|smaller than|beneath|south of|underneath|"
    r"not quite",
    "min": (
        r"no(?:t)? (?:less|lower|fewer|smaller|cheaper) than|not (?:under|below)|at least|"
        r"min(?:imum)?(?: of| is| price| budget)*|starting (?:at|from)|upwards? of|from|>=|=>|at or above|or above"
    ),
    "over": r"over|above|more than|greater than|higher than|larger than|bigger than|north of|exceeding|exceeds|"
    r"beyond|>|better than|past|topping",
    "about": r"around|about|approximately|approx\.?|roughly|near(?:ly)?|close to|circa|~|somewhere around|"
    r"in the neighborhood of|give or take|right around",
}
_AFTER = {
    "max": r"or (?:less|under|below|lower|fewer|cheaper|so max|smaller)(?!\s*\$?\d)|and (?:under|below|less|"
    r"lower|fewer)(?!\s*\$?\d)|max(?:imum)?\b|tops\b|at (?:the )?most|limit\b|cap\b|to (?:spend|work with)\b|"
    r"ceiling\b|budgets?\b|"
    r"and down",
    "min": r"\+|plus\b|or (?:more|better|above|up|higher|over|bigger|larger|greater|newer)(?!\s*\$?\d)|and (?:up|"
    r"above|over|more|higher|bigger|larger|newer)(?!\s*(?:to )?\$?\d)|min(?:imum)?\b|at least",
    "about": r"-?ish\b|or so\b|give or take|or thereabouts|ballpark",
}
_ANY_BEFORE = "|".join(f"(?:{words})" for words in _BEFORE.values())
_ANY_AFTER = "|".join(f"(?:{words})" for words in _AFTER.values())
_WHICH_BEFORE = {relation: re.compile(rf"(?:{words})") for relation, words in _BEFORE.items()}
_WHICH_AFTER = {relation: re.compile(rf"(?:{words})") for relation, words in _AFTER.items()}
BETWEEN = r"(?:between|from|in the range of|ranging from|range of|range)"
JOIN = r"\s*(?:-|to|and|through|thru|till?|or)\s*"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a request says about one quantity: at least `low`, at most `high`; `bare` = just the number, no relation."""

    low: Decimal | None = None
    high: Decimal | None = None
    bare: Decimal | None = None
    strict: bool = False

    def merged(self, other: Bounds) -> Bounds:
        """Both statements together; the first one made wins where they overlap."""
        return Bounds(
            self.low if self.low is not None else other.low,
            self.high if self.high is not None else other.high,
            self.bare if self.bare is not None else other.bare,
            self.strict or other.strict,
        )


@dataclass(frozen=True, slots=True)
class Quantity:
    """A pair of patterns, range and single, for numbers with a unit written behind them."""

    range: re.Pattern[str]
    single: re.Pattern[str]


def quantity(unit: str, number: str = _NUMBER, first_unit: str | None = None) -> Quantity:
    """Patterns for "between 2 and 3 UNIT" and "at least 3 UNIT or more". The unit is a pattern without groups."""
    spare = first_unit if first_unit is not None else unit
    ranged = (
        rf"(?:\b{BETWEEN}\s+)?(?<![\w.,/])(?P<a>{number})\s*-?(?P<ua>{spare})?{JOIN}(?P<b>{number})\+?\s*-?"
        rf"\s*(?P<ub>{unit})"
    )
    single = (
        rf"(?:(?<![\w])(?P<before>{_ANY_BEFORE})\s*(?:a |an |the |about |around |roughly |of |"
        rf"at )?)?(?<![\w.,/-])(?P<a>{number})"
        rf"(?:\s*(?P<mid>{_ANY_AFTER}))?\s*-?\s*(?P<ua>{unit})(?:\s*(?:in (?:size|price) )?(?P<after>{_ANY_AFTER}))?"
    )
    return Quantity(re.compile(ranged), re.compile(single))


def relation(before: str | None, *after: str | None) -> Relation:
    """Which relation the words around a number state."""
    if before:  # "more than a million to spend" is no limit upwards
        after = tuple(words for words in after if words and not words.strip().startswith("to "))
    for words in after:
        for name, pattern in _WHICH_AFTER.items():
            if words and pattern.match(words.strip()):
                return name  # type: ignore[return-value]
    for name, pattern in _WHICH_BEFORE.items():
        if before and pattern.fullmatch(before.strip()):
            return name  # type: ignore[return-value]
    return "is"


def bounded(stated: Relation, value: Decimal) -> Bounds:
    """The bounds of one number; "around" is 10 % to either side."""
    match stated:
        case "max" | "below":
            return Bounds(high=value, strict=stated == "below")
        case "min" | "over":
            return Bounds(low=value, strict=stated == "over")
        case "about":
            return Bounds(low=value * Decimal("0.9"), high=value * Decimal("1.1"))
        case "is":
            return Bounds(bare=value)


def plain(number: str) -> Decimal:
    """The number of digits with or without thousands commas."""
    return Decimal(number.replace(",", ""))


ANY_BEFORE = _ANY_BEFORE
ANY_AFTER = _ANY_AFTER
NUMBER = _NUMBER
