from __future__ import annotations

import re

from bot.agent.offline.sheet import Sheet

_NOUN = (
    r"(?:leads?|buyers?|sellers?|prospects?|people|clients?|contacts?|listings?|homes?|houses?|condos?|"
    r"properties|results?|names|solds|sales|comps?|calls|of them|options|places|hits|matches|ones)"
)
_TOP = re.compile(
    r"\b(?P<word>top|first|best|last|latest|newest|most recent|hottest|warmest|cheapest|biggest|largest|priciest|"
    r"most expensive|oldest|limit(?: to| of)?|max(?:imum)?(?: of)? (?=\d{1,3} (?:results|"
    r"leads|listings)))\s*(?P<n>\d{1,3})\b(?!\s*(?:%|beds?|br|baths?|ba\b|k\b|mil|days?|weeks?|months?|"
    r"years?|hours?|hrs?|wks?|/))"
)
_SUPERLATIVE = re.compile(
    r"\b(?P<n>\d{1,3})\s+(?=(?:of (?:my |the |our )?)?(?:hottest|warmest|coldest|newest|latest|"
    r"most recent|cheapest|largest|biggest|best|top|most expensive|priciest|oldest|longest|highest|"
    r"lowest))"
)
_COUNTED = re.compile(
    rf"(?:^|\b(?:show|give|list|find|get|me|see|want|need|any|just|only|my|the|pull|"
    rf"send)\s+)(?P<n>\d{{1,3}})\s+(?:(?:hot|warm|cold|new|active|more|best|random|good|recent|pending|"
    rf"sold|\w+)\s+)?(?={_NOUN}\b)"
)
_RESULTS = re.compile(
    r"\b(?P<n>\d{1,3}) (?:results|at a time|max results)\b|\b(?:show|give|list|just|"
    r"only)(?: me)?(?: the)?(?: top| first)? (?P<n2>\d{1,3})\b(?=\s*$)"
)


_ORDERS = (
    *("latest", "newest", "best", "most recent", "hottest", "warmest"),
    *("cheapest", "biggest", "largest", "priciest", "most expensive", "oldest"),
)


def take_limit(sheet: Sheet) -> int | None:
    """How many the user wants to see: "top 5", "5 hottest", "show me 10 leads"."""
    for pattern in (_TOP, _SUPERLATIVE, _COUNTED, _RESULTS):
        found = sheet.take(pattern)
        if found:
            groups = found.groupdict()
            if groups.get("word") in _ORDERS:
                sheet.low = f"{sheet.low} ¦ {groups['word']}"  # it says the order, too
            count = int(groups["n"] or groups.get("n2") or 0)
            return count if count > 0 else None
    return None
