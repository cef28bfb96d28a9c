from __future__ import annotations

import re

from bot.agent.offline import words as w
from bot.agent.offline.asks.value import has_place
from bot.agent.offline.intent import Intent
from bot.agent.offline.names import named_person
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.lead_words import QUIET
from bot.agent.offline.words import words

_CALLS = words(
    r"call|calls|follow up with|follow-?up|followup|reach out|reach out to|talk to|contact|work|focus on|"
    r"prioriti[sz]e|ring|phone|dial|touch base|chase|nurture"
)
_WANTS = words(
    r"looking|searching|wants?|wanting|hunting|shopping|interested|in the market|needs?|buying|selling|"
    r"to buy|to sell|pre-?approved|score[ds]?|temperature"
)
_ONE_CLIENT = words(
    r"(?:^(?:new |my |the |a |an |our |got |have |hot |cash )*|(?:i have|i got|i have got|i've got|ive got|have|got|for|with|a|an|my|our|one|new) )(?:\w+ )?"
    r"(?:buyer|client|couple|family|guy|lady|investor|customer|friend|someone|somebody|lead|relocation)(?: of mine| here)?,? "
    r"(?:who |that |is |are |just |really |'s )*(?:wants?|wanting|needs?|looking|looks|would like|after|hunting|searching|has to have|must have|"
    r"moving|relocating|for|in the market)"
)
_LOOKS_FOR_PEOPLE = words(
    r"^(?:\w+ ){0,2}(?:do|did|is there|who|whom|which|any|anyone|anybody|find|list|show|give|how many|see|pull up) .*|who is|who are|who has|"
    r"which (?:buyers?|leads?|clients?)"
)
_DESCRIBED = words(
    r"(?:\d+\+? ?(?:beds?|br|bd|bdrm|bedrooms?|baths?|ba)|\d/\d).*|built .*|what is (?:active|available|out there|for sale|on the market)|"
    r"whats (?:active|available|out there)|craftsman|rambler|condo|townho(?:me|use)|house|home|waterfront|acres?|place|fixer|bungalow"
)
_TO_SHOW = words(
    r"what is (?:active|out there|for sale|on the market)|whats (?:active|out there)|what'?s? else is (?:there|out there|available|active)|what (?:can|could|should|do) (?:i|we) (?:show|have for|send)|what is available|whats available|"
    r"what do we have|what is out there|"
    r"(?:any|what) (?:homes|houses|listings) (?:can i|could i|for)"
)
_HOW_TO = words(
    r"how is the market|how are|forecast|how do i|how can i|how to|clean|paint|build a|stage my|poem|song|"
    r"inspections?|insurance|cost|costs|should i|what does|about the market|when did|how old|fresh|synced|"
    r"list my (?:home|house|place|condo)"
)
_DOUBTFUL = frozenset(
    (
        *("the market", "places", "place", "mls", "real estate", "estate", "lots", "starter", "sold", "sales"),
        *("reduced", "bedroom", "bedrooms", "open house", "open houses"),
    )
)


def search(sheet: Sheet) -> Intent:
    """People or homes: the one named first is what is looked for; without either, the facts tell."""
    whole = w.PERSON_COMPOUND.sub("leads", sheet.whole)
    person, home = w.PERSON.search(whole), w.HOME.search(whole)
    asks_call = sheet.says(_CALLS)
    if sheet.says(_TO_SHOW) or _for_one_client(sheet):
        return Intent.LISTINGS
    if person and home:
        return Intent.LISTINGS if home.start() < person.start() else Intent.LEADS
    if person:
        return Intent.LEADS if _means_people(sheet, person.group()) or asks_call else Intent.UNKNOWN
    if home:
        return Intent.LISTINGS if _means_homes(sheet, home.group()) else Intent.UNKNOWN
    return _by_facts(sheet)


def _for_one_client(sheet: Sheet) -> bool:
    """What one client wants is looked for among homes ("buyer wants a 3 bed in Fremont"), where homes are described."""
    return sheet.says(_ONE_CLIENT) and not sheet.says(_LOOKS_FOR_PEOPLE) and sheet.says(_DESCRIBED)


def _means_people(sheet: Sheet, word: str) -> bool:
    if word not in (
        "who",
        "whom",
        "whose",
        "people",
        "someone",
        "somebody",
        "everyone",
        "everybody",
        "families",
        "couples",
        "database",
        "persons",
        "person",
    ):
        return True
    about = (
        sheet.says(_WANTS)
        or sheet.says(QUIET)
        or sheet.says(
            words(
                r"(?:do|did|have|has) (?:i|we) (?:have|got)|have (?:i|we) got|my|hot|hottest|warm|warmest|cold|ready|call|calls|quiet|havent|didnt|recently|lately|active|came in|"
                r"signed up|new|zillow|facebook|redfin|website|stage|tag|tagged|newest|top|best|likely|dark|motivated|"
                r"serious|budgets?|afford|spend|moving|relocating|viewed|visited|saved|inquired|responded|registered|"
                r"not|no|contact|interested|been on|buy|sell|purchase|afford|want|pay|would|site|online|portal|opened|"
                r"clicked|favorites|favorited"
            )
        )
    )
    named = word in ("who", "whose") and bool(words(r"who is|who are").search(sheet.whole))
    return about or (named and named_person(sheet) is not None)


def _means_homes(sheet: Sheet, word: str) -> bool:
    if sheet.says(_HOW_TO):
        return False
    if sheet.says(w.HOME_NOUN):
        return True
    if word in _DOUBTFUL:
        return sheet.says(
            words(
                r"new|came|come|hit|what|whats|show|find|any|list|today|yesterday|week|recent|last|price|under|over|"
                r"beds?|bedrooms?|waterfront|in|got|how many|search|look|available|\d+|anything|for"
            )
        ) and not sheet.says(words(r"how is|how are|how does|predict|forecast|crash|trend|trends|doing|going to"))
    return True


def _by_facts(sheet: Sheet) -> Intent:
    facts = words(r"\d+\s*[+-]?\s*(?:beds?|br|bd|baths?|ba|sqft|sq ft|bedrooms?|bathrooms?|acres?)|\d/\d(?:\.\d)?")
    if sheet.says(QUIET) and not sheet.says(words("what|anything|homes?|sold|on (?:the )?market|sitting")):
        return Intent.LEADS
    if sheet.says(facts):
        return Intent.LISTINGS
    if sheet.says(
        words(
            r"what is new|anything new|new stuff|what came on|what just (?:came on|hit)|what hit|"
            r"what went (?:pending|active|under contract)|anything (?:under|for|around|below|over|come|hit|new|"
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
    if sheet.says(words(r"i|me")) and sheet.says(_CALLS) and sheet.says(words(r"today|next|first|now|who|list|should")):
        return Intent.LEADS
    if sheet.says(
        words(
            r"hottest|warmest|hot ones|hot list|gone quiet|gone dark|gone cold|havent (?:answered|responded|"
            r"replied|heard)|call list|my pipeline"
        )
    ):
        return Intent.LEADS
    return Intent.LEADS if named_person(sheet) is not None else Intent.UNKNOWN
