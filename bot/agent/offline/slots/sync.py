from __future__ import annotations

import re

from bot.agent.offline import sync_words as s
from bot.agent.offline.draft import Draft
from bot.agent.offline.sheet import Sheet

_BUT = re.compile(
    r"\b(?:except(?: for)?|but not|not|without|other than|besides|everything but|all but|apart from|skip|"
    r"minus)\b(?P<rest>(?:[\s,]*\b(?:the|my|our|your|from|in|to|with|for|and|or|nor|sync|syncing|update|updating|refresh|touch|"
    r"pull|pulling|do|data|feed|follow|up|boss|[a-z]*(?:mls|crms?|fub|followupboss|mailchimp|chimp|marketing|audiences?|"
    r"lists?|listings?|contacts?|leads?|twilio|idx|mailing|email|emails|mail|people|properties))\b)+)"
)
_SYSTEMS = (("mls", s.MLS_STRICT, s.MLS), ("crm", s.CRM_STRICT, s.CRM), ("marketing", s.MARKETING, s.MARKETING))


def fill_sync(sheet: Sheet) -> list[Draft]:
    """Which systems to copy from: one call each, or one call for all."""
    low = sheet.whole
    excluded: list[str] = []
    if found := _BUT.search(low):
        excluded = _named(found["rest"])
        low = low[: found.start()]
    named = [system for system in _named(low) if system not in excluded]
    if excluded and not named:
        named = [system for system, _, _ in _SYSTEMS if system not in excluded]
    if not named or len(named) == len(_SYSTEMS):
        return [Draft("sync_now")]
    return [Draft("sync_now", {"system": system}) for system in named]


def _named(low: str) -> list[str]:
    strict = [system for system, pattern, _ in _SYSTEMS if pattern.search(low)]
    if strict:
        return strict
    return [system for system, _, pattern in _SYSTEMS if pattern.search(low)]
