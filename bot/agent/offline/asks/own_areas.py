"""Where Jorge works: "my areas are 98103 and Ballard", "add Fremont to my areas", "what are my areas?"."""

from __future__ import annotations

import re
from typing import Final

from bot.agent.offline.areas import take_areas
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.sheet import Sheet

_START: Final = r"^\W*(?:(?:hey|hi|ok|so)?[ ,]*jorge[,!:. ]+)?(?:please |can you |could you )*"
_MINE: Final = r"(?:my|our) (?:own |home )?(?:areas?|territor(?:y|ies)|farm(?: areas?)?|turf|patch|zips?|zip codes?)"
_PLACES: Final = r"(?P<places>\S.*)"
_MOSTLY: Final = r"(?:mostly |mainly |only )?"
_HOW: Final = (
    ("set", re.compile(rf"{_START}{_MINE} (?:are|is|=)\s*:?\s*(?!doing\b|looking\b|like\b){_PLACES}")),
    ("set", re.compile(rf"{_START}{_MINE}\s*:\s*{_PLACES}")),
    ("set", re.compile(rf"{_START}(?:set|change|update|make|switch) {_MINE} (?:to|be|as|=)?\s*:?\s*{_PLACES}")),
    ("set", re.compile(rf"{_START}i {_MOSTLY}(?:work|sell|farm|specialize) {_MOSTLY}in {_PLACES}")),
    ("set", re.compile(rf"{_START}(?:make |set )?(?P<places>\S.*?) (?:are|is|as|to be) {_MINE}\W*(?:now|please)?\W*$")),
    ("add", re.compile(rf"{_START}(?:add|include|put) (?P<places>\S.*?) (?:to|in|into) {_MINE}\b")),
    ("remove", re.compile(rf"{_START}(?:remove|drop|take|delete) (?P<places>\S.*?) (?:from|off|out of) {_MINE}\b")),
)  # fmt: skip
_FORGET: Final = re.compile(rf"{_START}(?:forget|reset|clear|delete|remove) {_MINE}\W*$")
_ASK: Final = re.compile(
    rf"{_START}(?:(?:what|which|where) (?:are|is) {_MINE}|(?:show|list|tell)(?: me)? {_MINE}|what(?:'s|s) {_MINE}|"
    rf"where do (?:i|we) (?:work|sell)|{_MINE})\W*(?:set to|now|please)?\W*$"
)
_QUESTION: Final = re.compile(r"^\W*(?:how|what|which|where|why|when|who|is|are|do|does|show|list)\b")
_AND: Final = re.compile(r"\s*(?:,|;|/|&|\band\b|\bplus\b)\s*")
_NAME: Final = re.compile(r"[a-z][a-z' .-]{2,40}")


def own_areas_request(sheet: Sheet, places: Gazetteer) -> Draft | None:
    """The call about Jorge's own areas that a request makes; None where it is about something else."""
    if sheet.addresses:
        return None
    if _ASK.match(sheet.whole):
        return Draft("my_areas")
    if _FORGET.match(sheet.whole):
        return Draft("set_my_areas", {"how": "forget"})
    for how, pattern in _HOW:
        found = pattern.match(sheet.whole)
        if found is None or (how == "set" and _QUESTION.match(sheet.whole)):
            continue
        areas = [area for part in _AND.split(found["places"].strip(" .!?")) for area in _one(part, sheet, places)]
        if areas:
            return Draft("set_my_areas", {"areas": list(dict.fromkeys(areas))} | ({} if how == "set" else {"how": how}))
    return None


def _one(part: str, sheet: Sheet, places: Gazetteer) -> tuple[str, ...]:
    """The place that a part names; one that nobody knows is kept as said, so that it is asked back."""
    said = f"in {part.strip()}"
    name = " ".join(part.split())
    found = take_areas(Sheet(sheet.text, said, said), places)
    return found or ((name.title(),) if _NAME.fullmatch(name) else ())
