from __future__ import annotations

import re

from bot.agent.offline.words import words

STATUS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("", words(r"active (?:comps?|comparables?|competition)|competing listings")),
    ("coming_soon", words(r"coming soons?|coming to (?:the )?market|about to (?:list|hit)|pre-?market")),
    (
        "expired",
        words(
            r"expireds?|expired listings|withdrawns?|cancell?ed|cancel+ed listings|failed to sell|did not sell|"
            r"didnt sell|off[- ]market|fell off the market|off the market|taken off"
        ),
    ),
    (
        "pending",
        words(
            r"pendings?|under contract|in escrow|contingent|under agreement|accepted offers?|went pending|"
            r"in contract|sale pending"
        ),
    ),
    (
        "sold",
        words(
            r"go(?:ing)? for|went for|sell(?:ing)? for|(?<!to )sell(?= (?:in|on|for|over|above|at))|solds?|"
            r"sold (?:homes|"
            r"listings)|closed|closings?|closed sales|recent sales|sales|(?:expensive|highest|biggest|latest|last|"
            r"recent|cheapest|top|priciest|lowest|record) sale|past sales|comps?|comparables?|"
            r"comparable sales|(?:anything|something|any|homes?|houses?|what|listings?|places?|"
            r"deals?) (?:\w+ )?(?:close(?! to| by)|sell)|"
            r"sell (?:recently|lately)|been selling|sold for|sell in"
        ),
    ),
    ("any", words(r"any status|all statuses|every status|regardless of status|whatever status")),
)
ALL_STATES = (words(r"actives?|for sale"), words(r"pendings?|under contract"), words(r"solds?|closed"))
PAIR = re.compile(
    r"\b(?P<one>actives?|pendings?|solds?|expireds?)\s*(?:and|or|&|/|,|\+|plus)\s*(?:the )?(?P<two>actives?|"
    r"pendings?|solds?|expireds?)\b"
)
CUT = words(
    r"price (?:drops?|cuts?|reductions?|reduced|changes?|improvements?|decreases?|dropped|lowered|"
    r"adjustments?)|price[- ](?:reduced|drop)|reductions?|reduced(?: price[sd]?| listings| homes)?|"
    r"dropped (?:the |their |its |in )?price|cut (?:the |their )?price|lowered (?:the |their )?price|"
    r"(?:drop|cut|reduction)s? in price|markdowns?|marked down|slashed|price came down|came down in price|"
    r"dropped price|with a reduction"
)
OWN = words(
    r"(?:my|our) (?:\w+ ){0,2}?(?:listings?|actives|inventory|pendings?|solds|homes? for sale|properties|"
    r"closings?|sales|expireds?)|listings? (?:of mine|of ours|i have|we have|i've got)|listed by me|"
    r"i (?:have|am|have got) list(?:ed|ing)|(?:homes|listings|properties) (?:am i|i am|i'm) (?:selling|"
    r"listing)|own listings|mine|what (?:am i|do i have) (?:listing|listed)|(?:have|did) i (?:list|sold|"
    r"sell)|i (?:list|sold)|i've sold|my sellers'? (?:homes|listings)"
)
WATER = words(
    r"water ?front|water-front|on (?:the|a) (?:water|lake|beach|sound|river)|lake ?front|lake-front|"
    r"beach ?front|bay ?front|ocean ?front|river ?front|shoreline home|waterside|lakeside|private (?:dock|"
    r"beach)"
)
NO_WATER = words(
    r"(?:not|no|non|without|except|excluding|other than)[- ](?:on the )?(?:water ?front|water|lake ?front)"
)
SORT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "price_low",
        words(
            r"cheapest|least expensive|lowest[- ]pric(?:e|ed)|lowest (?:first|to highest)|most affordable|"
            r"low(?:est)? to high(?:est)?|price low|cheap(?:est)? first|from cheapest|lowest|by price|"
            r"sort(?:ed)? by price|ascending"
        ),
    ),
    (
        "price_high",
        words(
            r"(?:sold|went|go|sell|closed) for the most|most expensive|priciest|highest[- ]pric(?:e|ed)|"
            r"high(?:est)? to low(?:est)?|costliest|top[- ]priced|"
            r"most costly|luxury first|highest first|expensive first|price high|highest|descending"
        ),
    ),
    (
        "largest",
        words(
            r"largest|biggest|most (?:space|square feet|square footage|sqft)|by size|roomiest|most spacious|"
            r"biggest first"
        ),
    ),
    (
        "longest_on_market",
        words(
            r"longest(?: on (?:the )?market)?|stale|stalest|(?:most|highest) days on market|"
            r"sitting (?:the )?longest|oldest listings|dom|been sitting|forever|too long|sitting on the market|"
            r"by days on market|"
            r"languish\w*|longest dom"
        ),
    ),
)
ON_MARKET_FOR = re.compile(
    r"\b(?:on (?:the )?market|sitting|dom|days on market|listed|been (?:up|active|for sale)|for sale|"
    r"active|old|unsold)\b"
)
UNSUPPORTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("views", words(r"views?|view homes?|mountain view|lake view|with a view")),
    (
        "the kind of home (condo, townhouse ...)",
        words(
            r"condos?|condominiums?|townho(?:me|use)s?|single[- ]family|duplex(?:es)?|multi[- ]?family|"
            r"apartments?|mobile homes?|tudors?|colonials?|victorians?|mid[- ]?century|split[- ]levels?|cottages?|"
            r"ramblers?|craftsm[ae]n|bungalows?|fixer[- ]?uppers?|fixers?|lofts?"
        ),
    ),
    (
        "features such as a garage, yard or pool",
        words(
            r"garages?|yards?|backyard|pools?|fireplace|basement|adu|mil unit|mother[- ]in[- ]law|deck|garden|"
            r"hardwoods?|air conditioning|a/c|fenced|single[- ](?:story|level)|one[- ](?:story|level)|stories|dadu|"
            r"(?:wheelchair )?accessible|"
            r"(?:kid|family)[- ]friendly|churches|church"
        ),
    ),
    ("land without a house", words(r"land|vacant lots?|lots|(?:biggest|largest) lot")),
    ("back on market", words(r"back on (?:the )?market")),
    (
        "the price against the asking price",
        words(r"(?:over|under|above|below) (?:the )?(?:asking|ask|list)(?: price)?"),
    ),
    ("schools", words(r"schools?|school district")),
    ("open houses", words(r"open houses?")),
)
# What is searched for, but not taken off, while a request is read.
STATED = (
    *(pattern for _, pattern in (*STATUS, *SORT)),
    CUT,
    OWN,
    WATER,
    ON_MARKET_FOR,
    *(p for _, p in UNSUPPORTED),
)
