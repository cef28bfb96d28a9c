from __future__ import annotations

import re

from bot.agent.offline.lexicon import common_words, place_names
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import HOME, PERSON

_NAME = r"(?P<name>[A-Za-z][\w'-]+(?:\s+[A-Za-z][\w'.-]*){0,2})"
_START = r"^\W*(?:(?:hey|hi|hello|ok|okay|yo|so)\b)?[ ,]*(?:jorge\b[,!:. ]+)?\W*"
_SAID = re.compile(
    rf"\b(?:named|called|by the name of|last name(?: is| of)?|first name(?: is| of)?|name is|name like|"
    rf"name contains|surname|number (?:for|of)|(?:email|cell|contact info|file|record)s? (?:for|of))\s+{_NAME}"
    r"|\b(?P<owner>[A-Za-z][\w-]+(?: [A-Za-z][\w-]+)?)'s (?:contact |phone |cell )?(?:info|number|record|file|phone|"
    r"cell|"
    r"details|email|card|history|profile|budget|activity)\b"
    rf"|{_START}(?:look up|lookup|pull up|find)\s+(?P<lone>[A-Za-z][\w'-]+)\W*$|"
    rf"{_START}(?-i:(?P<bare>[A-Z][a-z]+ [A-Z][a-z]+|[A-Z]{{2,}} [A-Z]{{2,}}))\W*$",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"\b(?:find|look up|lookup|pull up|search for|who is|who's|whos|show me|show|tell me about|"
    rf"info(?:rmation)? (?:on|for|about)|details (?:on|for|about)|anything on|what about|"
    rf"record (?:for|of)|contact info for|phone (?:number )?(?:for|of)|number for|what do we know about|"
    rf"what do we have on|the lead|lead|buyer|seller|client|how (?:warm|hot) is|temperature of|"
    rf"status of)\s+{_NAME}",
    re.IGNORECASE,
)
_STATE = re.compile(
    rf"{_START}(?:is|has|was|did|does|hows|how's|how is|where's|wheres|where is|what's up with|"
    rf"whats up with|what'?s up w|"
    rf"whats going on with|what's going on with|any (?:news|word|update) (?:on|from|about))\s+{_NAME}"
    r"(?=\s*$|\W|\s+(?:still|been|gone|hot|warm|cold|active|looking|interested|quiet|responded|called|doing|at|"
    r"buying|selling))",
    re.IGNORECASE,
)
_PLACES = frozenset(word for name in place_names() for word in name.lower().split())


def named_person(sheet: Sheet) -> str | None:
    """The name of a person the request looks for, as typed; nothing that is a word of the trade or a place."""
    for pattern, sure in ((_SAID, True), (_ASKED, False), (_STATE, False)):
        found = pattern.search(sheet.text)
        while found:
            said = next(words for words in found.groupdict().values() if words)
            words = _name_words(said.split(), sure=sure)
            if words and not (_is_doubtful(found) and _is_thing(said.split())):
                return " ".join(words)
            found = pattern.search(sheet.text, found.start() + 1)  # "find lead Maria": the name is behind the next word
    return None


def asks_state(sheet: Sheet) -> bool:
    """Whether it asks how one named person stands: "is Tom Becker still warm" looks for Tom, warm or not."""
    found = _STATE.search(sheet.text)
    return found is not None and bool(_name_words(found["name"].split(), sure=False))


def _is_doubtful(found: re.Match[str]) -> bool:
    groups = found.groupdict()
    return bool(groups.get("lone") or groups.get("bare"))


def _is_thing(words: list[str]) -> bool:
    low = " ".join(words).lower()
    known = common_words() | _PLACES
    return bool(HOME.search(low) or PERSON.search(low)) or any(
        word in known or word.endswith("s") for word in low.split()
    )


def _name_words(words: list[str], *, sure: bool) -> list[str]:
    name: list[str] = []
    for word in words:
        plain = re.sub(r"'s$", "", word).rstrip(".,")
        low = plain.lower()
        everyday = low in common_words() and not (sure and plain[0].isupper() and not name)
        if everyday or (not sure and low in _PLACES and not name) or not plain:
            break
        name.append(plain)
    if not sure and len(name) == 1 and not name[0][0].isupper():
        return []
    return name
