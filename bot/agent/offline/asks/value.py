from __future__ import annotations

from bot.agent.offline import words as w
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import words

_NARROWED = words(r"sold|solds|last|past|since|recent|months?|days|beds?|bedrooms?|br|baths?|sqft|\d/\d")
_OTHER_WORK = words(
    r"write|draft|descriptions?|(?:social )?posts?|flyers?|brochures?|postcards?|tours?|directions|open houses?|"
    r"photos?|pictures|"
    r"lockbox|yard sign|status|still (?:active|available|pending|for sale)|who owns|when|remarks|headline|caption|"
    r"instagram|"
    r"facebook|reminders?|task|(?:did|has|is) @home (?:sell|sold|close|closed|pending|active|listed|under contract)"
)


def is_cma(sheet: Sheet) -> bool:
    """Whether the request asks what a home is worth."""
    cue = sheet.says(w.CMA) or sheet.says(w.CMA_PHRASE)
    if sheet.addresses:
        if not cue and sheet.says(_OTHER_WORK):
            return False
        return cue or _only_address(sheet) or not sheet.says(w.PERSON)
    if not cue:
        return False
    return _asks_value_of_a_home(sheet)


def _only_address(sheet: Sheet) -> bool:
    return len(sheet.whole.replace("@home", " ").split()) <= 3 and not sheet.says(w.PERSON)  # noqa: PLR2004


def _asks_value_of_a_home(sheet: Sheet) -> bool:
    """Without an address: a value question about one home, not a search by worth nor "worth calling"."""
    if sheet.says(
        words(
            r"what (?:all |has |have )*sold|sold for (?:the )?(?:most|least)|worth (?:calling|a call|my time|it to|"
            r"contacting|following|looking|seeing|a look)|(?:homes|houses|"
            r"listings|condos|properties|leads|buyers|sellers|sales) (?:worth|valued|priced)|best value|"
            r"good value|value of (?:my )?leads|worth (?:over|under|more|less|at least|up to)"
        )
    ):
        return False
    single = sheet.says(
        words(
            r"(?:my|this|that|the|a|an|his|her|their|our|your|\w+'s) (?:\w+ )?(?:house|home|place|property|condo|"
            r"townho(?:me|use)|listing|apartment|unit|client'?s? (?:house|home)|rambler|bungalow|one)|it|that|"
            r"this|cma|bpo|price opinion|market analysis|valuation|appraisal|comps?|what should (?:i|we) (?:list|"
            r"price|ask)\w*|zestimate|numbers"
        )
    )
    if sheet.says(words(r"what is [^?!.]{1,40} worth")):
        return True
    searching = sheet.says(words(r"comps?|comparables?")) and not sheet.says(words("my|this|that|his|her|their|our"))
    if searching and (has_place(sheet) or sheet.says(_NARROWED)):
        return False
    return single


def has_place(sheet: Sheet) -> bool:
    """Whether a ZIP or a place after "in" or "near" is named."""
    return sheet.says(words(r"\d{5}|in \w+|near \w+|around \w+"))
