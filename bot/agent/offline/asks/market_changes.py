"""What changed on the market: "what changed in Ballard this week?", "market changes in my areas"."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from bot.agent.offline.areas import MINE, take_areas
from bot.agent.offline.dates import take_period
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.sheet import Sheet

_CHANGES: Final = re.compile(
    r"^\W*(?:(?:hey|hi|ok|so)?[ ,]*jorge[,!:. ]+)?(?:please |can you |could you |show me |tell me |give me )*(?:"
    r"what(?:'s|s| has| have| is)?(?: has)? (?:changed|happened|(?:been )?going on)(?: (?:on|in) the market)?"
    r"(?= (?:in|around|near|on) |\W*$| (?:today|yesterday|this|since|lately|last|the))|"
    r"(?:all |the |any )*(?:market|listing) changes\b)"
)
_MARKET: Final = re.compile(r"\bmarket\b|\bchanges\b")
_OTHER: Final = re.compile(r"\b(?:cma|value|valuation|report|rules?|alerts?|lead|buyer|seller|campaign|synce?d?)s?\b")
_MOST_DAYS: Final = 60


def changes_request(sheet: Sheet, places: Gazetteer, today: date) -> Draft | None:
    """The call for what changed; None where something else is asked, or no place and no market."""
    if sheet.addresses or not _CHANGES.search(sheet.whole) or _OTHER.search(sheet.whole):
        return None
    part = Sheet(sheet.text, sheet.whole, sheet.low)
    period = take_period(part, today)
    areas = take_areas(part, places)
    if not areas and not _MARKET.search(sheet.whole):
        return None
    named = [area for area in areas if area != MINE]
    days = min(max(period.days, 1), _MOST_DAYS) if period else 1
    return Draft("market_changes", ({"areas": named} if named else {}) | ({"days": days} if days > 1 else {}))
