"""How the book of record spells an address, so that every way to write it finds the same home.

Abbreviations follow USPS Publication 28. Units are compared by their identifier alone ("Apt 5B" is "# 5B").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from integrations.store.spelling import number_roads, spell
from integrations.store.street_words import DIRECTIONS, STATES, STRONG, SUFFIXES, TALK, UNIT_WORDS

_HOUSE: Final = re.compile(r"\d+-\d/\d|\d+[a-z]?(?:-\d+)?|\d+-[a-z]|[nsew]\d+[nsew]\d+|lot\d+")
_LETTERED: Final = re.compile(r"(\d+)-?([a-z])")
_TWO_NUMBERS: Final = re.compile(r"(\d+)-(\d+)")
_POSTAL: Final = re.compile(r"\d{5}(?:-\d{4})?")
_IDENTIFIER: Final = re.compile(r"[a-z]{0,2}-?\d{1,5}-?[a-z]?|[a-z]|ph\d*|\d/\d|\d{1,4}-\d{1,4}")
_MIXED: Final = re.compile(r"[a-z]-?\d{1,4}|\d{1,4}-?[a-z]|ph\d*")
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


def normalise(text: str, unit: str | None = None) -> NormalAddress:
    """Take an address apart. Text before the house number is skipped; without a house number all is empty."""
    words, before = _lead(_without_box(spell(text)))
    starts = [place for place, word in enumerate(words) if _HOUSE.fullmatch(word)]
    if not starts:
        return NormalAddress()
    start = next((place for place in starts if _has_suffix(words[place : place + 6])), starts[0])
    number = f"lot{words[start]}" if start and words[start - 1] == "lot" else words[start]
    words = _behind(words[start + 1 :])
    end = _street_end(words)
    street, rest = words[1:end], words[end:]
    found, rest = _take_unit(rest)
    postal = next((word for word in reversed(rest) if _POSTAL.fullmatch(word)), "")
    number, unit_key = _house(number, bare_unit(unit) or found or before)
    return NormalAddress(
        number=number,
        street_key=" ".join((number, *street)),
        unit=unit_key,
        postal_code=postal[:5],
        place=" ".join(word for word in rest if word not in (postal, ",")),
    )


def names_street(word: str) -> bool:
    """Whether a normalised word is a direction or a street suffix, which tells one street from another."""
    return word in DIRECTIONS or word in SUFFIXES


def bare_unit(unit: str | None) -> str:
    """A unit's identifier alone: "Apt. 5-B" is "5b"."""
    if not unit:
        return ""
    words = [word for word in spell(unit) if word not in UNIT_WORDS and word != ","]
    if len(words) > 1 and words[0] == "no":
        words = words[1:]
    return "".join(words).replace("-", "")


def _without_box(words: list[str]) -> list[str]:
    """A post office box is no home."""
    for place, word in enumerate(words):
        if word == "box" and place and (words[place - 1] == "po" or words[max(place - 2, 0) : place] == ["p", "o"]):
            return _without_box(words[: place - 1] + words[place + 2 :])
        if word == "pobox":
            return _without_box(words[:place] + words[place + 2 :])
    return words


def _lead(words: list[str]) -> tuple[list[str], str]:
    """A unit that stands before the house number, taken out: "Unit C, 1837 NW 59th St"."""
    for place, word in enumerate(words):
        if word in UNIT_WORDS:
            ahead = words[place + 1 :]
            while ahead and ahead[0] in UNIT_WORDS:
                ahead = ahead[1:]
            house = ahead[2:] if ahead[1:2] == [","] else ahead[1:]
            if house and _IDENTIFIER.fullmatch(ahead[0]) and _HOUSE.fullmatch(house[0]):
                return house, ahead[0].replace("-", "")
            return words, ""
        if _HOUSE.fullmatch(word):
            return words, ""
    return words, ""


def _has_suffix(words: list[str]) -> bool:
    end = next((place for place, word in enumerate(words) if place > 1 and word in SUFFIXES), None)
    return end is not None and not TALK.intersection(words[:end])


def _behind(words: list[str]) -> list[str]:
    """What stands behind the house number, whose place is kept."""
    words = words[1:] if words[:1] == [","] else words
    words = words[1:] if words[:1] == ["the"] and len(words) > 1 else words
    return number_roads(["", *words])


