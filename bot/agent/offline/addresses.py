from __future__ import annotations

import re
from dataclasses import dataclass

from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.home_numbers import home_numbers
from bot.agent.offline.lexicon import common_words
from bot.agent.offline.street_words import (
    CONNECTED,
    DIRECTIONS,
    DOUBTFUL,
    ORDINAL_WORDS,
    ROADS,
    STOP,
    SUFFIXES,
    UNIT_WORDS,
)
from integrations.store.street_words import STATES

_TOKEN = re.compile(r"#?[A-Za-z0-9][A-Za-z0-9./&#-]*(?:'[a-z]+)?|[,;:!?¦()\"]|\S")
_HOUSE_NUMBER = re.compile(r"\d{1,6}[A-Za-z]?|\d{1,5}-\d{1,5}")
# "59ht" and "1ts" are slips of the pen: the copy then suggests the street that is meant.
_ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|ht|hs|ts|dn)", re.IGNORECASE)
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_STATES = STATES | {"washington"}
_NAME_WORDS = 4
_LONGEST_UNIT = 5
_CITY_WORDS = 3
_YEAR = re.compile(r"1[89]\d\d|20[0-3]\d")
_DATES_BEFORE = frozenset(("built", "pre", "post", "before", "after", "since", "than", "circa", "prior"))
_MONEY_BEFORE = re.compile(r"[$]\s*$")


@dataclass(frozen=True, slots=True)
class Address:
    """A street address as the user typed it, and where it stands in the request; `sure` where a street word says so."""

    text: str
    start: int
    end: int
    sure: bool


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    low: str
    start: int
    end: int


