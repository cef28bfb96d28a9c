from __future__ import annotations

import re
import unicodedata

from bot.agent.offline.shorthand import SHORTHANDS

LONGEST = 8000
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": " - ", "−": "-"}
)
_MENTION = re.compile(r"<[@#!][^>\s]*>")
_LINK = re.compile(r"<(?:https?://|mailto:|tel:)[^>|]*\|?([^>]*)>")
_ENTITY = (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))
_MARKS = re.compile(r"(?<!\w)[*_~]+(?=\w)|(?<=\w)[*_~]+(?!\w)")
_EMOJI_NAME = re.compile(r":[a-z0-9_+-]{2,40}:")
_REPEATED = re.compile(r"([^\w\s])\1{2,}")
_SPACE = re.compile(r"\s+")
_ADDRESSING = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|yo)?[ ,]*jorge[,!:. ]+)?"
    r"(?:(?:please|can you|could you|would you|will you|i need you to|i want you to)[, ]+)*(?=\w+ \w+)"
)
_SHORTER = tuple((re.compile(pattern), to) for pattern, to in SHORTHANDS)


def clean(text: str) -> str:
    """The request in one line of plain characters: no emoji, Slack mark-up or curly quotes. Case and words stay."""
    text = unicodedata.normalize("NFKC", text[: LONGEST * 2]).translate(_QUOTES)
    text = _LINK.sub(r"\1", _MENTION.sub(" ", text))
    for entity, character in _ENTITY:
        text = text.replace(entity, character)
    text = _EMOJI_NAME.sub(" ", text)
    text = "".join(character if _is_plain(character) else " " for character in text)
    text = _REPEATED.sub(r"\1", text)
    return _SPACE.sub(" ", _MARKS.sub("", text)).strip()[:LONGEST]


def lower(text: str) -> str:
    """Lower case with contractions and shorthands written out."""
    low = text.lower()
    for pattern, to in _SHORTER:
        low = pattern.sub(to, low)
    return _SPACE.sub(" ", _ADDRESSING.sub("", low.strip()))


def _is_plain(character: str) -> bool:
    return character.isascii() or unicodedata.category(character)[0] == "L"
