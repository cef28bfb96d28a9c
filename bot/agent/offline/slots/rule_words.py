"""The words in which rules are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

RULE = r"(?:rules?|alerts?|notifications?)"
LIST = re.compile(
    r"^\W*(?:(?:which|what|show|list|see|give|get|tell|can|could|i|me|you|all|of|do|are|the|my|our|"
    r"please|about|us)\s+)*"
    r"rules(?:\s+(?:do|i|we|have|are|is|there|on|off|active|set|up|now|got|please|you|exist|running|"
    r"turned|switched))*\W*$"
)
SWITCH = (
    re.compile(rf"\b(?:turn|switch)(?:ed)? (?P<how>on|off) (?:the |my |our |this )?(?P<rule>[^,.;!?]+?) {RULE}\b"),
    re.compile(rf"\b(?:turn|switch) (?:the |my |our )?(?P<rule>[^,.;!?]+?) {RULE} (?:back )?(?P<how>on|off)\b"),
    re.compile(
        r"\b(?P<how>disable|enable|deactivate|activate|pause|resume|stop) (?:the |my |our )?"
        rf"(?P<rule>[^,.;!?]+?) {RULE}\b"
    ),
)
ON = frozenset({"on", "enable", "activate", "resume"})
WHY = re.compile(
    r"\bwhy (?:did|does|do|has|was|is|would)(?:n'?t| not)? (?:the |my |our )?(?P<rule>[^,.;!?]+?) (?:rule|alert)s?"
    r"(?: not| never| ever)* (?:fired?|fires|triggere?d?|triggers?|acte?d?|go off|went off|run|ran|"
    r"alerte?d?|come|came|"
    r"matche?d?|work(?:ed)?|firing|sent)(?: up| me)?(?: (?:for|on|about|with) (?P<about>[^?!]+))?",
    re.IGNORECASE,
)
TELL = (
    r"(?P<verb>tell|alert|notify|ping|warn|text|message|inform|let|email|call)(?: me| us)(?: know)?"
    r"(?P<how>(?: urgently| right away| at once| immediately| quietly| asap| by text)*)"
)
WHEN = (
    r"(?:when(?:ever)?|every time|each time|any ?time|as soon as|once|"
    r"if(?! (?:there|any|i|we|you|it|they|somebody has)\b))"
)
MAKE = (
    re.compile(rf"\b{TELL} (?:about )?{WHEN} (?P<clause>.+)"),
    re.compile(
        r"\b(?:make|create|add|set up|setup|write|new|want|need|build) (?:me )?(?:an? )?(?:new )?(?P<how>urgent )?"
        r"(?:rule|alert|notification)s?(?: that| which| to)?(?:,|:)?"
        rf"(?: (?:fires|tells me|alerts me|for|about))?(?: {WHEN})? (?P<clause>.+)"
    ),
    re.compile(rf"^\W*{WHEN} (?P<clause>.+?),? (?:please )?{TELL}\W*$"),
)
URGENT = re.compile(r"\burgent(?:ly)?|right away|at once|immediately|asap\b")
PERCENT = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*(?:%|percent|pct)")
BY_DOLLARS = re.compile(
    r"\bby (?:at least |more than |over )?\$?(?P<n>\d[\d,.]*)\s*(?P<unit>k|m|grand|thousand|million)?\b"
)
ONCE = re.compile(r"\b(?:at most |only )?(?:once|one time) (?:an?|1|per|every|each) (?P<unit>hour|day|week)\b")
MOST = re.compile(
    r"\b(?:at most|no more than|max(?:imum)?(?: of)?|up to) (?P<n>\d+)(?: times?| alerts?)? (?:an?|1|"
    r"per|each|every) day\b"
)


@dataclass(frozen=True, slots=True)
class Event:
    """An event and the words that mean it."""

    name: str
    said: re.Pattern[str]


HOME = r"(?:listings?|homes?|houses?|condos?|town ?(?:homes?|houses?)|propert(?:y|ies)|places?|prices?)"
PERSON = r"(?:leads?|buyers?|sellers?|clients?|prospects?|contacts?|some(?:one|body)|any(?:one|body)|people)"
EVENTS = (
    Event("listing.back_on_market", re.compile(r"\bback on (?:the )?market\b|\bcomes? back (?:on|to)\b")),
    Event(
        "listing.price_change",
        re.compile(
            r"\b(?:price|list(?:ing)? price)\b.*\b(?:drop|cut|chang|reduc|fall|lower|"
            r"go(?:es)? (?:down|up)|rais|increas)\w*|"
            rf"\b{HOME}\b[^?!]*?\b(?:drops?|dropped|falls?|cuts?|reduces?|reduced|lowers?|goes (?:down|up))\b|"
            r"\bprice (?:drops?|cuts?|changes?|reductions?)\b"
        ),
    ),
    Event("lead.quiet", re.compile(rf"\b{PERSON}\b.*\b(?:quiet|silent|no word|nothing|not heard|cold)\b")),
    Event("lead.hot", re.compile(rf"\b{PERSON}\b.*\b(?:turns?|becomes?|gets?|goes|is) (?:really |very )?hot\b")),
    Event(
        "contact.replied",
        re.compile(rf"\b{PERSON}\b.*\b(?:repl(?:y|ies)|answers?|texts? (?:me )?back|writes? back)\b"),
    ),
    Event("contact.opted_out", re.compile(rf"\b{PERSON}\b.*\b(?:opts? out|unsubscribes?)\b")),
    Event("lead.scored", re.compile(rf"\b{PERSON}\b")),
    Event("listing.sold", re.compile(rf"\b{HOME}\b.*\b(?:sells?|sold|closes?)\b")),
    Event(
        "listing.status_change",
        re.compile(rf"\b{HOME}\b.*\b(?:goes pending|pending|under contract|changes? status)\b"),
    ),
    Event(
        "listing.new",
        re.compile(
            rf"\b(?:comes?|goes|hits?|gets?|is|are|pops?) (?:on|up|listed|put on|new|onto)\b|\bnew {HOME}\b|"
            rf"\b{HOME}\b.*\b(?:listed|the market|available|for sale|shows? up)\b|\blist(?:s|ed) (?:a|an|their)\b"
        ),
    ),
    Event("sync.failed", re.compile(r"\b(?:sync|copy(?:ing)?|feed)\b.*\b(?:fails?|breaks?|broken|errors?)\b")),
    Event("feed.stale", re.compile(r"\b(?:feed|data|copy)\b.*\b(?:stale|old|outdated|out of date)\b")),
)
UP = re.compile(r"\b(?:go(?:es)? up|rais\w+|increas\w+|higher|jumps?)\b")
DOWN = re.compile(r"\b(?:drop\w*|cut\w*|reduc\w*|fall\w*|lower\w*|go(?:es)? down)\b")
TEMPERATURE = re.compile(
    r"\b(?:temperature|score|heat|leads?|buyers?|sellers?|prospects?|someone|somebody|"
    r"clients?)\b(?: (?:of|that is|who is|with an?"
    r"|temperature|score|goes|is|at|reaches|reach|gets|hits|climbs|rises))*"
    r" (?P<how>over|above|more than|at least|to|of|under|below|past|reaches|hits|"
    r"at)? ?(?P<n>\d{1,3})\b(?!\s*(?:%|k|listings|homes|"
    r"houses|properties|times|days|beds?|bedrooms?|baths?))"
)
LOOKS = re.compile(
    r"\b(?:visit|view|look|see|saw|open|check|save|browse|click)\w*(?: at| out| on|"
    r" through)?(?: at least| more than| over)? "
    r"(?P<n>\d{1,2})(?:\+| or more| different)*(?: \w+)? (?:listings?|homes?|houses?|properties|places)\b"
)
SOURCE = re.compile(r"\bfrom (?P<name>zillow|realtor\.?com|website|open house|referral|facebook)\b")
DAYS = re.compile(r"\b(?P<n>\d{1,3}) days?\b|\b(?P<w>\d{1,2}) weeks?\b")
PRICE = re.compile(
    r"\b(?P<how>under|below|less than|up to|at most|over|above|more than|at least)\s*\$?(?P<n>\d[\d,.]*)\s*"
    r"(?P<unit>k|m|grand|thousand|million)?\b(?!\s*(?:%|percent|beds?|bedrooms?|baths?|sq))"
)
BEDS = re.compile(r"\b(?P<n>\d)\+? ?-?(?:or more )?(?:beds?|bedrooms?|br|bd)\b")
OWN = re.compile(
    r"\b(?:my|our)(?: own)? (?:active )?(?:listings?|homes?|houses?|condos?)\b|\b(?:one|any) of (?:my|our) listings\b"
)
SOURCES = {"realtor.com": "Realtor.com", "realtorcom": "Realtor.com"}
UNITS = {"k": 1_000, "grand": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
