"""Units of addresses: a unit is told by its identifier alone, so that "Apt. 5-B" is "# 5B"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from integrations.store.spelling import spell
from integrations.store.street_words import COUNTS, UNIT_WORDS

HOUSE: Final = re.compile(r"\d+-\d/\d|\d+[a-z]?(?:-\d+)?|\d+-[a-z]|[nsew]\d+[nsew]\d+|lot\d+")
POSTAL: Final = re.compile(r"\d{5}(?:-\d{4})?")
IDENTIFIER: Final = re.compile(r"[a-z]{0,2}-?\d{1,5}-?[a-z]?|[a-z]|ph\d*|\d/\d|\d{1,4}-\d{1,4}")
_MIXED: Final = re.compile(r"[a-z]-?\d{1,4}|\d{1,4}-?[a-z]|ph\d*")


@lru_cache(maxsize=16_384)
def bare_unit(unit: str | None) -> str:
    """A unit's identifier alone: "Apt. 5-B" is "5b"."""
    if not unit:
        return ""
    words = [word for word in spell(unit) if word not in UNIT_WORDS and word != ","]
    if len(words) > 1 and words[0] == "no":
        words = words[1:]
    return _plain(words)


def _plain(words: Iterable[str]) -> str:
    return "".join(str(COUNTS.get(word, word)) for word in words).replace("-", "").replace("/", "")


def lead_unit(words: list[str]) -> tuple[list[str], str]:
    """A unit that stands before the house number, taken out: "Unit C, 1837 NW 59th St"."""
    found, at = "", 0
    while at < len(words) and words[at] not in UNIT_WORDS:
        if HOUSE.fullmatch(words[at]):
            return words, ""
        at += 1
    while at < len(words) and words[at] in UNIT_WORDS:
        while at < len(words) and words[at] in UNIT_WORDS:
            at += 1
        size = _identifier(words[at:])
        if not size or not all(IDENTIFIER.fullmatch(word) for word in words[at : at + size]):
            return words, ""
        found += _plain(words[at : at + size])
        at += size + (words[at + size : at + size + 1] == [","])
    return (words[at:], found) if found and at < len(words) and HOUSE.fullmatch(words[at]) else (words, "")


def starts_unit(word: str, behind: list[str]) -> bool:
    """Whether a unit begins with this word; "no" and "ph" need its identifier behind them."""
    return word in UNIT_WORDS or (word in ("no", "ph") and bool(behind) and IDENTIFIER.fullmatch(behind[0]) is not None)


def take_unit(words: list[str]) -> tuple[str, list[str]]:
    """The unit's identifier and what is left; a bare one counts right behind the street."""
    found, rest, at = "", [], 0
    while at < len(words):
        word = words[at]
        if starts_unit(word, words[at + 1 :]):
            at += word != "ph"
            while at < len(words) - 1 and (words[at] in UNIT_WORDS or words[at] == "no"):
                at += 1
            size = _identifier(words[at:])
            found += _plain(words[at : at + size])
            at += size
        else:
            rest.append(word)
            at += 1
    if found:
        return found, rest
    size = _bare(rest[1:] if rest[:1] == [","] else rest)
    skip = rest[:1] == [","]
    return (_plain(rest[skip : skip + size]), rest[skip + size :]) if size else ("", rest)


def _identifier(words: list[str]) -> int:
    """How many words are a unit's identifier: "5", "5 B" or "B 5" before a comma, "PH 2"."""
    if not words or words[0] == "," or words[0] in UNIT_WORDS:
        return 0
    following = words[1:2]
    if words[0] == "ph" and following and following[0].isdigit() and not POSTAL.fullmatch(following[0]):
        return 2
    is_last = words[2:3] in ([], [","]) or POSTAL.fullmatch(words[2]) is not None
    return 2 if is_last and following and _are_letter_and_number(words[0], following[0]) else 1


def _are_letter_and_number(one: str, other: str) -> bool:
    letter, number = (one, other) if one.isalpha() else (other, one)
    return len(letter) == 1 and letter.isalpha() and number.isdigit() and not POSTAL.fullmatch(number)


def _bare(words: list[str]) -> int:
    """A unit without a word for it: one letter or number before a comma or the end, "5B" anywhere."""
    if not words or POSTAL.fullmatch(words[0]):
        return 0
    is_last = words[1:2] in ([], [","]) or POSTAL.fullmatch(words[1]) is not None
    if words[0] == "ph" and words[1:2] and words[1].isdigit():
        return 2
    return int(_MIXED.fullmatch(words[0]) is not None or (is_last and IDENTIFIER.fullmatch(words[0]) is not None))
