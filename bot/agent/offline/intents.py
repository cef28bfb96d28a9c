from __future__ import annotations

import re

from bot.agent.offline import words as w
from bot.agent.offline.asks.accuracy import is_accuracy
from bot.agent.offline.asks.borders import asks_advice, points_at_nothing
from bot.agent.offline.asks.campaign import AUDIENCE, is_campaign
from bot.agent.offline.asks.market import is_market
from bot.agent.offline.asks.search import search
from bot.agent.offline.asks.sync import is_sync
from bot.agent.offline.asks.value import is_cma
from bot.agent.offline.intent import Intent
from bot.agent.offline.lexicon import common_words
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.searches import asked_search
from bot.agent.offline.words import words

_OFF_TOPIC = words(
    r"weather|joke|poem|recipe|bitcoin|president|capital of|translate|movie|football|mariners|seahawks|"
    r"python code|song|lunch|dinner|restaurants?|pizza|"
    r"mortgage rates?|interest rates?|remind me|reminder|calendar|book a|flight|haiku|story about|"
    r"stock price|(?:the|latest|sports|world|local) news|traffic|directions to|taxes|tax rate|"
    r"write code|javascript|ignore (?:all|your|previous)|system prompt|offer letter|draft an offer|"
    r"write an offer|schedule (?:a|an|the) (?:showing|tour|meeting|call|appointment|inspection)|"
    r"add a note|create a (?:lead|contact)|"
    r"delete|remove (?:the|my|all|this)|lower the price|change the price|sing"
)
_ONE_PERSON = re.compile(
    r"\b(?:[Ss]end|[Ee]mail|[Tt]ext|[Mm]essage|[Tt]ell|[Nn]otify|[Ll]et|[Cc]all|"
    r"[Ii]nvite)\s+(?:an? (?:email|text|message) to )?(?P<name>[A-Z][a-z]+)(?:\s+[A-Z][a-z]+)?\b"
)
_PARTY_OF_A_HOME = words(
    r"(?:text|email|message|tell|call|ping|notify) (?:the |my |our )?(?:seller|owner|buyer|client|agent|tenant|"
    r"listing agent)s? "
    r"(?:at|of|on|for|from) @home|(?:send|email|text|forward) (?:it|this|that) to (?:the|my|our|his|her) (?:seller|"
    r"buyer|client|owner|agent)"
)


def intent_of(sheet: Sheet) -> Intent:
    """Which of the things Jorge can do the request asks for; the first rule that holds decides."""
    return Intent.SEARCHES if asked_search(sheet) is not None else _other(sheet)


def _other(sheet: Sheet) -> Intent:
    if said := _small_talk(sheet):
        return said
    if w.APPROVE.fullmatch(sheet.whole):
        return Intent.APPROVE
    if sheet.says(w.PAST_ACT):
        return Intent.PAST
    if sheet.says(_OFF_TOPIC) or _to_one_person(sheet):
        return Intent.UNKNOWN
    for holds, intent in (
        (is_sync, Intent.SYNC),
        (is_campaign, Intent.CAMPAIGN),
        (is_accuracy, Intent.ACCURACY),
        (is_market, Intent.MARKET),
        (asks_advice, Intent.ADVICE),
        (points_at_nothing, Intent.VAGUE),
        (is_cma, Intent.CMA),
    ):
        if holds(sheet):
            return intent
    return search(sheet)


def _to_one_person(sheet: Sheet) -> bool:
    """Mail to one named person is not a campaign."""
    if sheet.says(_PARTY_OF_A_HOME) and not sheet.says(w.CMA) and not sheet.says(w.CMA_PHRASE):
        return True
    found = _ONE_PERSON.search(sheet.text)
    return found is not None and found["name"].lower() not in common_words() and not AUDIENCE.search(sheet.whole)


def _small_talk(sheet: Sheet) -> Intent | None:
    for pattern, intent in ((w.DROP, Intent.DROP), (w.GREETING, Intent.GREETING), (w.THANKS, Intent.THANKS)):
        if pattern.fullmatch(sheet.whole):
            return intent
    asks = len(sheet.whole.split()) <= 14 and sheet.says(w.HELP)  # noqa: PLR2004  # longer ones ask for something
    if asks and not sheet.addresses and not sheet.says(w.CMA) and not AUDIENCE.search(sheet.whole):
        return Intent.HELP
    return None