def find_addresses(text: str, places: Gazetteer) -> list[Address]:
    """Find house number + street in a request, with unit, city, state and ZIP where they follow.

    A parcel number or a listing id stands for its home.
    """
    found = [Address(number, start, end, sure=True) for number, start, end in home_numbers(text)]
    taken = [(one.start, one.end) for one in found]
    tokens = [_token(one) for one in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        if any(start <= tokens[at].start < end for start, end in taken):
            at += 1
            continue
        address, following = _read(text, tokens, at, places)
        if address:
            found.append(address)
        at = following if address else at + 1
    return sorted(found, key=lambda one: one.start)


def _token(found: re.Match[str]) -> _Token:
    word = re.sub(r"(?<=.)'s?$", "", found.group())
    stripped = word.rstrip(".") if len(word) > 1 else word
    end = found.start() + len(stripped)
    return _Token(
        stripped,
        stripped.lower().replace(".", "") if not stripped[0].isdigit() else stripped.lower(),
        found.start(),
        end,
    )


def _read(text: str, tokens: list[_Token], at: int, places: Gazetteer) -> tuple[Address | None, int]:
    number = tokens[at]
    if not _HOUSE_NUMBER.fullmatch(number.text) or number.low.endswith(("k", "m")):
        return None, at
    if at >= 2 and tokens[at - 1].text == "," and tokens[at - 1].end == number.start and tokens[at - 2].text.isdigit():  # noqa: PLR2004
        return None, at  # the end of "1,423"
    if _MONEY_BEFORE.search(text, 0, number.start):
        return None, at
    if at and _YEAR.fullmatch(number.text) and tokens[at - 1].low in _DATES_BEFORE:
        return None, at
    half = at + 1 < len(tokens) and tokens[at + 1].text in ("1/2", "1/4", "3/4")
    end, sure = _street(tokens, at + 1 + half, places)
    if end is None or not (sure or _may_be_number(number.low, places)):
        return None, at
    last = _tail(tokens, end, places)
    start, stop = _lead(tokens, at), tokens[last - 1].end
    said = re.sub(r"\s+in\s+(?=[A-Za-z])", ", ", text[start:stop])
    said = re.sub(r"\s+,", ",", said).strip(" ,")
    return Address(said, start, stop, sure), last


def _lead(tokens: list[_Token], at: int) -> int:
    """Where the address begins: at its house number, or at a unit before it ("Unit C, 1837 NW 59th St")."""
    before = tokens[: at - 1] if at and tokens[at - 1].text == "," else tokens[:at]
    named = len(before) > 1 and before[-2].low in UNIT_WORDS - {"no"} and len(before[-1].text) <= _LONGEST_UNIT
    if named:
        return before[-2].start
    return before[-1].start if before and before[-1].text[0] == "#" and len(before[-1].text) > 1 else tokens[at].start


def _may_be_number(number: str, places: Gazetteer) -> bool:
    return len(number) >= 2 and number not in places.zips and not re.fullmatch(r"98\d{3}|19\d\d|20[0-3]\d", number)  # noqa: PLR2004


def _street(tokens: list[_Token], at: int, places: Gazetteer) -> tuple[int | None, bool]:
    """Where the street ends, and whether a suffix, direction or ordinal makes it sure."""
    start = at
    directed = _is(tokens, at, DIRECTIONS)
    if directed and not _is(tokens, at + 1, SUFFIXES):
        at += 1
    if _is(tokens, at, ROADS) and (road := _numbered_road(tokens, at)) is not None:
        return road, True
    words, found = at, None
    while words < len(tokens) and words - at <= _NAME_WORDS:
        low = tokens[words].low
        if words > at and low in SUFFIXES and _suffix_counts(tokens, words):
            found = words + 1
            if not _is(tokens, words + 1, SUFFIXES):
                break
        elif not _is_name(low, words > at, directed=directed):
            break
        words += 1
    if found is not None:
        return (found + 1 if _is(tokens, found, DIRECTIONS) else found), True
    return _bare_street(tokens, start, at, words, places, directed=directed)


def _suffix_counts(tokens: list[_Token], suffix: int) -> bool:
    """A doubtful suffix ("way", "view") counts unless a common word stands before it ("on the way")."""
    if tokens[suffix].low not in DOUBTFUL:
        return True
    before = tokens[suffix - 1].low
    return before not in common_words() or _is_ordinal(before) or tokens[suffix - 1].text[0].isupper()


def _bare_street(
    tokens: list[_Token], start: int, at: int, words: int, places: Gazetteer, *, directed: bool
) -> tuple[int | None, bool]:
    if words == at:
        return None, False
    if _is_ordinal(tokens[at].low):
        return (at + 2 if _is(tokens, at + 1, DIRECTIONS) else at + 1), True
    if words < len(tokens) and _is(tokens, words, DIRECTIONS):
        return words + 1, True
    end = at
    while end < words and end - at < 2 and not _is_city(tokens, end, at, places):  # noqa: PLR2004
        low = tokens[end].low
        if low in common_words() and low not in places.streets and not tokens[end].text[0].isupper() and not directed:
            break
        end += 1
    return (end, directed or start != at) if end > at else (None, False)


def _is_city(tokens: list[_Token], end: int, first: int, places: Gazetteer) -> bool:
    return end > first and any(
        " ".join(token.low for token in tokens[end : end + size]) in places.names for size in (3, 2, 1)
    )


def _numbered_road(tokens: list[_Token], at: int) -> int | None:
    for size in (1, 2):
        if at + size < len(tokens) and tokens[at + size].low.isdigit():
            return at + size + 1
    return None


def _is(tokens: list[_Token], at: int, words: frozenset[str]) -> bool:
    return at < len(tokens) and tokens[at].low in words


def _is_ordinal(low: str) -> bool:
    return bool(_ORDINAL.fullmatch(low)) or low in ORDINAL_WORDS or low.rpartition("-")[2] in ORDINAL_WORDS


def _is_name(low: str, later: bool, *, directed: bool) -> bool:
    if _is_ordinal(low) or (low in CONNECTED and later):
        return True
    if low.isdigit():
        return not later and len(low) <= 3  # noqa: PLR2004  # "1423 NW 65 St"
    return low.isalpha() and low not in STOP and (len(low) > 1 or directed or not later)


def _tail(tokens: list[_Token], at: int, places: Gazetteer) -> int:
    """Where the address ends after unit, city, state and ZIP."""
    if at < len(tokens) and (tokens[at].text.startswith("#") or tokens[at].low in UNIT_WORDS):
        at += 1 if len(tokens[at].text) > 1 and tokens[at].text.startswith("#") else 2
    at = min(at, len(tokens))
    for step in (_city, _state, _zip_code):
        ahead = at + 1 if _is(tokens, at, frozenset(",")) else at
        moved = step(tokens, ahead, places, comma=ahead > at)
        at = moved if moved > ahead else at
    return at


def _city(tokens: list[_Token], at: int, places: Gazetteer, *, comma: bool) -> int:
    ahead = at + 1 if _is(tokens, at, frozenset(("in",))) else at
    for size in (3, 2, 1):
        name = " ".join(token.low for token in tokens[ahead : ahead + size])
        if name in places.names and len(tokens) >= ahead + size:
            return ahead + size
    if not comma or ahead > at:
        return at
    end = at
    while (
        end < len(tokens)
        and end - at < _CITY_WORDS
        and tokens[end].low.isalpha()
        and tokens[end].low not in STOP
        and (tokens[end].low not in common_words() or tokens[end].text.istitle())
    ):
        end += 1
    followed = (
        end == len(tokens) or tokens[end].text in ",?!" or tokens[end].low in _STATES or tokens[end].low[:1].isdigit()
    )
    return end if followed or (end > at and tokens[at].text[0].isupper()) else at


def _state(tokens: list[_Token], at: int, _places: Gazetteer, *, comma: bool) -> int:
    del comma
    if _is(tokens, at, _STATES) and at + 1 < len(tokens) and _ZIP.fullmatch(tokens[at + 1].text):
        return at + 1
    return at + 1 if _is(tokens, at, frozenset(("wa", "washington"))) else at


def _zip_code(tokens: list[_Token], at: int, _places: Gazetteer, *, comma: bool) -> int:
    del comma
    return at + 1 if at < len(tokens) and _ZIP.fullmatch(tokens[at].text) else at
