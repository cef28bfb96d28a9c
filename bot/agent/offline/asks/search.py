from __future__ import annotations

from bot.agent.offline import words as w
from bot.agent.offline.asks.facts import CALLS, by_facts
from bot.agent.offline.asks.one_client import for_one_client, tells_of_oneself
from bot.agent.offline.intent import Intent
from bot.agent.offline.names import named_person
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.lead_words import QUIET
from bot.agent.offline.words import words

_WANTS = words(
    r"looking|searching|wants?|wanting|hunting|shopping|interested|in the market|needs?|buying|selling|"
    r"to buy|to sell|pre-?approved|score[ds]?|temperature"
)
_TO_SHOW = words(
    r"(?:show|find|pull|search)(?: me| us| up)? \d{5}|"
    r"what is (?:active|out there|for sale|on the market)|whats (?:active|out there)|what'?s? else is (?:there|"
    r"out there|available|active)|what (?:can|could|should|do) (?:i|we) (?:show|have for|send)|what is available|"
    r"whats available|"
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
    asks_call = sheet.says(CALLS)
    if sheet.says(_TO_SHOW) or for_one_client(sheet):
        return Intent.LISTINGS
    if tells_of_oneself(sheet):
        return Intent.UNKNOWN
    if person and home:
        return Intent.LISTINGS if home.start() < person.start() else Intent.LEADS
    if person:
        return Intent.LEADS if _means_people(sheet, person.group()) or asks_call else Intent.UNKNOWN
    if home:
        return Intent.LISTINGS if _means_homes(sheet, home.group()) else Intent.UNKNOWN
    return by_facts(sheet)


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
                r"pending|under contract|(?:do|did|have|has) (?:i|we) (?:have|got)|have (?:i|we) got|my|hot|hottest|"
                r"warm|warmest|cold|ready|call|calls|quiet|havent|didnt|recently|lately|active|came in|"
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
