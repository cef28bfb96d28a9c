"""The words of a written address, each in its one spelling; commas stay, as they part street, unit and place."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from integrations.store.street_words import COUNTS, DIRECTIONS, ORDINALS, ROADS, SHORT, STATES, SUFFIXES

_LONGEST: Final = 400
_SHORT: Final = 2
_FRACTIONS: Final = {"½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3"}
_WORDS: Final = re.compile(r"[#,;()\n]|\d+-\d/\d|\d/\d|[a-z0-9]+(?:-[a-z0-9]+)*")
_COMMAS: Final = frozenset(";()\n")
_INNER_DOT: Final = re.compile(r"(?<=[a-z]{2})\.(?=[a-z])")
_SPACED_DASH: Final = re.compile(r"(?<=\d)\s+-\s+(?=\d)")
_PART: Final = re.compile(r"\b(\d+)[ -]+(\d/\d)")
_GRID: Final = re.compile(r"\b([nsew]\d{2,})\s?([nsew]\d{2,})\b")
_RUN_ON: Final = re.compile(r"\b(\d+)(?!(?:st|nd|rd|th)\b)([a-z]{3,})")
_NUMBERED: Final = re.compile(r"(\d+)(?:st|nd|rd|th)")
_SPLIT: Final = re.compile(r"([a-z]+)-(\d+[a-z]?)")
_JOINED: Final = {(a, b): a + b for a in ("n", "s") for b in ("e", "w")}
_WRITTEN: Final = ORDINALS.keys() | COUNTS.keys()
_SPLIT_HEADS: Final = STATES | {words[0] for words in ROADS} | {"ph", "apt", "unit", "ste", "lot"}
_MLK: Final = ("martin", "luther", "king")
_LONGEST_ROAD: Final = max(map(len, ROADS))


def spell(text: str) -> list[str]:
    """The words of a text in small letters and short forms, accents, dots and apostrophes dropped."""
    words: list[str] = []
    for raw in _WORDS.findall(_repair(text[:_LONGEST])):
        for word in _halves(raw) if "-" in raw else (raw,):
            short = SHORT.get(word, word)
            if words and (joined := _JOINED.get((words[-1], short))):
                words[-1] = joined
            else:
                words.append("," if short in _COMMAS else short)
    return _names(_numbers(words))


def _repair(text: str) -> str:
    if not text.isascii():
        text = text.replace("’", "").replace("–", "-")
        for sign, plain in _FRACTIONS.items():
            text = text.replace(sign, plain)
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    text = text.lower().replace("'", "").replace("`", "")
    if "." in text:
        text = _INNER_DOT.sub(" ", text).replace(".", "")
    if "-" in text:
        text = _SPACED_DASH.sub("-", text)
    if "/" in text:
        text = _PART.sub(r"\1-\2", text)
    return _RUN_ON.sub(r"\1 \2", _GRID.sub(r"\1\2", text))


def _halves(word: str) -> list[str]:
    """Written numbers and roads ("fifty-ninth", "us-101") are two words, units and house numbers ("5-b") one."""
    if word.replace("-", "").isalpha():
        return word.split("-")
    found = _SPLIT.fullmatch(word)
    if found and found.group(1) in _SPLIT_HEADS:
        head, number = found.groups()
        return ["hwy" if head in STATES and head not in _ROAD_HEADS else head, number]
    return [word]


_ROAD_HEADS: Final = frozenset(words[0] for words in ROADS)
_BEFORE_ROADS: Final = DIRECTIONS | {"old"}
_SURE_HEADS: Final = _ROAD_HEADS - {"st"}  # "St Hwy 9" has a highway in it; most streets are none


def _numbers(words: list[str]) -> list[str]:
    """Numbers written out, behind the first word: "59th", "fifty ninth" and "one hundred twenty first"."""
    found: list[str] = words[:1]
    at = 1
    while at < len(words):
        word = words[at]
        value, end = _ordinal(words, at) if word in _WRITTEN else (0, at)
        if value:
            found.append(str(value))
            at = end
            continue
        found.append(word[:-2] if word[0].isdigit() and _NUMBERED.fullmatch(word) else word)
        at += 1
    return found


def _ordinal(words: list[str], at: int) -> tuple[int, int]:
    """The value of the written number that begins here and where it ends; 0 where none does."""
    total = 0
    for place in range(at, min(at + 5, len(words))):
        word = words[place]
        if word in ORDINALS:
            return (100 * max(total, 1) if word == "hundredth" else total + ORDINALS[word]), place + 1
        if word == "hundred" and total:
            total *= 100
        elif word in COUNTS:
            total += COUNTS[word]
        elif word != "and" or not total:
            return 0, at
    return 0, at


def _names(words: list[str]) -> list[str]:
    """Names with several spellings: Martin Luther King (Jr), O'Farrell."""
    if _MLK[2] not in words and "mlk" not in words and "o" not in words:
        return words
    found: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if tuple(words[at : at + 3]) == _MLK:
            word, at = "mlk", at + 2
        if word == "mlk":
            at += words[at + 1 : at + 2] == ["jr"]
            if found and found[-1] == "dr":
                found.pop()
        elif word == "o" and _is_name(words[at + 1 : at + 2]):
            word, at = "o" + words[at + 1], at + 1
        found.append(word)
        at += 1
    return found


def _is_name(following: list[str]) -> bool:
    """Whether a name follows that an O may belong to; "O St" is a street of its own."""
    return any(word.isalpha() and len(word) > _SHORT and word not in SUFFIXES for word in following)


def number_roads(words: list[str]) -> list[str]:
    """Highways, county, farm and ranch roads by kind and number: "US Highway 101" is "hwy 101"."""
    if _SURE_HEADS.isdisjoint(words):
        return words
    found: list[str] = []
    at = 0
    while at < len(words):
        begins = at == 1 or (at > 1 and words[at - 1] in _BEFORE_ROADS)
        size = _road(words, at) if begins and words[at] in _ROAD_HEADS else 0
        if not size:
            found.append(words[at])
            at += 1
            continue
        found.append(ROADS[tuple(words[at : at + size])])
        at += size + (words[at + size] == "#")
        found.append(words[at])
        at += 1
        if words[at : at + 1] in (["rd"], ["hwy"], ["loop"]):
            at += 1
    return found


def _road(words: list[str], at: int) -> int:
    """How many words name the kind of a numbered road here; 0 where none does."""
    for size in range(min(_LONGEST_ROAD, len(words) - at - 1), 0, -1):
        if tuple(words[at : at + size]) in ROADS:
            behind = words[at + size :]
            number = behind[1:2] if behind[0] == "#" else behind[:1]
            if number and number[0].isdigit() and len(number[0]) <= 4:  # noqa: PLR2004  # five are a ZIP code
                return size
    return 0
