from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bot.agent.offline.areas import take_areas
from bot.agent.offline.bounds import Bounds
from bot.agent.offline.counts import take_limit
from bot.agent.offline.dates import take_period
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.money import take_price
from bot.agent.offline.period import Period, ends_early
from bot.agent.offline.rooms import take_rooms, take_sizes, take_years
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.cma import number
from bot.agent.offline.words import words

_STATUS: tuple[tuple[str, re.Pattern[str]], ...] = (
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
            r"go(?:ing)? for|went for|sell(?:ing)? for|(?<!to )sell(?= (?:in|on|for|over|above|at))|solds?|sold (?:homes|"
            r"listings)|closed|closings?|closed sales|recent sales|sales|(?:expensive|highest|biggest|latest|last|recent|cheapest|top|priciest|lowest|record) sale|past sales|comps?|comparables?|"
            r"comparable sales|(?:anything|something|any|homes?|houses?|what|listings?|places?|deals?) (?:\w+ )?(?:close(?! to| by)|sell)|"
            r"sell (?:recently|lately)|been selling|sold for|sell in"
        ),
    ),
    ("any", words(r"any status|all statuses|every status|regardless of status|whatever status")),
)
_ALL_STATES = (words(r"actives?|for sale"), words(r"pendings?|under contract"), words(r"solds?|closed"))
_CUT = words(
    r"price (?:drops?|cuts?|reductions?|reduced|changes?|improvements?|decreases?|dropped|lowered|"
    r"adjustments?)|price[- ](?:reduced|drop)|reductions?|reduced(?: price[sd]?| listings| homes)?|"
    r"dropped (?:the |their |its |in )?price|cut (?:the |their )?price|lowered (?:the |their )?price|"
    r"(?:drop|cut|reduction)s? in price|markdowns?|marked down|slashed|price came down|came down in price|"
    r"dropped price|with a reduction"
)
_OWN = words(
    r"(?:my|our) (?:\w+ ){0,2}?(?:listings?|actives|inventory|pendings?|solds|homes? for sale|properties|"
    r"closings?|sales|expireds?)|listings? (?:of mine|of ours|i have|we have|i've got)|listed by me|"
    r"i (?:have|am|have got) list(?:ed|ing)|(?:homes|listings|properties) (?:am i|i am|i'm) (?:selling|"
    r"listing)|own listings|mine|what (?:am i|do i have) (?:listing|listed)|(?:have|did) i (?:list|sold|"
    r"sell)|i (?:list|sold)|i've sold|my sellers'? (?:homes|listings)"
)
_WATER = words(
    r"water ?front|water-front|on (?:the|a) (?:water|lake|beach|sound|river)|lake ?front|lake-front|"
    r"beach ?front|bay ?front|ocean ?front|river ?front|shoreline home|waterside|lakeside|private (?:dock|"
    r"beach)"
)
_NO_WATER = words(
    r"(?:not|no|non|without|except|excluding|other than)[- ](?:on the )?(?:water ?front|water|lake ?front)"
)
_SORT: tuple[tuple[str, re.Pattern[str]], ...] = (
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
            r"most expensive|priciest|highest[- ]pric(?:e|ed)|high(?:est)? to low(?:est)?|costliest|top[- ]priced|"
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
            r"sitting (?:the )?longest|oldest listings|dom|been sitting|forever|too long|sitting on the market|by days on market|"
            r"languish\w*|longest dom"
        ),
    ),
)
_ON_MARKET_FOR = re.compile(
    r"\b(?:on (?:the )?market|sitting|dom|days on market|listed|been (?:up|active|for sale)|for sale|"
    r"active|old|unsold)\b"
)
_UNDER_DAYS = re.compile(r"^(?:under|less than|fewer than|up to|within)")
_LOT_WORDS = re.compile(r"\b(?:lots?|acreage|land)\b")
_UNSUPPORTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("views", words(r"views?|view homes?|mountain view|lake view|with a view")),
    (
        "the kind of home (condo, townhouse ...)",
        words(
            r"condos?|condominiums?|townho(?:me|use)s?|single[- ]family|duplex(?:es)?|multi[- ]?family|"
            r"apartments?|mobile homes?|tudors?|colonials?|victorians?|mid[- ]?century|split[- ]levels?|cottages?|ramblers?|craftsm[ae]n|bungalows?|fixer[- ]?uppers?|fixers?|lofts?"
        ),
    ),
    (
        "features such as a garage, yard or pool",
        words(
            r"garages?|yards?|backyard|pools?|fireplace|basement|adu|mil unit|mother[- ]in[- ]law|deck|garden|"
            r"hardwoods?|air conditioning|a/c|fenced|single[- ](?:story|level)|one[- ](?:story|level)|stories|dadu|(?:wheelchair )?accessible|"
            r"(?:kid|family)[- ]friendly|churches|church"
        ),
    ),
    ("land without a house", words(r"land|vacant lots?|lots|(?:biggest|largest) lot")),
    ("back on market", words(r"back on (?:the )?market")),
    ("the price against the asking price", words(r"(?:over|under|above|below) (?:the )?(?:asking|ask|list)(?: price)?")),
    ("schools", words(r"schools?|school district")),
    ("open houses", words(r"open houses?")),
)
# What is searched for, but not taken off, while a request is read.
STATED = (
    *(pattern for _, pattern in (*_STATUS, *_SORT)),
    _CUT,
    _OWN,
    _WATER,
    _ON_MARKET_FOR,
    *(p for _, p in _UNSUPPORTED),
)


