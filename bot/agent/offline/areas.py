from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.lexicon import common_words
from bot.agent.offline.sheet import Sheet

_ZIP = re.compile(r"(?<![\w$.,-])(?P<zip>\d{5})(?:-\d{4})?(?![\w,]*\d)(?!\s*(?:k|sq|sf|ft|dollars|bucks)\b)")
_PRICE_BEFORE = re.compile(r"(?:under|over|below|above|than|to|\$|least|most|around|about|between)\s*$")
_COMPASS = (
    r"(?P<compass>(?:north|south|east|west|northeast|northwest|southeast|southwest|downtown|central|"
    r"greater|upper|lower)\s+)?"
)
_POSITION = re.compile(
    r"\b(?:in|near|around|inside|within|throughout|across|nearby|close to|"
    r"outside)\s+(?:the\s+)?(?:(?:city|town|neighborhood|area|suburb) of\s+)?"
    r"(?P<name>[a-z][a-z'.-]*(?:\s+[a-z][a-z'.-]*){0,2})"
)
_NEXT = re.compile(r"\s*(?:,|/|&|\band\b|\bor\b)+\s*(?:in\s+)?(?P<name>[a-z][a-z'.-]*(?:\s+[a-z][a-z'.-]*){0,2})")
_NOUN = (
    r"(?:listings?|homes?|houses?|condos?|townho(?:me|use)s?|buyers?|sellers?|leads?|prospects?|clients?|"
    r"contacts?|solds?|propert(?:y|ies)|market|comps?|inventory|people)"
)
_BEFORE_NOUN = re.compile(rf"\b(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)?) {_NOUN}\b")
_ENDINGS = frozenset(
    (
        *(
            "lake",
            "park",
            "hill",
            "hills",
            "heights",
            "island",
            "point",
            "beach",
            "valley",
            "ridge",
            "creek",
            "village",
        ),
        *(
            "harbor",
            "bay",
            "river",
            "city",
            "station",
            "square",
            "center",
            "crossing",
            "highlands",
            "junction",
            "springs",
        ),
    )
)
_CLOSE_ENOUGH = 86
MINE = "my areas"
_MINE = re.compile(
    r"\b(?:(?:in|for|of|on|about|across|around|from|throughout) )?(?:all )?(?:of )?(?:my|our) (?:own )?"
    r"(?:areas?|territor(?:y|ies)|farm(?: areas?)?|zips?|zip codes?|neighbou?rhoods?)\b"
)


def take_areas(sheet: Sheet, places: Gazetteer) -> tuple[str, ...]:
    """Read ZIP codes and place names: known ones anywhere, unknown ones where "in", "near" or a noun marks them."""
    mine = [(sheet.whole.find(one.group()), MINE) for one in sheet.take_all(_MINE)]
    zips = _take_zips(sheet, places)
    spots = _known(sheet, places)
    spots += _by_position(sheet, places)
    spots += [] if spots or zips else _before_noun(sheet, places)
    ordered = sorted([*mine, *zips, *spots])
    return tuple(dict.fromkeys(name for _, name in ordered))


def _take_zips(sheet: Sheet, places: Gazetteer) -> list[tuple[int, str]]:
    taken: list[tuple[int, str]] = []
    for found in list(_ZIP.finditer(sheet.low)):
        code = found["zip"]
        if code in places.zips or not _PRICE_BEFORE.search(sheet.low, 0, found.start()) or code.startswith("98"):
            taken.append((sheet.whole.find(code), code))
            sheet.low = sheet.low.replace(code, " ¦ ", 1)
    return taken


def _known(sheet: Sheet, places: Gazetteer) -> list[tuple[int, str]]:
    taken: list[tuple[int, str]] = []
    for found in list(places.pattern.finditer(sheet.low)):
        if re.match(
            r",?\s*(?:wa|washington)?,?\s*\d{5}\b", sheet.whole[sheet.whole.find(found.group()) + len(found.group()) :]
        ):
            sheet.low = sheet.low.replace(found.group(), " ¦ ", 1)  # "Seattle, WA 98103" is the ZIP
        elif _is_meant(sheet, found, places):
            name = places.names[found.group()]
            taken.append((sheet.whole.find(found.group()), _with_compass(sheet, found, name)))
    return taken


def _is_meant(sheet: Sheet, found: re.Match[str], places: Gazetteer) -> bool:
    """A name that is also an everyday word counts only after "in", "near" or another place."""
    word = found.group()
    if word not in common_words() or " " in word:
        return True
    before = sheet.low[: found.start()].rstrip()
    return bool(re.search(r"\b(?:in|near|around|and|or|,|from)$", before)) or places.names[word] in sheet.text


def _with_compass(sheet: Sheet, found: re.Match[str], name: str) -> str:
    pattern = re.compile(_COMPASS + re.escape(found.group()) + r"(?![\w@])")
    again = sheet.take(pattern)
    return f"{again['compass'].strip().title()} {name}" if again and again["compass"] else name


def _by_position(sheet: Sheet, places: Gazetteer) -> list[tuple[int, str]]:
    taken: list[tuple[int, str]] = []
    for found in list(_POSITION.finditer(sheet.low)):
        at = found.start("name")
        name = _words_of_place(found["name"])
        while name:
            taken.append((sheet.whole.find(name), _spelling(name, sheet, places)))
            end = at + len(name)
            more = _NEXT.match(sheet.low, end)
            sheet.low = sheet.low[:at] + "¦" * len(name) + sheet.low[end:]
            name, at = (_words_of_place(more["name"]), more.start("name")) if more else ("", 0)
    return taken


def _words_of_place(name: str) -> str:
    words: list[str] = []
    for word in name.split():
        plain = word.removesuffix("'s").strip(".'")
        if words and plain in _ENDINGS:
            words.append(word)
            break
        if plain in common_words() or len(plain) < 3:  # noqa: PLR2004
            break
        words.append(word)
    return " ".join(words).rstrip(".'")


def _spelling(name: str, sheet: Sheet, places: Gazetteer) -> str:
    """The canonical spelling of a place known but for a slip; else as typed, in title case."""
    best = process.extractOne(name, places.names.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    if best:
        return places.names[best[0]]
    typed = re.search(re.escape(name), sheet.text, re.IGNORECASE)
    return typed.group() if typed and any(c.isupper() for c in typed.group()) else name.title()


def _before_noun(sheet: Sheet, places: Gazetteer) -> list[tuple[int, str]]:
    found = _BEFORE_NOUN.search(sheet.text)
    if not found or any(word.lower() in common_words() for word in found["name"].split()):
        return []
    name = found["name"].lower()
    if name not in sheet.low:
        return []
    sheet.low = sheet.low.replace(name, " ¦ ", 1)
    return [(found.start(), _spelling(name, sheet, places))]
