"""How the book of record spells an address, so that every way to write it finds the same home.

Abbreviations follow USPS Publication 28. Units are compared by their identifier alone ("Apt 5B" is "# 5B").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SUFFIXES = {
    "aly": "alley", "ave": "avenue av", "bnd": "bend", "blf": "bluff", "blvd": "boulevard", "byp": "bypass",
    "cir": "circle", "cres": "crescent", "ct": "court", "cv": "cove", "dr": "drive", "expy": "expressway",
    "fwy": "freeway", "hwy": "highway", "ln": "lane", "loop": "", "pass": "", "path": "", "pike": "", "pkwy": "parkway",
    "pl": "place", "plz": "plaza", "pt": "point", "rd": "road", "row": "", "run": "", "sq": "square",
    "st": "street str",
    "ter": "terrace terr", "trce": "trace", "trl": "trail", "walk": "", "way": "wy",
}  # fmt: skip
_SUFFIX = {word: short for short, words in _SUFFIXES.items() for word in (short, *words.split())}
_COMPASS = {"north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
            "southeast": "se", "southwest": "sw"}  # fmt: skip
_DIRECTIONS = frozenset(_COMPASS.values())
_JOINED = {(a, b): a + b for a in ("n", "s") for b in ("e", "w")}
_ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7",
    "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12",
}  # fmt: skip
_UNIT_WORDS = frozenset({"#", "apt", "apartment", "unit", "ste", "suite"})
_TALK = frozenset({
    "of", "in", "at", "for", "from", "near", "on", "is", "and", "mile", "miles", "bed", "beds", "bath", "baths",
    "days", "weeks", "months",
})  # fmt: skip
_WORDS = re.compile(r"#|[a-z0-9]+(?:['-][a-z0-9]+)*")
_NUMBERED = re.compile(r"(\d+)(?:st|nd|rd|th)")
_HOUSE = re.compile(r"\d+[a-z]?(?:-\d+)?")
_POSTAL = re.compile(r"(\d{5})(?:-\d{4})?")


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
    words = _spell(text)
    starts = [place for place, word in enumerate(words) if _HOUSE.fullmatch(word)]
    if not starts:
        return NormalAddress()
    start = next((place for place in starts if _has_suffix(words[place : place + 6])), starts[0])
    words = words[start:]
    end = _street_end(words, _comma_end(text, start, len(words)))
    street, rest = words[:end], words[end:]
    rest, found = _take_unit(rest)
    postal = next((word for word in reversed(rest) if _POSTAL.fullmatch(word)), "")
    return NormalAddress(
        number=street[0],
        street_key=" ".join(street),
        unit=_bare(unit) or found,
        postal_code=postal[:5],
        place=" ".join(word for word in rest if word != postal),
    )


def names_street(word: str) -> bool:
    """Whether a normalised word is a direction or a street suffix, which tells one street from another."""
    return word in _DIRECTIONS or word in _SUFFIXES


def _has_suffix(words: list[str]) -> bool:
    end = next((place for place, word in enumerate(words) if place > 1 and word in _SUFFIXES), None)
    return end is not None and not _TALK.intersection(words[:end])


def _bare(unit: str | None) -> str:
    words = [word for word in _WORDS.findall((unit or "").lower()) if word not in _UNIT_WORDS]
    return "".join(words).replace("-", "")


def _spell(text: str) -> list[str]:
    raw = _WORDS.findall(text.lower().replace(".", "").replace("’", "'"))
    words: list[str] = []
    for place, original in enumerate(raw):
        word = _ORDINALS.get(original, original) if place else original
        word = _COMPASS.get(word, _SUFFIX.get(word, word))
        numbered = _NUMBERED.fullmatch(word)
        word = numbered.group(1) if numbered else word
        if words and (joined := _JOINED.get((words[-1], word))):
            words[-1] = joined
        else:
            words.append(word)
    return words


def _comma_end(text: str, start: int, length: int) -> int:
    """How many words stand between the house number, which is word `start`, and the comma behind it."""
    heads = text.split(",")
    for taken in range(1, len(heads)):
        count = len(_spell(",".join(heads[:taken]))) - start
        if count > 0:
            return min(count, length)
    return length


def _street_end(words: list[str], limit: int) -> int:
    """The street ends after its suffix and a direction behind it; without a suffix at the comma or a direction."""
    first = 2 if len(words) > 1 and words[1] in _DIRECTIONS else 1
    for place in range(first + 1, limit):
        if words[place] in _UNIT_WORDS:
            return place
        if words[place] in _SUFFIXES and not (place + 1 < limit and words[place + 1] in _SUFFIXES):
            return place + 2 if place + 1 < limit and words[place + 1] in _DIRECTIONS else place + 1
    if limit == len(words):  # no comma: a ZIP at the end is not of the street
        while limit > first + 1 and _POSTAL.fullmatch(words[limit - 1]):
            limit -= 1
    return limit


def _take_unit(words: list[str]) -> tuple[list[str], str]:
    for place, word in enumerate(words[:-1]):
        if word in _UNIT_WORDS:
            behind = words[place + 1 :]
            if behind[0] in _UNIT_WORDS:
                behind = behind[1:]
            return words[:place] + behind[1:], _bare(behind[0]) if behind else ""
    return words, ""