def fill_listings(sheet: Sheet, places: Gazetteer, today: date) -> list[Draft]:
    """Every filter of a listing search the request states; what cannot be filtered is noted."""
    args: dict[str, Any] = {}
    if sheet.says(_NO_WATER):
        args["waterfront"] = False
    elif sheet.take(_WATER):
        args["waterfront"] = True
    built, (beds, baths), (living, lot) = take_years(sheet, today), take_rooms(sheet), take_sizes(sheet)
    period = take_period(sheet, today)
    args.update(_limit(sheet))
    args["areas"] = list(take_areas(sheet, places))
    price = take_price(sheet)
    args.update(_status(sheet, period))
    args.update(_dates(sheet, period, args.get("status"), today))
    args.update(_price(price))
    args["bedrooms_min"] = _least(beds, whole=True)
    args["bathrooms_min"] = _least(baths, whole=False)
    args.update(
        living_area_min=_whole(living.low if living.low is not None else living.bare),
        living_area_max=_whole(living.high),
    )
    args["lot_size_min"] = _whole(lot.low if lot.low is not None else lot.bare)
    args.update(_built(built))
    args["price_cut"] = sheet.says(_CUT) and args.get("status") != "sold"
    args["own_only"] = sheet.says(_OWN)
    args["sort"] = _sort(sheet, args)
    notes = tuple(what for what, pattern in _UNSUPPORTED if pattern.search(sheet.low)) + _lost_time(args, period, today)
    return [
        Draft("search_listings", {name: value for name, value in args.items() if _is_said(name, value)}, notes=notes)
    ]


def _is_said(name: str, value: object) -> bool:
    return value is not None and value != [] and (name == "waterfront" or value is not False)


def _limit(sheet: Sheet) -> dict[str, int]:
    limit = take_limit(sheet)
    return {} if limit is None else {"limit": min(limit, 50)}


def _status(sheet: Sheet, period: Period | None) -> dict[str, str]:
    del period
    if len([one for one in _ALL_STATES if one.search(sheet.low)]) == len(_ALL_STATES):
        return {"status": "any"}
    for name, pattern in _STATUS:
        if pattern.search(sheet.low):
            return {"status": name} if name else {}
    return {}


def _dates(sheet: Sheet, period: Period | None, status: str | None, today: date) -> dict[str, Any]:
    if (
        period is None
        or sheet.says(words("open houses?"))
        or (sheet.says(_CUT) and status is None and not sheet.says(words("new|listed|came on|hit")))
    ):
        return {}
    if status == "sold":
        return {"closed_since": period.since.isoformat()} if period.since != date.min else {}
    sat = period.said.startswith("for ") and "last" not in period.said and "past" not in period.said
    if (period.beyond or sat) and _ON_MARKET_FOR.search(sheet.whole):
        return {"listed_until": (today - timedelta(days=period.days)).isoformat()}
    if status in ("pending", "expired") and not sheet.says(words("listed|on the market")):
        return {}
    since = {} if period.since == date.min else {"listed_since": period.since.isoformat()}
    return since | ({"listed_until": period.until.isoformat()} if period.until else {})


def _lost_time(args: dict[str, Any], period: Period | None, today: date) -> tuple[str, ...]:
    """What of a stated time no argument holds."""
    if period is None:
        return ()
    if "closed_since" in args:
        return ("an end of that time",) if ends_early(period, today) else ()
    if args.keys() & {"listed_since", "listed_until"}:
        return ()
    if args.get("status") in ("pending", "expired"):
        return (f"when homes became {args['status']}",)
    return ("when a price was cut",) if args.get("price_cut") else ()


def _price(price: Bounds) -> dict[str, int]:
    said = {}
    if price.low is not None:
        said["price_min"] = int(price.low)
    high = price.high if price.high is not None else price.bare if price.low is None else None
    if high is not None:
        said["price_max"] = int(high)
    return said


def _least(said: Bounds, *, whole: bool) -> int | float | None:
    value = said.low if said.low is not None else said.bare
    if value is None or (said.low is None and said.high is not None):
        return None
    if said.strict:
        value += 1 if whole else Decimal("0.5")
    return int(value) if whole else number(value)


def _built(said: Bounds) -> dict[str, int]:
    low, high = (said.bare, said.bare) if said.bare is not None else (said.low, said.high)
    return {name: int(year) for name, year in (("year_built_min", low), ("year_built_max", high)) if year is not None}


def _sort(sheet: Sheet, args: dict[str, Any]) -> str | None:
    said = next((name for name, pattern in _SORT if pattern.search(sheet.low)), None)
    return None if said == "longest_on_market" and "listed_until" in args else said


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
