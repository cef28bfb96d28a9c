from __future__ import annotations

import re

from bot.agent.offline.words import words

BUYER = words(
    r"takers?|(?:anyone|anybody|someone|somebody) for (?:a|an|this|the|@home)|interested in @home|(?:would|might|"
    r"could|will) (?:buy|want|like|love) (?:@home|a |an |this|that|these|those|them|it)|would buy|buyers?|"
    r"home ?buyers?|"
    r"house ?hunters?|purchasers?|(?:looking|wants?|wanting|hoping|trying|ready|planning|"
    r"needs?) to (?:buy|purchase|move into)|(?:looking|searching|shopping|hunting) (?:for|in|around|near|"
    r"at|to spend)|buying|in the market|house hunting|home shopping|shoppers?|buyer'?s|pre-?approved|"
    r"looking"
)
SELLER = words(
    r"sellers?|home ?sellers?|(?:looking|wants?|wanting|hoping|trying|ready|planning|thinking (?:of|"
    r"about)|considering|needs?|going|about) (?:to )?(?:sell(?:ing)?|list(?:ing)?)|selling|homeowners?|"
    r"home owners?|listing (?:leads?|clients?|prospects?)|seller'?s|owners|downsiz\w+"
)
BOTH = words(
    r"both (?:buy(?:ing)?|sell(?:ing)?) and (?:buy(?:ing)?|sell(?:ing)?)|(?:buy|buying) and (?:sell|"
    r"selling)|(?:sell|selling) and (?:buy|buying)|(?:buyer|seller)[-/ ](?:and )?(?:seller|"
    r"buyer)s?(?= leads|$)"
)
WARM_UP = words(
    r"(?:at least|minimum|min) (?:luke)?warm|warm ?(?:\+|plus)|warm (?:or|and|&) (?:better|hotter|up|above|higher|"
    r"over|more|warmer)|"
    r"warmer than cold|no cold ones|not cold"
)
BAND = re.compile(
    r"(?<![\w'])(?P<band>hot|warm|cold|lukewarm|on fire|red[- ]hot|icy|ice[- ]cold)(?![\w'])(?!\s+(?:water|feet|"
    r"calls?|calling|outreach|emails?|market|spots?|areas?|tub|deals?))"
)
SCORE = re.compile(
    r"\b(?:temperatures?|temps?|scores?|scored|scoring|heat|rated|rating|jorge temperature|"
    r"hotness)\s*(?:is|of|are|that is|was)?\s*(?:between |from )?(?P<rel>over|above|at least|more than|greater than|"
    r"higher than|>=?|from|min(?:imum)?|of at least|exceeding|below|under|"
    r"less than)?\s*(?P<n>\d{1,3})\b\s*(?:\+|or (?:more|higher|above|better)|and (?:up|above)|plus)?"
    r"|\b(?P<rel2>over|above|at least|more than|hotter than|warmer than|"
    r">=?)\s*(?P<n2>\d{1,3})\s*(?:degrees?|points?|temperature|temp|score)?(?=\s*(?:$|[,.;?!¦](?!\d)|in\b|and\b|"
    r"who\b|with\b|from\b))"
    r"|(?<![\d.,$])\b(?P<n3>\d{1,3})\s*\+\s*(?:degrees?|points?|temperature|temp|score|leads|buyers|"
    r"sellers)?(?=\s*(?:$|[,.;?!¦]|leads|buyers|sellers|in\b))"
    r"|\b(?P<n4>\d{1,3}) (?:degrees?|points?)(?: or (?:more|higher|hotter|above)| and up| plus)?"
)
STAGES: tuple[tuple[str, re.Pattern[str]], ...] = (
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
            r"pending (?:clients?|deals?|leads?|buyers?|sellers?|stage|contacts?)|(?:stage|in) pending|"
            r"under contract|in escrow|who(?: all)? is pending"
        ),
    ),
    ("Closed", words(r"closed (?:clients?|deals?|leads?|stage|contacts?)|stage closed|(?:in|stage) closed")),
    ("Trash", words(r"trash(?:ed)?(?: leads)?|in the trash")),
    ("Lead", words(r"(?:stage|in the) lead stage|stage(?: is|:)? lead|lead stage")),
)
SOURCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Zillow", words(r"zillow(?:'s)?|zilow|zillo")),
    (
        "Realtor.com",
        words(r"realtor\.com|realtor dot com|realtor com|realtordotcom|(?:from|via|by) realtor|realtor leads?"),
    ),
    ("Facebook", words(r"facebook|fb|meta|facebook ads?")),
    ("Open House", words(r"open[- ]houses?(?: (?:visitors?|guests?|attendees?|leads?|sign[- ]?ins?|traffic))?")),
    ("Referral", words(r"referrals?|referred|by referral|word of mouth")),
    (
        "Website",
        words(
            r"(?:my |our |the )?web ?sites?|web leads?|from the (?:web|site)|our site|my site|site leads?|"
            r"website leads?|idx site|online form|contact form"
        ),
    ),
    ("Instagram", words(r"instagram|insta|ig leads?")),
    ("Google", words(r"google(?: ads?)?")),
    ("Redfin", words(r"redfin")),
    ("Trulia", words(r"trulia")),
    ("Homes.com", words(r"homes\.com")),
    ("Craigslist", words(r"craigslist")),
)
TAGGED = re.compile(
    r"\b(?:tagged(?: as| with)?|tag(?:s)?(?: is| of|:)?|with (?:the |a )?tag(?: of|:)?|labell?ed(?: as)?|"
    r"marked as)\s+[\"']?(?P<tag>[a-z][\w-]*(?:\s(?!in\b|with\b|and\b|who\b|under\b|over\b|from\b|that\b|"
    r"looking\b|leads\b|buyers\b|sellers\b|\d|w\b|last\b|this\b|since\b|for\b|sorted\b)[\w-]+){0,2})"
    r"|[\"']?\b(?P<tag2>(?!leads?\b|buyers?\b|sellers?\b|people\b|a\b|the\b|my\b|contacts?\b|"
    r"clients?\b)[a-z][\w-]+)[\"']? tag\b(?! of| with)"
)
KNOWN_TAGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("VIP", words(r"vips?")),
    ("FSBO", words(r"fsbos?|for sale by owners?")),
    ("Pre-approved", words(r"pre-?approved|preapproved|pre approved|preapproval|pre-approval")),
    ("First-Time Buyer", words(r"first[- ]time (?:home ?)?(?:buyers?|purchasers?)|first[- ]timers?")),
    ("Relocation", words(r"relocations?|relocating|relo")),
)
QUIET = words(
    r"(?:havent|hasnt|have not|has not|not|didnt|never|no one|nobody|i havent|"
    r"we havent)(?: \w+){0,3}? (?:answered|answer|responded|respond|replied|reply|heard|hear|talked|"
    r"spoken|talk|contacted|touched|touch|been in touch|been active|active|engaged|called|reached|"
    r"followed|been contacted|done anything|opened|visited|logged|been on|checked in|shown|connected|"
    r"gotten back|got back|come back|looked|moved|interacted|viewed|emailed|texted|written|picked up)|"
    r"no (?:activity|response|reply|replies|answer|contact|action|engagement|movement|touch|word|news|sign of life|"
    r"peep)|"
    r"nothing (?:(?:from|out of) (?:them|him|her|those|these|my|any)|back|heard)|radio silence|crickets|mia|awol|"
    r"(?:gone|"
    r"going|went|been|fallen|fell|are|is|were|gotten|got) (?:quiet|dark|silent|stale|inactive|"
    r"off the radar|idle|unresponsive|missing|dormant)|inactive|dormant|stale|quiet|unresponsive|silent|"
    r"idle|neglected|ghost(?:ed|ing)(?: \w+)?|without (?:any )?(?:activity|contact|response)|slipping|"
    r"untouched|overdue|dropped off|(?:lost|lose|losing) touch|falling through the cracks"
)
COLD_AWAY = words(r"(?:gone|went|going|turned|getting) cold")
ACTIVE = words(
    r"active|activity|engaged|(?:view|visit|look|open|click|sav|brows|inquir|respond|repl|answer|call|log|"
    r"search|return|favorit|engag|interact|register)(?:ed|d|ied|ing)(?: \w+)?|been (?:on|looking|active|"
    r"browsing|searching)|did something|reached out|were on|was on|talked (?:to|with)|spoke(?:n)? (?:to|"
    r"with)|met (?:with)?|i called|we called|inquiries|looked|tour(?:ed|ing)|attend(?:ed|ing)|asked (?:about|for)|"
    r"contacted (?:me|us)|"
    r"wrote|texted me|called me|emailed me|showed interest"
)
CREATED = words(
    r"new|came in|come in|signed up|sign ups|registered|created|added|joined|just in|arrived|received|get|"
    r"got|fresh|leads?|inquired first|newest|recent|submitted|generated"
)
BOUGHT = words(r"(?:bought|purchased|closed|sold)(?: \w+)? (?:in|last|this|since|on|before|during)")
TIMEFRAME = words(
    r"(?:buy|sell|move|list|purchase|close|buying|selling|moving|"
    r"listing)(?: \w+)? (?:with)?in (?:the next )?(?:about )?\d+|in the next|next (?:week|month|year|"
    r"spring|summer|fall|winter)|within the next"
)
TODAY_TASK = re.compile(
    r"\b(?:call|calling|phone|ring|contact|text|email|follow[- ]?up(?: with)?|follow up on|"
    r"reach out(?: to)?|talk to|touch base(?: with)?|work|work on|focus on|chase|see|meet|prioriti[sz]e|"
    r"speak (?:to|with)|hit up|dial|check in with|ping|attention|get back to|start with)"
    r"(?:\s+(?:to|with|on|first|up|my|the|them|back|a|next|in|anyone|anybody|someone|people))*\s+(?P<when>today|"
    r"this morning|"
    r"this afternoon|tonight|right now|now|first|this week|tomorrow|next|this weekend)\b|"
    r"\bcall (?:sheet|list) for (?:today|this (?:morning|afternoon|evening|week)|tonight|tomorrow|monday)\b|"
    r"\btoday'?s (?:calls?|call list|follow[- ]?ups?|priorities|tasks)\b|\bmy day\b|\bright now\b"
)
SORT: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "newest",
        words(
            r"newest|(?:most )?recent (?:leads?|buyers?|sellers?|prospects?|contacts?|sign-?ups)|"
            r"latest(?: \w+)? (?:leads?|buyers?|sellers?|prospects?)|latest|by (?:date|newest)|"
            r"most recently (?:added|created)"
        ),
    ),
    (
        "last_activity",
        words(
            r"most (?:recently )?active|(?:active|online|engaged|seen) (?:the )?most recently|last active|"
            r"most recently "
            r"(?:online|engaged|seen|on the site)|most recent activity|by (?:last |recent )?activity|"
            r"last (?:activity|touch|contact|touched|seen)|"
            r"recently active|most engaged|latest activity"
        ),
    ),
    (
        "price",
        words(
            r"(?:by|sorted by|order by|ranked by) (?:price|budget)|(?:highest|biggest|largest|top) (?:budgets?|"
            r"price)|biggest spenders|most money|richest|deepest pockets"
        ),
    ),
    ("name", words(r"alphabetical(?:ly)?|by (?:last |first )?name|a to z|a-z")),
)
UNSUPPORTED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("the bathrooms a lead wants", re.compile(r"\b\d(?:\.\d)?\+? ?(?:baths?|ba|bathrooms?)\b")),
    ("views", words(r"views?|with a view")),
    ("waterfront wishes", words(r"water ?front|lake ?front")),
)
