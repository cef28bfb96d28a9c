from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.agent.offline.areas import take_areas
from bot.agent.offline.counts import take_limit
from bot.agent.offline.dates import take_period
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.money import take_price
from bot.agent.offline.names import named_person
from bot.agent.offline.period import Period
from bot.agent.offline.rooms import take_rooms, take_sizes
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import words

_BUYER = words(
    r"(?:anyone|anybody|someone|somebody) for (?:a|an|this|the|@home)|interested in @home|(?:would|might|could|will) (?:buy|want|like|love) (?:@home|a |an |this|that)|would buy|buyers?|home ?buyers?|house ?hunters?|purchasers?|(?:looking|wants?|wanting|hoping|trying|ready|planning|needs?) to (?:buy|purchase|move into)|(?:looking|searching|shopping|hunting) (?:for|in|around|near|at|to spend)|buying|in the market|house hunting|home shopping|shoppers?|buyer'?s|pre-?approved|looking"
)
_SELLER = words(
    r"sellers?|home ?sellers?|(?:looking|wants?|wanting|hoping|trying|ready|planning|thinking (?:of|about)|considering|needs?|going|about) (?:to )?(?:sell(?:ing)?|list(?:ing)?)|selling|homeowners?|home owners?|listing (?:leads?|clients?|prospects?)|seller'?s|owners|downsiz\w+"
)
_BOTH = words(
    r"both (?:buy(?:ing)?|sell(?:ing)?) and (?:buy(?:ing)?|sell(?:ing)?)|(?:buy|buying) and (?:sell|selling)|(?:sell|selling) and (?:buy|buying)|(?:buyer|seller)[-/ ](?:and )?(?:seller|buyer)s?(?= leads|$)"
)
_BAND = re.compile(
    r"(?<![\w'])(?P<band>hot|warm|cold|lukewarm|on fire|red[- ]hot|icy|ice[- ]cold)(?![\w'])(?!\s+water)"
)
_SCORE = re.compile(
    r"\b(?:temperatures?|temps?|scores?|scored|scoring|heat|rated|rating|jorge temperature|hotness)\s*(?:is|of|are|that is|was)?\s*(?P<rel>over|above|at least|more than|greater than|higher than|>=?|from|min(?:imum)?|of at least|exceeding|below|under|less than)?\s*(?P<n>\d{1,3})\b\s*(?:\+|or (?:more|higher|above|better)|and (?:up|above)|plus)?"
    r"|\b(?P<rel2>over|above|at least|more than|hotter than|warmer than|>=?)\s*(?P<n2>\d{1,3})\s*(?:degrees?|points?|temperature|temp|score)?(?=\s*(?:$|[,.;?!¦]|in\b|and\b|who\b|with\b|from\b))"
    r"|\b(?P<n3>\d{1,3})\s*\+\s*(?:degrees?|points?|temperature|temp|score|leads|buyers|sellers)?(?=\s*(?:$|[,.;?!¦]|leads|buyers|sellers|in\b))"
    r"|\b(?P<n4>\d{1,3}) (?:degrees?|points?)(?: or (?:more|higher|hotter|above)| and up| plus)?"
)
_STAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "Past Client",
        words(
            r"past[- ]clients?|former clients?|previous clients?|old clients?|past customers?|past buyers|past sellers"
        ),
    ),
    ("Active Client", words(r"active[- ]clients?|current clients?|active customers")),
    ("Hot Prospect", words(r"(?:stage|in|the|as|marked|status)(?: is| of)? hot[- ]prospects?|hot[- ]prospects? stage")),
    ("Nurture", words(r"nurtur(?:e|es|ing)(?: (?:leads?|stage|list|people|buyers|sellers))?|on nurture|in nurture")),
    (
        "Pending",
        words(
            r"pending (?:clients?|deals?|leads?|buyers?|sellers?|stage|contacts?)|(?:stage|in) pending|under contract|in escrow"
        ),
    ),
    ("Closed", words(r"closed (?:clients?|deals?|leads?|stage|contacts?)|stage closed|(?:in|stage) closed")),
    ("Trash", words(r"trash(?:ed)?(?: leads)?|in the trash")),
    ("Lead", words(r"(?:stage|in the) lead stage|stage(?: is|:)? lead|lead stage")),
)
_SOURCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Zillow", words(r"zillow(?:'s)?|zilow|zillo")),
    (
        "Realtor.com",
        words(r"realtor\.com|realtor dot com|realtor com|realtordotcom|(?:from|via|by) realtor|realtor leads?"),
    ),
    ("Facebook", words(r"facebook|fb|meta|facebook ads?")),
    ("Open House", words(r"open[- ]houses?(?: (?:visitors?|guests?|attendees?|leads?|sign-?ins?|traffic))?")),
    ("Referral", words(r"referrals?|referred|by referral|word of mouth")),
    (
        "Website",
        words(
            r"(?:my |our |the )?web ?sites?|web leads?|from the (?:web|site)|our site|my site|site leads?|website leads?|idx site|online form|contact form"
        ),
    ),
    ("Instagram", words(r"instagram|insta|ig leads?")),
    ("Google", words(r"google(?: ads?)?")),
    ("Redfin", words(r"redfin")),
    ("Trulia", words(r"trulia")),
    ("Homes.com", words(r"homes\.com")),
    ("Craigslist", words(r"craigslist")),
)
_TAGGED = re.compile(
    r"\b(?:tagged(?: as| with)?|tag(?:s)?(?: is| of|:)?|with (?:the |a )?tag(?: of|:)?|labell?ed(?: as)?|marked as)\s+[\"']?(?P<tag>[a-z][\w-]*(?:\s(?!in\b|with\b|and\b|who\b|under\b|over\b|from\b|that\b|looking\b|leads\b|buyers\b|sellers\b)[\w-]+){0,2})"
    r"|[\"']?\b(?P<tag2>(?!leads?\b|buyers?\b|sellers?\b|people\b|a\b|the\b|my\b|contacts?\b|clients?\b)[a-z][\w-]+)[\"']? tag\b(?! of| with)"
)
_KNOWN_TAGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Pre-approved", words(r"pre-?approved|preapproved|pre approved|preapproval|pre-approval")),
    ("First-Time Buyer", words(r"first[- ]time (?:home ?)?(?:buyers?|purchasers?)|first[- ]timers?")),
    ("Relocation", words(r"relocations?|relocating|relo")),
)
_QUIET = words(
    r"(?:havent|hasnt|have not|has not|not|didnt|never|no one|nobody|i havent|we havent)(?: \w+){0,3}? (?:answered|answer|responded|respond|replied|reply|heard|hear|talked|spoken|talk|contacted|touched|touch|been in touch|been active|active|engaged|called|reached|followed|been contacted|done anything|opened|visited|logged|been on|checked in|shown|connected|gotten back|got back|come back|looked|moved|interacted|viewed|emailed|texted|written|picked up)|"
    r"no (?:activity|response|reply|replies|answer|contact|action|engagement|movement|touch|word)|(?:gone|going|went|been|fallen|fell|are|is|were|gotten|got) (?:quiet|dark|silent|stale|inactive|off the radar|idle|unresponsive|missing|dormant)|inactive|dormant|stale|quiet|unresponsive|silent|idle|neglected|ghost(?:ed|ing)(?: \w+)?|without (?:any )?(?:activity|contact|response)|slipping|untouched|overdue|dropped off|lost touch|falling through the cracks"
)
_COLD_AWAY = words(r"(?:gone|went|going|turned|getting) cold")
_ACTIVE = words(
    r"active|activity|engaged|(?:view|visit|look|open|click|sav|brows|inquir|respond|repl|answer|call|log|search|return|favorit|engag|interact|register)(?:ed|d|ied|ing)(?: \w+)?|been (?:on|looking|active|browsing|searching)|did something|reached out|were on|was on|talked (?:to|with)|spoke(?:n)? (?:to|with)|met (?:with)?|i called|we called|inquiries|looked|asked (?:about|for)|contacted (?:me|us)|wrote|texted me|called me|emailed me|showed interest"
)
_CREATED = words(
    r"new|came in|come in|signed up|sign ups|registered|created|added|joined|just in|arrived|received|get|got|fresh|leads?|inquired first|newest|recent|submitted|generated"
)
_TIMEFRAME = words(r"(?:buy|sell|move|list|purchase|close|buying|selling|moving|listing)(?: \w+)? (?:with)?in (?:the next )?(?:about )?\d+|in the next|next (?:week|month|year|spring|summer|fall|winter)|within the next")
_TODAY_TASK = re.compile(
    r"\b(?:call|calling|phone|ring|contact|text|email|follow[- ]?up(?: with)?|follow up on|reach out(?: to)?|talk to|touch base(?: with)?|work|work on|focus on|chase|see|meet|prioriti[sz]e|speak (?:to|with)|hit up|dial|check in with|ping|attention|get back to|start with)"
    r"(?:\s+(?:to|with|on|first|up|my|the|them|back|a|next|in))*\s+(?P<when>today|this morning|this afternoon|tonight|right now|now|first|this week|tomorrow|next|this weekend)\b|\btoday'?s (?:calls?|call list|follow[- ]?ups?|priorities|tasks)\b|\bmy day\b|\bright now\b"
)
_SORT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "newest",
        words(
            r"newest|(?:most )?recent (?:leads?|buyers?|sellers?|prospects?|contacts?|sign-?ups)|latest(?: \w+)? (?:leads?|buyers?|sellers?|prospects?)|latest|by (?:date|newest)|most recently (?:added|created)"
        ),
    ),
    (
        "last_activity",
        words(
            r"most (?:recently )?active|most recent activity|by (?:last |recent )?activity|last activity|recently active|most engaged|latest activity"
        ),
    ),
    (
        "price",
        words(
            r"(?:by|sorted by|order by|ranked by) (?:price|budget)|(?:highest|biggest|largest|top) (?:budgets?|price)|biggest spenders|most money|richest|deepest pockets"
        ),
    ),
    ("name", words(r"alphabetical(?:ly)?|by (?:last |first )?name|a to z|a-z")),
)
_UNSUPPORTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("the bathrooms a lead wants", re.compile(r"\b\d(?:\.\d)?\+? ?(?:baths?|ba|bathrooms?)\b")),
    ("views", words(r"views?|with a view")),
    ("waterfront wishes", words(r"water ?front|lake ?front")),
)


