from __future__ import annotations

import re
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.lexicon import common_words, listed

_MENDED = tuple(
    listed(
        "listing listings listed leads buyers buyer sellers seller prospects worth value valuation appraisal "
        "comps comparables "
        "hottest campaign email newsletter announce announcement matching everyone everybody waterfront "
        "bedroom bedrooms "
        "bathroom bathrooms sync synchronize refresh mailchimp market update pending expired homes houses "
        "house property "
        "properties price reduced reduction improvement announcement craftsman townhouse condos active referred "
        "zillow facebook referral referrals website temperature yesterday today "
        "contacts clients people between built renovated coming newest cheapest million thousand send blast notify "
        "monday tuesday wednesday thursday friday saturday sunday january february april september october "
        "november december"
    )
)
_WORD = re.compile(r"(?<![\w@'$/.-])[a-z]{5,}(?![\w@'-])")
_PLACE_FOLLOWS = re.compile(r"\b(?:in|near|around|named|called)\s+(?:the\s+)?$")


def mend(low: str, places: Gazetteer) -> str:
    """Mend slips of the pen in words of the trade; never a word that is right, a place, or what follows "in"."""

    def repair(found: re.Match[str]) -> str:
        word = found.group()
        if word in common_words() or word in places.names or _PLACE_FOLLOWS.search(low, 0, found.start()):
            return word
        return _nearest(word)

    return _WORD.sub(repair, low)


@cache
def _nearest(word: str) -> str:
    allowed = 2 if len(word) >= 8 else 1  # noqa: PLR2004  # a long word bears two slips
    best = process.extractOne(word, _MENDED, scorer=OSA.distance, score_cutoff=allowed)
    return best[0] if best and best[0][0] == word[0] else word
