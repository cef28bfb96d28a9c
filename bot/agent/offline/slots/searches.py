from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.agent.offline.areas import take_areas
from bot.agent.offline.bounds import Bounds
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.lexicon import common_words
from bot.agent.offline.money import take_price
from bot.agent.offline.rooms import take_rooms
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.cma import number
from bot.agent.offline.words import HOME, PERSON, words

_STOP = (
    r"(?:who|whos|with|want\w*|need\w*|look\w*|for|in|under|over|below|above|up|at|to|from|around|near|that|which|as|on|"
    r"is|s|has|have|had|and|or|a|an|the|please|now|anymore|search\w*|criteria|wish\w*|saved|must|only|not)"
)
_ONE = rf"(?!{_STOP}\b)[a-z][a-z.’'-]*(?<!'s)(?<!’s)"
_NAME = rf"(?P<name>{_ONE}(?: {_ONE}){{0,3}}?)"
_SEARCH = r"(?:saved |home |house |property |listing |listings |buyer |new )*(?:search(?:es)?|criteria|wish ?lists?)"
_A = r"(?:a |an |another |one more |the |this |any |all |all of |all the |both |my |her |his |their |new )*"
_END = (
    r"(?=\s*(?:$|[?!.,:;]|-{1,2}\s|–|—|\d|(?:who|with|wants?|needs?|looking|in|under|over|below|above|from|up to|that|"
)
_END += r"at least|around|near|please|now|anymore|and|condos?|houses?|townho\w+|a |an |as |must|for)\b))"
_CHANGE: Final = r"change|update|edit|replace|adjust"
_WHICH: Final = r"(?:(?:#|no\.? |number )?(?P<n>\d+)\s*)?"
_INSTEAD: Final = re.compile(rf"\b(?:{_CHANGE})\b")
_SAVE: Final = (
    re.compile(
        rf"\b(?:save|set up|create|add|make|start|store|put in|keep|record|new)\s+{_A}{_SEARCH}\s+"
        rf"(?:for|to|of)\s+{_NAME}{_END}"
    ),
    re.compile(rf"\b(?:save|set|add|{_CHANGE})\s+{_NAME}(?:'s|’s)\s+{_SEARCH}\s*{_WHICH}(?:to|:|as|=|is)"),
    re.compile(rf"\b(?:{_CHANGE})\s+{_A}{_SEARCH}\s*{_WHICH}(?:for|of)\s+{_NAME}\s*(?:to|:|as|=)"),
    re.compile(
        rf"\b(?:remember|note|keep in mind|write down|save)\s*(?:that|:|down that)?\s+{_NAME}\s+"
        r"(?:wants|needs|is looking for|is after|is searching for|looks for|would like)\b"
    ),
    re.compile(rf"^\W*(?:new )?(?:saved )?search for {_NAME}\s*:"),
)
_REMOVE: Final = (
    re.compile(
        rf"\b(?:remove|delete|drop|clear|cancel|stop|forget|erase|end|get rid of)\s+{_A}{_SEARCH}\s*"
        rf"(?:#|no\.? |number )?(?P<n>\d+)?\s*(?:for|of|from)\s+{_NAME}{_END}"
    ),
    re.compile(
        rf"\b(?:remove|delete|drop|clear|cancel|stop|forget|erase|end|get rid of)\s+{_A}{_NAME}(?:'s|’s)\s+"
        rf"(?:first |second |third |last )?{_SEARCH}\s*(?:#|no\.? |number )?(?P<n>\d+)?"
    ),
)
_LIST: Final = (
    re.compile(rf"\bwhat(?:'s|’s| is|s)\s+{_NAME}\s+(?:looking for|searching for|after|hunting for|in the market for)"),
    re.compile(rf"\bwhat (?:kind of |sort of |type of )?(?:home|house|place|condo|property)?\s*(?:does|is)\s+{_NAME}\s+"
               r"(?:want|need|look for|looking for|like|searching for|hunting for|after)\b"),
    re.compile(r"\b(?:show|list|see|open|get|give|pull up|view|what are|what's|what is|which are|tell me)\s+"
               rf"(?:me )?{_A}{_NAME}(?:'s|’s)\s+{_SEARCH}"),
    re.compile(rf"\b(?:show|list|see|open|get|give|pull up|view|what are|what's|what is|any|which)\s*(?:me )?{_A}"
               rf"{_SEARCH}\s+(?:are |is )?(?:there |saved |set up )*(?:for|of|does)\s+{_NAME}(?: have)?{_END}"),
    re.compile(rf"^\W*{_NAME}(?:'s|’s)\s+{_SEARCH}\W*$"),
    re.compile(rf"^\W*(?!search for){_SEARCH}\s+(?:for|of)\s+{_NAME}\W*$"),
    re.compile(rf"\bdoes {_NAME} have {_A}{_SEARCH}"),
)  # fmt: skip
_GREETING = re.compile(r"^\W*(?:(?:hey|hi|hello|ok|okay|yo|so|please)\b[ ,]*)?(?:jorge\b[,!:. ]*)?")
_NO_NAMES = words(
    r"he|she|they|it|him|her|them|we|i|you|me|us|this|that|these|those|who|whom|everyone|everybody|anyone|anybody|"
    r"somebody|someone|my|our|your|his|their|mine"
)
_HOME_TYPES: Final = (
    ("condo", words(r"condos?|condominiums?|apartments?|flats?")),
    ("townhouse", words(r"town ?ho(?:me|use)s?|row ?houses?")),
    ("multi-family", words(r"duplex(?:es)?|triplex(?:es)?|multi[- ]?famil(?:y|ies)|fourplex(?:es)?")),
    ("land", words(r"land|vacant lots?|lots?|acreage")),
    ("house", words(r"houses?|single[- ]family(?: homes?)?|detached")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Something about one person's saved searches, with the person's name as typed."""

    tool: str
    name: str
    number: int | None = None


def asked_search(sheet: Sheet) -> Asked | None:
    """Which search of which person a request means; None where it means none."""
    typed = _GREETING.sub("", sheet.text, count=1) if _GREETING.match(sheet.text.lower()) else sheet.text
    typed = re.sub(r"\s+", " ", re.sub(_GREETING.pattern, "", typed, count=1, flags=re.IGNORECASE))
    low = typed.lower()
    if len(low) != len(typed):
        return None
    for tool, patterns in (("remove_search", _REMOVE), ("save_search", _SAVE), ("saved_searches", _LIST)):
        for pattern in patterns:
            found = pattern.search(low)
            if found and _is_name(found["name"]):
                number_said = found.groupdict().get("n")
                name = typed[found.start("name") : found.end("name")].strip(" .")
                return Asked(tool, name, int(number_said) if number_said else None)
    return None


def fill_searches(sheet: Sheet, places: Gazetteer) -> list[Draft]:
    """The call that a request about somebody's search means."""
    asked = asked_search(sheet)
    if asked is None:
        return []
    args: dict[str, Any] = {"lead": asked.name}
    if asked.tool == "save_search" and _INSTEAD.search(sheet.whole):
        args["instead"] = True
    if (asked.tool == "remove_search" or "instead" in args) and asked.number is not None:
        args["number"] = asked.number
    if asked.tool != "save_search":
        return [Draft(asked.tool, args)]
    sheet.take(re.compile(re.escape(asked.name.lower())))
    if asked.number is not None:
        sheet.take(re.compile(rf"(?:#|no\.? |number )?\b{asked.number}\b(?=\s*(?:to|:|as|=|for|of)\b)"))
    beds, baths = take_rooms(sheet)
    areas, price = list(take_areas(sheet, places)), take_price(sheet)
    high = price.high if price.high is not None else price.bare if price.low is None else None
    said: dict[str, Any] = {
        "areas": areas,
        "price_min": None if price.low is None else int(price.low),
        "price_max": None if high is None else int(high),
        "bedrooms_min": _least(beds, whole=True),
        "bathrooms_min": _least(baths, whole=False),
        "home_type": next((name for name, pattern in _HOME_TYPES if sheet.says(pattern)), None),
    }
    return [Draft(asked.tool, args | {name: value for name, value in said.items() if value not in (None, [])})]


def _is_name(said: str) -> bool:
    parts = said.split()
    if _NO_NAMES.fullmatch(parts[0]) or PERSON.search(said) or HOME.search(said):
        return False
    return not all(part in common_words() for part in parts)


def _least(said: Bounds, *, whole: bool) -> int | float | None:
    value = said.low if said.low is not None else said.bare
    if value is None:
        return None
    step = (Decimal(1) if whole else Decimal("0.5")) if said.strict else Decimal(0)
    return int(value + step) if whole else number(value + step)