def fill_leads(sheet: Sheet, places: Gazetteer, today: date) -> list[Draft]:
    """Every filter of a lead list the request states."""
    args: dict[str, Any] = {"source": _first(sheet, _SOURCES)}
    args["stage"] = _first(sheet, _STAGES)
    args["tag"] = _tag(sheet)
    args["kind"] = _kind(sheet)
    quiet = sheet.says(_QUIET)
    args.update(_heat(sheet, quiet=quiet))
    sheet.take(_TODAY_TASK)
    beds, baths = take_rooms(sheet)
    take_sizes(sheet)
    args.update(_times(sheet, take_period(sheet, today), quiet=quiet))
    args["limit"] = _limit(sheet)
    args["areas"] = list(take_areas(sheet, places))
    args.update(_score(sheet) if "temperature" not in args else {})
    args.update(_budget(sheet))
    args["bedrooms_min"] = next(
        (int(value) + beds.strict for value in (beds.low, beds.bare) if value is not None), None
    )
    args["sort"] = next((name for name, pattern in _SORT if pattern.search(sheet.low)), None)
    args["name"] = named_person(sheet)
    notes = ("the bathrooms a lead wants",) if baths.low or baths.bare else ()
    notes += ("when somebody wants to move",) if sheet.says(_TIMEFRAME) else ()
    notes += ("one particular home",) if sheet.addresses else ()
    notes += tuple(what for what, pattern in _UNSUPPORTED[1:] if pattern.search(sheet.low))
    return [Draft("find_leads", {name: value for name, value in args.items() if value not in (None, [])}, notes=notes)]


