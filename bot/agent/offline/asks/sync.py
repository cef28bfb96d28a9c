from __future__ import annotations

import re

from bot.agent.offline import sync_words as s
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import words

_ASKS_STATE = re.compile(
    r"\b(?:what|when) (?:is|was) the (?:last|latest|most recent) (?:sync|refresh|update)|"
    r"^\W*(?:when|did|has|have|are|is|was|were|how)\b[^?.!]*\b(?:sync(?:ed|s)?|synchronized|refreshed|"
    r"updated)\b[^?.!]*\??$"
)
_SYSTEM = r"(?:mls|nwmls|crm|fub|follow ?up ?boss|mail ?chimp|(?:mailing|email) list|data|feed)"
_LAGS = (
    r"(?:out of date|outdated|stale|behind|old|lagging|missing|nothing new|not (?:showing|here|in|updat)\w*|"
    r"broken|wrong|off)"
)
_MEND = r"(?:updat|fix|refresh|reload|pull|grab|fetch|sync)\w*"
_BEHIND = re.compile(rf"\b{_SYSTEM}\b[^?!]*\b{_LAGS}\b[^?!]*\b{_MEND}|\b{_LAGS}\b[^?!]*\b{_SYSTEM}\b[^?!]*\b{_MEND}")
_FRESH_DATA = re.compile(
    r"^\W*(?:pull|get|grab|fetch|load|bring)(?: in| down| me)? (?:the |some |all )*(?:fresh|latest|new|newest|"
    r"current|updated) "
    r"(?:data|info|numbers|everything)(?: in)?(?: please| now)?\W*$"
)
_JUST_PUT_IN = re.compile(
    r"\b(?:import|add|upload|enter|put|dump|mov|load|sav|creat|chang|updat|edit)\w*\b[^.?!]*\b(?:in|into|to|on|"
    r"at)\s+(?:the |my |our )?"
    r"(?:crm|fub|follow ?up ?boss|mls|nwmls|mail ?chimp)\b[^?!]*\b(?:grab|pull|get|bring|fetch|load|import|copy|see|"
    r"pick)\b"
    r"[^?!]*\b(?:them|it|those|these|that|everything|up|in|over)\b"
)


def is_sync(sheet: Sheet) -> bool:
    """Whether the request asks to copy fresh data."""
    if sheet.addresses or sheet.says(_ASKS_STATE):
        return False
    bare = len(sheet.whole.split()) <= 6  # noqa: PLR2004
    if sheet.says(s.SYNC_VERB):
        named = any(sheet.says(words) for words in (s.MLS, s.CRM, s.MARKETING, s.EVERYTHING))
        return named or bare
    if sheet.says(s.FETCH_VERB) and sheet.says(
        words(
            r"(?:from |across )?(?:all|every|both) (?:of )?(?:the |my |our )?(?:systems?|sources?|feeds?|"
            r"integrations?|vendors?)"
        )
    ):
        return True
    if sheet.says(_JUST_PUT_IN) or sheet.says(_BEHIND) or sheet.says(_FRESH_DATA):
        return True
    strict = any(sheet.says(words) for words in (s.MLS_STRICT, s.CRM_STRICT, s.MARKETING)) and not _narrowed(sheet)
    if sheet.says(s.FETCH_VERB) and strict:
        return bare or sheet.says(s.FRESH) or _verb_meets_system(sheet)
    everything = words(
        r"(?:update|reload|refresh|pull|check|freshen|bring|fetch) (?:me )?(?:absolutely )?(?:everything|all|"
        r"all (?:the )?(?:systems|data|sources|feeds)|the (?:data|systems)|our data|my data|all of (?:it|"
        r"them))(?: up to date)?(?: now| please| again| right now| for me)*"
    )
    return bool(everything.fullmatch(sheet.whole.strip(" .!?"))) or sheet.says(
        words(r"(?:bring|get) everything (?:up to date|current|synced)|update (?:all (?:the )?systems|everything)")
    )


def _verb_meets_system(sheet: Sheet) -> bool:
    return sheet.says(
        words(
            r"(?:update|pull|import|reload|download|load|poll|fetch|pull in|pull down|pull from|check) (?:in |"
            r"down |from |up )?(?:data )?(?:from )?(?:the |my |our )?(?:latest |newest |new )?(?:mls|nwmls|crm|"
            r"crms|fub|follow ?up ?boss|mail ?chimp|marketing|audiences?|mailing list|listing feed)"
        )
    )


def _narrowed(sheet: Sheet) -> bool:
    return sheet.says(
        words(r"under|over|beds?|bedrooms?|baths?|sold|waterfront|hot|hottest|warm|tagged|comps?")
    ) or sheet.says(
        words(r"buyers?|sellers?|listings? (?:in|with|for)|leads? (?:in|with|from (?:zillow|facebook|realtor))|homes")
    )
