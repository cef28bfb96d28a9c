from __future__ import annotations

import re

from bot.agent.offline.asks.value import has_place
from bot.agent.offline.intent import Intent
from bot.agent.offline.names import named_person
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.lead_words import QUIET
from bot.agent.offline.words import words

CALLS = words(
    r"call|calls|follow up with|follow-?up|followup|reach out|reach out to|talk to|contact|work|focus on|"
    r"prioriti[sz]e|ring|phone|dial|touch base|chase|nurture"
)
_CALL_LISTS = words(
    r"names? to (?:call|text|email|ring)|call sheet|nurture list|hottest|warmest|hot ones|hot list|"
    r"gone quiet|gone dark|gone cold|havent (?:answered|responded|"
    r"replied|heard)|call list|my pipeline"
)


def by_facts(sheet: Sheet) -> Intent:
    """What a request without any noun asks for, by the facts and verbs it holds."""
    facts = words(r"\d+\s*[+-]?\s*(?:beds?|br|bd|baths?|ba|sqft|sq ft|bedrooms?|bathrooms?|acres?)|\d/\d(?:\.\d)?")
    if sheet.says(QUIET) and not sheet.says(
        words("what|anything (?:sold|closed|listed|new|pending)|homes?|sold|on (?:the )?market|sitting")
    ):
        return Intent.LEADS
    if sheet.says(facts):
        return Intent.LISTINGS
    if sheet.says(
        words(
            r"(?:list|show|show me|see|give me|pull up|find) (?:everything|anything|all)(?: there is)? (?:in|near|"
            r"around)|"
            r"what is new|anything new|new stuff|what came on|what just (?:came on|hit)|what hit|"
            r"what went (?:pending|active|under contract)|anything (?:with|near|under|for|around|below|over|come|hit|"
            r"new|"
            r"good|in)|what do we have|whats available|what is available|what is out there|for sale|"
            r"what went live|what listed|what sold|(?:did|has|have) (?:anything|any|something) (?:sell|sold|list|"
            r"close)\w*|(?:what|which|who|anything|how many)\b.* (?:listed|closed|sold|went pending|came on|"
            r"reduced)|what do i have|(?:listed|closed|reduced|came on|went pending)(?=.* (?:in|since|last|today|"
            r"yesterday|this))"
        )
    ):
        return Intent.LISTINGS
    priced = words(
        r"\$[\d.,]+\w* ?(?:-|to) ?\$?[\d.,]+\w*|(?:under|over|below|above|between|up to|around|max|at least|"
        r"less than|more than|from) "
        r"\$?[\d.,]+ ?(?:k|m|mil|million|thousand|grand)?"
    )
    if (
        sheet.says(priced)
        or re.search(r"\$\d[\d,.]*\w* ?(?:-|to) ?\$?\d", sheet.whole)
        or sheet.says(words("active|available"))
    ) and (has_place(sheet) or sheet.says(words("show|find|list|any|anything|everything"))):
        return Intent.LISTINGS
    if sheet.says(words(r"i|me")) and sheet.says(CALLS) and sheet.says(words(r"today|next|first|now|who|list|should")):
        return Intent.LEADS
    known = sheet.says(_CALL_LISTS) or named_person(sheet) is not None
    return Intent.LEADS if known else Intent.UNKNOWN
