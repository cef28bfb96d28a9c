"""Requests for one person or one home's words: text Anna that …, send Anna homes, write a description or a post."""

from __future__ import annotations

import re
from typing import Any, Final

from bot.agent.offline.addresses import find_addresses
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.lexicon import common_words

_START: Final = r"^\W*(?i:(?:hey|hi|ok)?[ ,]*(?:jorge\b[,!:. ]+)?(?:please |can you |could you |would you )*)"
_NAME: Final = r"(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’.-]+){0,2}?)"
_SAYS: Final = (
    r"(?i:\s*[:,]?\s+(?:that|saying(?: that)?|to say(?: that)?|and (?:say|tell (?:him|her|them))(?: that)?)\s+|\s*:\s*)"
)
_WRITE: Final = re.compile(
    rf"{_START}(?P<verb>(?i:text|sms|message|write to|write|e-?mail|tell|let|send an? (?:text|e-?mail|message) to))\s+"
    rf"{_NAME}(?:{_SAYS}|(?i:\s+know(?: that)?\s+))(?P<words>\S.{{2,}})$",
    re.DOTALL,
)
_MATCHES: Final = re.compile(
    rf"{_START}(?i:(?:send|e-?mail))\s+{_NAME}\s+(?i:(?:the |some |all |new |her |his |their |any )*(?:matching "
    r"(?:homes?|listings?|houses?)|(?:homes?|listings?|houses?) that (?:fit|match)(?:es|s)?|matches)\b)"
)
_WORDS: Final = re.compile(
    rf"{_START}(?i:(?:write|draft|create|make|prepare|compose)\s+(?:me |us )?(?:a |an |the |my )?(?:new )?(?:"
    r"(?P<description>(?:listing |mls |property )?(?:description|remarks))|(?P<place>instagram|insta|ig|facebook|fb|"
    r"linkedin|twitter|x|social(?: media)?)? ?(?:post|caption))\b)"
)
_PLACES: Final = {"facebook": "facebook", "fb": "facebook", "linkedin": "linkedin", "twitter": "x", "x": "x"}
_OCCASIONS: Final = (
    ("price_drop", re.compile(r"price (?:drop|cut|reduction|improvement)|new price", re.IGNORECASE)),
    ("open_house", re.compile(r"open house", re.IGNORECASE)),
    ("just_sold", re.compile(r"just sold|\bsold\b", re.IGNORECASE)),
)


def direct_request(text: str, places: Gazetteer) -> Draft | None:
    """The call for such a request; None where it is none."""
    if found := _WORDS.search(text):
        return _words_for(text, found, places)
    if found := _MATCHES.search(text):
        name = _name(found["name"])
        return Draft("send_matches", {"lead": name}) if name else None
    if (found := _WRITE.search(text)) and (name := _name(found["name"])):
        return Draft(_tool(found["verb"].lower()), {"lead": name, "message": _quoted(found["words"])})
    return None


def _words_for(text: str, found: re.Match[str], places: Gazetteer) -> Draft | None:
    tool = "write_listing_description" if found["description"] else "draft_social_post"
    args: dict[str, Any] = {}
    if tool == "draft_social_post":
        place = _PLACES.get((found["place"] or "").lower())
        occasion = next((name for name, pattern in _OCCASIONS if pattern.search(text)), None)
        args = {**({"place": place} if place else {}), **({"occasion": occasion} if occasion else {})}
    homes = find_addresses(text, places)
    if homes:
        return Draft(tool, {"listing_ref": homes[0].text, **args})
    return Draft(tool, args, "listing_ref", "For which of your listings? Give me its street address.")


def _tool(verb: str) -> str:
    if verb in ("text", "sms", "send a text to"):
        return "text_lead"
    return "email_lead" if "mail" in verb else "message_lead"


def _name(said: str) -> str:
    words = said.split()
    return "" if any(word.lower() in common_words() for word in words[:1]) else " ".join(words)


def _quoted(words: str) -> str:
    said = words.strip()
    return said[1:-1].strip() if said[:1] in '"“' and said[-1:] in '"”' else said
