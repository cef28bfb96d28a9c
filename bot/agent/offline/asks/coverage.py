"""What a request means by what is left of it once every filter is read off."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.lexicon import listed
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.listings import STATED, fill_listings

_FILLER = frozenset(
    listed(
        "a an the all any anything everything something some stuff thing things ones one good nice decent new newest fresh "
        "in on at of for to from with and or by near around is are was were be been has have had do does did it its that "
        "this these those there what which how many much show me see give get find pull up list search check look i we my "
        "our you can could please just only right now currently today still since before after than more less most first "
        "last up sitting listed listing came come comes coming hit on market active available built homes home house houses "
        "range priced price asking budget out got want wanted need looking area areas zip code neighborhood side ok hey "
        "also again quick quickly real estate mls week days day month months year years not so far here under over between"
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
        *("price_cut", "own_only", "sort"),
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
