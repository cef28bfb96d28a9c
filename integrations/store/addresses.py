"""How the book of record spells an address, so that every way to write it finds the same home.

Abbreviations follow USPS Publication 28. Units are compared by their identifier alone ("Apt 5B" is "# 5B").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from integrations.models.listing import Listing
from integrations.store.spelling import number_roads, spell
from integrations.store.street_words import COUNTS, DIRECTIONS, STATES, STRONG, SUFFIXES, TALK
from integrations.store.units import HOUSE, IDENTIFIER, POSTAL, bare_unit, lead_unit, starts_unit, take_unit

_LETTERED: Final = re.compile(r"(\d+)-?([a-z])")
_PLAIN_STREET: Final = re.compile(r"[A-Za-z]{2}|[NSEW] |\d+(?:st|nd|rd|th)\b", re.IGNORECASE)
_PART: Final = re.compile(r"\d/\d")
_TWO_NUMBERS: Final = re.compile(r"(\d+)-(\d+)")
_ROAD_KINDS: Final = frozenset({"hwy", "i", "cr", "fm", "rr", "loop"})
_LATE_DIRECTIONS: Final = {"so": "s", "no": "n"}
_SHORTEST_RANGE, _WIDEST_RANGE = 3, 100


@dataclass(frozen=True, slots=True)
class NormalAddress:
    """An address taken apart: `street_key` is number and street, `place` is what follows it, all in small letters."""

    number: str = ""
    street_key: str = ""
    unit: str = ""
    postal_code: str = ""
    place: str = ""


def normalise(text: str, unit: str | None = None, *, is_street: bool = False) -> NormalAddress:
    """Take an address apart. Text before the house number is skipped; without a house number all is empty.

    `is_street` says that the text is house number and street alone, so that nothing has to tell where the street ends.
    """
    words, before = lead_unit(_without_box(spell(text)))
    if words and words[0] in COUNTS and _has_suffix(words[:6]):
        words[0] = str(COUNTS[words[0]])  # "One Infinite Loop"
    starts = [place for place, word in enumerate(words) if HOUSE.fullmatch(word)]
    if not starts:
        return NormalAddress()
    start = next((place for place in starts if _has_suffix(words[place : place + 6])), starts[0])
    number, words = _number(words, start)
    words = _behind(words)
    end = _unit_at(words) if is_street else _street_end(words)
    street, rest = words[1:end], words[end:]
    if len(street) > 1 and street[-1] in _LATE_DIRECTIONS and street[-2] in SUFFIXES:
        street[-1] = _LATE_DIRECTIONS[street[-1]]
    found, rest = take_unit(rest)
    postal = next((word for word in reversed(rest) if POSTAL.fullmatch(word)), "")
    number, unit_key = _house(number, bare_unit(unit) or found or before)
    return NormalAddress(
        number=number,
        street_key=" ".join((number, *street)),
        unit=unit_key,
        postal_code=postal[:5],
        place=" ".join(word for word in rest if word not in (postal, ",")),
    )


def normalise_listing(listing: Listing) -> NormalAddress:
    """A listing's address: from the Data Dictionary's own parts where the MLS gives them, else from its one line."""
    line = listing.street_line
    if not line:
        return normalise(listing.unparsed_address, listing.unit_number)
    number, _, street = line.partition(" ")
    if not (number.isascii() and number.isdigit() and _PLAIN_STREET.match(street)):
        return normalise(line, listing.unit_number, is_street=True)
    key, unit = _street(street)
    return NormalAddress(number, f"{number} {key}", bare_unit(listing.unit_number) or unit)


@lru_cache(maxsize=65_536)
def _street(text: str) -> tuple[str, str]:
    """The key of a street, and a unit that stands in it: an MLS has many homes of each street."""
    read = normalise(f"1 {text}", is_street=True)
    return read.street_key.partition(" ")[2], read.unit


def names_street(word: str) -> bool:
    """Whether a normalised word is a direction or a street suffix, which tells one street from another."""
    return word in DIRECTIONS or word in SUFFIXES


def _without_box(words: list[str]) -> list[str]:
    """A post office box is no home."""
    for place, word in enumerate(words):
        if word == "box" and place and (words[place - 1] == "po" or words[max(place - 2, 0) : place] == ["p", "o"]):
            return _without_box(words[: place - 1] + words[place + 2 :])
        if word == "pobox":
            return _without_box(words[:place] + words[place + 2 :])
    return words


def _has_suffix(words: list[str]) -> bool:
    end = next((place for place, word in enumerate(words) if place > 1 and word in SUFFIXES), None)
    return end is not None and not TALK.intersection(words[:end])


def _number(words: list[str], start: int) -> tuple[str, list[str]]:
    """The house number, with its lot or half, and the words behind it."""
    number, behind = words[start], words[start + 1 :]
    if number.isdigit() and start and words[start - 1] == "lot":
        return f"lot{number}", behind
    if behind and _PART.fullmatch(behind[0]):
        lettered = _LETTERED.fullmatch(number)
        number = lettered.group(1) if lettered else number
        return (f"{number}-{behind[0]}" if number.isdigit() else number), behind[1:]
    return number, behind


def _behind(words: list[str]) -> list[str]:
    """What stands behind the house number, whose place is kept."""
    words = words[1:] if words[:1] == [","] else words
    while words[:1] == ["the"] and words[1:2] not in ([], [","]):
        words = words[1:]
    if words and words[0] in _LATE_DIRECTIONS and words[1:2] and words[1].isalpha() and len(words[1]) > 1:
        words[0] = _LATE_DIRECTIONS[words[0]]
    return number_roads(["", *words])


def _street_end(words: list[str]) -> int:
    """The street ends after its suffix and a direction behind it; without a suffix at the comma or the ZIP code."""
    comma = next((place for place, word in enumerate(words) if word == ","), None)
    limit = len(words) if comma is None else comma
    first = 2 if _leads(words[1:4]) else 1
    weak = 0
    for place in range(first, limit):
        word, behind = words[place], words[place + 1 : limit]
        if word in _ROAD_KINDS and behind and behind[0].isdigit() and (place == first or words[place - 1] == "old"):
            return _with_direction(words, place + 2, limit)
        if place == first:
            continue
        if starts_unit(word, behind):
            return _without_place(words, place, first)
        if word in SUFFIXES and not (behind and behind[0] in SUFFIXES):
            if word in STRONG and not (word == "st" and behind[1:2] and behind[1] in STRONG):
                return _with_direction(words, place + 1, limit)
            weak = weak or place + 1
    if weak and comma is None:
        return _with_direction(words, weak, limit)
    return _without_place(words, limit, first)


def _unit_at(words: list[str]) -> int:
    ends = (place for place in range(2, len(words)) if starts_unit(words[place], words[place + 1 :]))
    return next(ends, len(words))


def _leads(words: list[str]) -> bool:
    """Whether the street begins with a direction that is not its name ("E St" is named E)."""
    if not words or words[0] not in DIRECTIONS:
        return False
    names_it = words[1:2] and words[1] in STRONG and not (words[2:3] and (words[2] in SUFFIXES or words[2].isdigit()))
    return not names_it


def _with_direction(words: list[str], end: int, limit: int) -> int:
    return end + (end < limit and (words[end] in DIRECTIONS or _is_late_direction(words, end, limit)))


def _is_late_direction(words: list[str], at: int, limit: int) -> bool:
    return words[at] in _LATE_DIRECTIONS and not (at + 1 < limit and IDENTIFIER.fullmatch(words[at + 1]))


def _without_place(words: list[str], limit: int, first: int) -> int:
    """Nothing says where the street ends: a ZIP code at the end, and a state before it, are not of it."""
    end = limit
    while end > first + 1 and POSTAL.fullmatch(words[end - 1]):
        end -= 1
    return end - 1 if end < limit and end > first + 1 and words[end - 1] in STATES else end


def _house(number: str, unit: str) -> tuple[str, str]:
    """House number and unit: "130A" is unit A of 130; "2000-2002" is found at 2000; "31-15" is Queens' 3115."""
    if (lettered := _LETTERED.fullmatch(number)) and unit in ("", lettered.group(2)):
        return lettered.group(1), lettered.group(2)
    if two := _TWO_NUMBERS.fullmatch(number):
        first, last = two.groups()
        is_range = len(first) == len(last) >= _SHORTEST_RANGE and 0 < int(last) - int(first) < _WIDEST_RANGE
        return (first if is_range else first + last), unit
    return number.replace("-", "") if lettered else number, unit