def _first(sheet: Sheet, table: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    for name, pattern in table:
        if sheet.take(pattern):
            return name
    return None


def _tag(sheet: Sheet) -> str | None:
    found = sheet.take(_TAGGED)
    if found:
        said = (found["tag"] or found["tag2"]).strip()
        typed = re.search(re.escape(said), sheet.text, re.IGNORECASE)
        known = next((name for name, pattern in _KNOWN_TAGS if pattern.search(said)), None)
        return known or (typed.group() if typed else said)
    return _first_tag(sheet)


def _first_tag(sheet: Sheet) -> str | None:
    return next((name for name, pattern in _KNOWN_TAGS if pattern.search(sheet.low)), None)


def _kind(sheet: Sheet) -> str | None:
    if _BOTH.search(sheet.low):
        return "both"
    buyer, seller = _BUYER.search(sheet.low), _SELLER.search(sheet.low)
    if buyer and seller:
        explicit = bool(words("buyers?").search(sheet.low)), bool(words("sellers?").search(sheet.low))
        return None if explicit[0] == explicit[1] else "buyer" if explicit[0] else "seller"
    return "buyer" if buyer else "seller" if seller else None


def _heat(sheet: Sheet, *, quiet: bool) -> dict[str, Any]:
    if sheet.take(_COLD_AWAY) or quiet:
        if not (found := _BAND.search(sheet.low)):
            return {}
    else:
        found = _BAND.search(sheet.low)
    bands = {one["band"] for one in _BAND.finditer(sheet.low)}
    if not found or {"hot", "cold"} <= bands:
        return {}
    if {"hot", "warm"} <= bands:
        return {"temperature_min": 40}
    band = found["band"].replace("-", " ")
    return {
        "temperature": "hot"
        if band in ("on fire", "red hot", "hot")
        else "cold"
        if band in ("icy", "ice cold", "cold")
        else "warm"
    }


def _score(sheet: Sheet) -> dict[str, int]:
    found = sheet.take(_SCORE)
    if not found:
        return {}
    said = next(value for name in ("n", "n2", "n3", "n4") if (value := found[name]))
    below = found["rel"] in ("below", "under", "less than")
    return {"temperature_min": int(said)} if int(said) <= 100 and not below else {}  # noqa: PLR2004


def _times(sheet: Sheet, period: Period | None, *, quiet: bool) -> dict[str, int]:
    if quiet:
        return {"quiet_for_days": max(1, period.days if period else 30)}
    if sheet.says(_TIMEFRAME):
        return {}
    if period is None:
        return {"quiet_for_days": 30} if _COLD_AWAY.search(sheet.whole) else {}
    if sheet.says(_ACTIVE) and not sheet.says(words("new|signed up|came in|registered|created|added")):
        return {"active_within_days": period.days}
    return {"created_within_days": period.days}


def _limit(sheet: Sheet) -> int | None:
    limit = take_limit(sheet)
    return None if limit is None else min(limit, 100)


def _budget(sheet: Sheet) -> dict[str, int]:
    price = take_price(sheet)
    said = {}
    if price.low is not None:
        said["price_min"] = int(price.low)
    high = price.high if price.high is not None else price.bare if price.low is None else None
    if high is not None:
        said["price_max"] = int(high)
    return said
