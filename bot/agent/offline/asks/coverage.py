"""What a request means by what is left of it once every filter is read off."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.lexicon import listed
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.listing_words import STATED
from bot.agent.offline.slots.listings import fill_listings
from bot.agent.offline.words import HOME, PERSON, PERSON_COMPOUND, words

_FILLER = frozenset(
    listed(
        "a an the all any anything everything something some stuff thing things ones one good nice decent new newest "
        "fresh "
        "in on at of for to from with and or by near around is are was were be been has have had do does did it its "
        "that "
        "this these those there what which how many much show me see give get find pull up list search check look i "
        "we my "
        "our you can could please just only right now currently today still since before after than more less most "
        "first "
        "last up sitting listed listing came come comes coming hit on market active available built homes home house "
        "houses "
        "range priced price asking budget out got want wanted need looking area areas zip code neighborhood side ok "
        "hey "
        "also again jorge quick quickly real estate mls week days day month months year years not so far here under "
        "over "
        "between"
    )
)
_WORD = re.compile(r"[a-z][a-z'-]*")
_HEAVY = frozenset(
    (
        *("status", "price_min", "price_max", "bedrooms_min", "bathrooms_min", "living_area_min", "living_area_max"),
        *(
            "lot_size_min",
            "year_built_min",
            "year_built_max",
            "waterfront",
            "listed_since",
            "listed_until",
            "closed_since",
        ),
        *("price_cut", "own_only", "sort", "limit"),
    )
)


def homes_by_filters(sheet: Sheet, places: Gazetteer, today: date) -> bool:
    """Whether a request that names neither homes nor people is made of filters for homes alone, one besides a place.

    "Built before 1930 in Wallingford" is; "meeting in Wallingford last week" is not, for no filter explains "meeting".
    """
    if sheet.addresses:
        return False
    trial = replace(sheet, notes=[])
    args = fill_listings(trial, places, today)[0].args
    heavy = _HEAVY & args.keys()
    if not heavy or not (args.get("areas") or len(heavy) > 1):
        return False
    left = trial.low
    for pattern in STATED:
        left = pattern.sub(" ", left)
    return all(word in _FILLER for word in _WORD.findall(left))


_LEAD_WORDS = frozenset(
    listed(
        "sheet afternoon evening tonight jorge cold text email send update updates hot hottest warm best top call "
        "calls calling follow reach today tomorrow next contact work hi hello yo good morning "
        "potential possible need needs ready buy sell buying selling thinking would like match matching interested "
        "might "
        "their them they said within who whom tell names name serious motivated every each other full complete "
        "entire whole "
        "source no not only old recent lately latest likely going wish wishes moving move inventory own current"
    )
)
_ASKS = words(
    r"show|list|find|give|get|pull|see|look|search|how (?:many|long|old)|whom?|which|any|anyone|anybody|names?|"
    r"lookup|match"
)


_LISTED = words(
    r"(?:leads|buyers|sellers|clients|people|contacts|prospects|homes|houses|listings|condos|solds|properties) "
    r"(?:with|from|who|that|whose|assigned|in|near|for|needing|wanting|not|by|on|at|under|over)"
)


def tells_only(draft: Draft, sheet: Sheet) -> bool:
    """Whether a sentence that merely holds a word such as "buyer" asks for no list: "the seller is mad about price"."""
    if (
        draft.notes
        or sheet.says(_LISTED)
        or draft.args.keys() - {"kind", "own_only", "temperature"}
        or sheet.says(_ASKS)
    ):
        return False
    left = PERSON_COMPOUND.sub(" ", PERSON.sub(" ", HOME.sub(" ", sheet.whole)))
    return any(word not in _FILLER and word not in _LEAD_WORDS for word in _WORD.findall(left))