def _street_end(words: list[str]) -> int:
    """The street ends after its suffix and a direction behind it; without a suffix at the comma or the ZIP code."""
    comma = next((place for place, word in enumerate(words) if word == ","), None)
    limit = len(words) if comma is None else comma
    first = 2 if _leads(words[1:4]) else 1
    weak = 0
    for place in range(first, limit):
        word, behind = words[place], words[place + 1 : limit]
        if word in _ROAD_KINDS and behind and behind[0].isdigit():
            return _with_direction(words, place + 2, limit)
        if place == first:
            continue
        if _starts_unit(word, behind):
            return place
        if word in SUFFIXES and not (behind and behind[0] in SUFFIXES):
            if word in STRONG and not (word == "st" and behind[1:2] and behind[1] in STRONG):
                return _with_direction(words, place + 1, limit)
            weak = weak or place + 1
    if weak and comma is None:
        return _with_direction(words, weak, limit)
    return limit if comma is not None else _without_place(words, limit, first)


def _leads(words: list[str]) -> bool:
    """Whether the street begins with a direction that is not its name ("E St" is named E)."""
    if not words or words[0] not in DIRECTIONS:
        return False
    return not (words[1:2] and words[1] in STRONG and not (words[2:3] and words[2] in SUFFIXES))


def _with_direction(words: list[str], end: int, limit: int) -> int:
    if end < limit and (words[end] in DIRECTIONS or _is_late_direction(words, end, limit)):
        words[end] = _LATE_DIRECTIONS.get(words[end], words[end])
        return end + 1
    return end


def _is_late_direction(words: list[str], at: int, limit: int) -> bool:
    return words[at] in _LATE_DIRECTIONS and not (at + 1 < limit and _IDENTIFIER.fullmatch(words[at + 1]))


def _starts_unit(word: str, behind: list[str]) -> bool:
    return word in UNIT_WORDS or (
        word in ("no", "ph") and bool(behind) and _IDENTIFIER.fullmatch(behind[0]) is not None
    )


def _without_place(words: list[str], limit: int, first: int) -> int:
    """Nothing says where the street ends: a ZIP code at the end, and a state before it, are not of it."""
    end = limit
    while end > first + 1 and _POSTAL.fullmatch(words[end - 1]):
        end -= 1
    return end - 1 if end < limit and end > first + 1 and words[end - 1] in STATES else end


def _take_unit(words: list[str]) -> tuple[str, list[str]]:
    """The unit's identifier and what is left; a bare one counts right behind the street."""
    found, rest, at = "", [], 0
    while at < len(words):
        word = words[at]
        if _starts_unit(word, words[at + 1 :]):
            at += word != "ph"
            while at < len(words) and words[at] in UNIT_WORDS:
                at += 1
            size = _identifier(words[at:])
            found += "".join(words[at : at + size]).replace("-", "")
            at += size
        else:
            rest.append(word)
            at += 1
    if found:
        return found, rest
    size = _bare(rest[1:] if rest[:1] == [","] else rest)
    skip = rest[:1] == [","]
    return ("".join(rest[skip : skip + size]).replace("-", ""), rest[skip + size :]) if size else ("", rest)


def _identifier(words: list[str]) -> int:
    """How many words are a unit's identifier: "5", "5 B" before a comma, "PH 2"."""
    if not words or words[0] == ",":
        return 0
    following = words[1:2]
    if words[0] == "ph" and following and following[0].isdigit() and not _POSTAL.fullmatch(following[0]):
        return 2
    lettered = words[0].isdigit() and following and len(following[0]) == 1 and following[0].isalpha()
    return 2 if lettered and words[2:3] in ([], [","]) else 1


def _bare(words: list[str]) -> int:
    """A unit without a word for it: one letter or number before a comma or the end, "5B" anywhere."""
    if not words or _POSTAL.fullmatch(words[0]):
        return 0
    is_last = words[1:2] in ([], [","]) or _POSTAL.fullmatch(words[1]) is not None
    if words[0] == "ph" and words[1:2] and words[1].isdigit():
        return 2
    return int(_MIXED.fullmatch(words[0]) is not None or (is_last and _IDENTIFIER.fullmatch(words[0]) is not None))


def _house(number: str, unit: str) -> tuple[str, str]:
    """House number and unit: "130A" is unit A of 130; "2000-2002" is found at 2000; "31-15" is Queens' 3115."""
    if (lettered := _LETTERED.fullmatch(number)) and unit in ("", lettered.group(2)):
        return lettered.group(1), lettered.group(2)
    if two := _TWO_NUMBERS.fullmatch(number):
        first, last = two.groups()
        is_range = len(first) == len(last) >= _SHORTEST_RANGE and 0 < int(last) - int(first) < _WIDEST_RANGE
        return (first if is_range else first + last), unit
    return number.replace("-", "") if lettered else number, unit
