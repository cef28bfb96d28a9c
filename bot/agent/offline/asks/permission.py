"""Another office's word that Jorge may advertise its listing: "Rival Homes lets me advertise 12 Main St"."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final

from bot.agent.offline.addresses import find_addresses
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer

_WHO: Final = (
    r"^\W*(?i:(?:hey|hi|ok)?[ ,]*(?:jorge\b[,!:. ]+)?(?:please )?(?:note|remember|fyi)?[,:]? ?(?:that )?)"
    r"(?!(?i:who|which|what|does|do|did|is|are|can|could|would|will|may|when|if|nobody|i|we|you|he|she|they)\b)"
    r"(?P<who>[\w'’][\w .,&'’-]{1,100}?)"
)
_ADVERTISE: Final = r"(?:advertis(?:e|ing)|promot(?:e|ing)|market(?:ing)?|post(?:ing)?|shar(?:e|ing))"
_HOME: Final = r"(?: (?:their|its|his|her)(?: listing)?(?: at)?)? "
_GIVEN: Final = re.compile(
    rf"{_WHO}(?i: (?:now |has |have |will )?(?:lets?|allow(?:s|ed)?|permit(?:s|ted)?) (?:me|us)(?: to)? "
    rf"{_ADVERTISE}{_HOME}| (?:has |have )?(?:gave|gives?|given) (?:me|us) "
    rf"(?:the |their |a |written )*permission (?:in writing )?"
    rf"(?:to|for) {_ADVERTISE}{_HOME}|"
    rf" (?:says?|said|wrote|agreed)(?: that)? (?:i|we) (?:can|may|could) {_ADVERTISE}{_HOME})"
)
_TAKEN_BACK: Final = re.compile(
    rf"{_WHO}(?i: (?:no longer|(?:does|do|did|will)(?:n['’]?t| not)|won['’]?t) (?:lets?|allows?|permits?|want) "
    rf"(?:me|us)(?: to)? {_ADVERTISE}{_HOME})"
)
_UNTIL: Final = re.compile(r"\b(?:until|till|through|thru)\s+(?P<day>[^.!?;]+)", re.IGNORECASE)
_FORMS: Final = ("%Y-%m-%d", "%m/%d/%Y", "%b %d %Y", "%B %d %Y")
_TOOL: Final = "note_advert_permission"


def permission_request(text: str, places: Gazetteer, today: date) -> Draft | None:
    """The call that notes such a permission, or that it was taken back; None where it is about something else."""
    taken_back = _TAKEN_BACK.search(text)
    found = taken_back or _GIVEN.search(text)
    homes = find_addresses(text, places) if found else []
    if found is None or len(homes) != 1 or homes[0].start < found.end("who"):
        return None
    args: dict[str, Any] = {"listing_ref": homes[0].text, "granted_by": found["who"].strip(" ,")}
    if taken_back:
        return Draft(_TOOL, {**args, "withdrawn": True})
    end = _UNTIL.search(text, found.end())
    if end is None:
        return Draft(_TOOL, args)
    last = _day(end["day"], today)
    if last is None:
        return Draft(_TOOL, args, "until", "Until which day? Write it like 2026-12-31.")
    return Draft(_TOOL, {**args, "until": last.isoformat()})


def _day(said: str, today: date) -> date | None:
    """The day that is written out; without its year, the next one of that name."""
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", said.lower().replace(",", " ").replace(".", " "))
    plain = " ".join(plain.split())
    for text in (plain, f"{plain} {today.year}", f"{plain} {today.year + 1}"):
        for form in _FORMS:
            try:
                found = datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
            except ValueError:
                continue
            if text == plain or found >= today:
                return found
    return None
