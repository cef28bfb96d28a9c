from __future__ import annotations

import re
from enum import StrEnum

from bot.agent.offline import sync_words as s
from bot.agent.offline import words as w
from bot.agent.offline.lexicon import common_words
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.campaign import campaign_type
from bot.agent.offline.words import words


class Intent(StrEnum):
    """What a request is about."""

    CMA = "run_cma"
    LEADS = "find_leads"
    LISTINGS = "search_listings"
    CAMPAIGN = "launch_campaign"
    SYNC = "sync_now"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    DROP = "drop"
    PAST = "past"
    UNKNOWN = "unknown"


_AUDIENCE = words(
    r"buyers?|sellers?|everyone|everybody|all (?:my |of my )?(?:contacts|clients|leads|people)|contacts|clients|leads|people|list|database|sphere|neighbou?rs|neighbou?rhood|subscribers|past clients|prospects|homeowners"
)
_ABOUT = words(r"about|for|of|at|that|on|the|regarding|re")
_MONEY_TALK = words(
    r"call|calls|follow up with|follow-?up|followup|reach out|reach out to|talk to|contact|work|focus on|prioriti[sz]e|ring|phone|dial|touch base|chase|nurture"
)
_OFF_TOPIC = words(
    r"weather|joke|poem|recipe|bitcoin|president|capital of|translate|movie|football|mariners|seahawks|python code|song|lunch|dinner|restaurants?|pizza|"
    r"mortgage rates?|interest rates?|remind me|reminder|calendar|book a|flight|haiku|story about|stock price|news|traffic|directions to|taxes|tax rate|"
    r"write code|javascript|ignore (?:all|your|previous)|system prompt|offer letter|draft an offer|write an offer|schedule (?:a|an|the) (?:showing|tour|meeting|call|appointment|inspection)|add a note|create a (?:lead|contact)|"
    r"delete|remove (?:the|my|all|this)|lower the price|change the price|sing"
)
_PRICED = words(r"under|over|below|above|beds?|bedrooms?|baths?")
_WANTS = words(
    r"looking|searching|wants?|wanting|hunting|shopping|interested|in the market|needs?|buying|selling|to buy|to sell|pre-?approved|score[ds]?|temperature"
)


def intent_of(sheet: Sheet) -> Intent:
    """Which of the things Jorge can do the request asks for; the first rule that holds decides."""
    if said := _small_talk(sheet):
        return said
    if sheet.says(w.PAST_ACT):
        return Intent.PAST
    if sheet.says(_OFF_TOPIC) or _to_one_person(sheet):
        return Intent.UNKNOWN
    for holds, intent in (
        (_is_sync, Intent.SYNC),
        (_is_campaign, Intent.CAMPAIGN),
        (_is_cma, Intent.CMA),
    ):
        if holds(sheet):
            return intent
    return _search(sheet)


_ONE_PERSON = re.compile(
    r"\b(?:[Ss]end|[Ee]mail|[Tt]ext|[Mm]essage|[Tt]ell|[Nn]otify|[Ll]et|[Cc]all|[Ii]nvite)\s+(?:an? (?:email|text|message) to )?(?P<name>[A-Z][a-z]+)(?:\s+[A-Z][a-z]+)?\b"
)


def _to_one_person(sheet: Sheet) -> bool:
    """Mail to one named person is not a campaign."""
    found = _ONE_PERSON.search(sheet.text)
    return bool(found) and found["name"].lower() not in common_words() and not _AUDIENCE.search(sheet.whole)


def _small_talk(sheet: Sheet) -> Intent | None:
    for pattern, intent in ((w.DROP, Intent.DROP), (w.GREETING, Intent.GREETING), (w.THANKS, Intent.THANKS)):
        if pattern.fullmatch(sheet.whole):
            return intent
    asks = len(sheet.whole.split()) <= 14 and sheet.says(w.HELP)  # noqa: PLR2004  # longer ones ask for something
    if asks and not sheet.addresses and not sheet.says(w.CMA) and not _AUDIENCE.search(sheet.whole):
        return Intent.HELP
    return None


def _is_sync(sheet: Sheet) -> bool:
    if sheet.addresses:
        return False
    bare = len(sheet.whole.split()) <= 6  # noqa: PLR2004
    if sheet.says(s.SYNC_VERB):
        named = any(sheet.says(words) for words in (s.MLS, s.CRM, s.MARKETING, s.EVERYTHING))
        return named or bare
    if sheet.says(s.FETCH_VERB) and sheet.says(words(r"(?:from |across )?(?:all|every|both) (?:of )?(?:the |my |our )?(?:systems?|sources?|feeds?|integrations?|vendors?)")):
        return True
    strict = any(sheet.says(words) for words in (s.MLS_STRICT, s.CRM_STRICT, s.MARKETING)) and not _narrowed(sheet)
    if sheet.says(s.FETCH_VERB) and strict:
        return bare or sheet.says(s.FRESH) or _verb_meets_system(sheet)
    everything = words(
        r"(?:update|reload|refresh|pull|check|freshen|bring|fetch) (?:me )?(?:absolutely )?(?:everything|all|all (?:the )?(?:systems|data|sources|feeds)|the (?:data|systems)|our data|my data|all of (?:it|them))(?: up to date)?(?: now| please| again| right now| for me)*"
    )
    return bool(everything.fullmatch(sheet.whole.strip(" .!?"))) or sheet.says(
        words(r"bring everything up to date|update (?:all (?:the )?systems|everything)")
    )


def _verb_meets_system(sheet: Sheet) -> bool:
    return sheet.says(
        words(
            r"(?:update|pull|import|reload|download|load|poll|fetch|pull in|pull down|pull from|check) (?:in |down |from |up )?(?:data )?(?:from )?(?:the |my |our )?(?:latest |newest |new )?(?:mls|nwmls|crm|crms|fub|follow ?up ?boss|mail ?chimp|marketing|audiences?|mailing list|listing feed)"
        )
    )


def _narrowed(sheet: Sheet) -> bool:
    return sheet.says(
        words(r"under|over|beds?|bedrooms?|baths?|sold|waterfront|hot|hottest|warm|tagged|comps?")
    ) or sheet.says(
        words(r"buyers?|sellers?|listings? (?:in|with|for)|leads? (?:in|with|from (?:zillow|facebook|realtor))|homes")
    )


def _is_campaign(sheet: Sheet) -> bool:
    about = campaign_type(sheet)
    to_me = sheet.says(w.TO_ME)
    rest = w.TO_ME.sub(" ", sheet.whole)
    strong = w.SEND_STRONG.search(rest)
    if about is None and sheet.addresses and (sheet.says(w.CMA) or sheet.says(w.CMA_PHRASE)):
        return False
    if about in ("market_update", "newsletter") and not to_me:
        return bool(w.SEND.search(rest)) or sheet.says(words(r"to (?:my|all|every\w+|the|our)\b.*"))
    if about and about not in ("market_update", "newsletter"):
        return _sends_news(sheet, rest, strong=strong is not None, to_me=to_me)
    return bool(strong) and not to_me and _addressed(sheet, rest)


def _sends_news(sheet: Sheet, rest: str, *, strong: bool, to_me: bool) -> bool:
    audience = _AUDIENCE.search(rest)
    if strong and (
        sheet.addresses
        or audience
        or sheet.says(words(r"email|text|blast|campaign|sms|announcement|announce|promote|newsletter|invit\w+"))
    ):
        asks_list = (
            to_me
            and not sheet.addresses
            and not words(r"to (?:my |the |all |our )?(?:matching )?(?:buyers|sellers|everyone|list)").search(rest)
        )
        starts_as_question = words(
            r"^(?:show|find|list|what|which|who|any|how many|are there|search|see|pull up)"
        ).search(rest.strip())
        return not asks_list and not (starts_as_question and not sheet.addresses)
    if sheet.addresses and not to_me:
        return bool(w.SEND.search(rest) or audience) and not sheet.says(words(r"worth|comps?|cma|value"))
    return False


def _addressed(sheet: Sheet, rest: str) -> bool:
    """A sending verb with a group to reach: its subject is asked for where none is said."""
    verb = r"(?:send|blast|email|text|notify|announce|mail|sms|message|invite|alert|ping|inform|tell|promote|advertise|share|launch|market|campaign|broadcast|push)"
    group = r"(?:my |the |all |all my |all the |all of my |every |our |matching |interested |hot |warm |cold |past |\w+ )*(?:buyers?|sellers?|everyone|everybody|contacts|clients|leads|list|database|sphere|neighbou?rs|neighbou?rhood|subscribers|prospects|people|homeowners|owners)"
    reach = words(rf"{verb} {group}").search(rest) or words(rf"{verb}\b.*\bto {group}").search(rest)
    thing = words(
        r"(?:send|launch|start|create|draft|write|do|make|set up|prepare|run|build) (?:out )?(?:a |an |the |another |my |new |email |text |sms |drip |marketing )*(?:campaign|blast|email|text|text message|email blast|eblast|e-blast|announcement|mailer|mailing|sms|message)"
    ).search(rest)
    of_home = (
        sheet.addresses
        and words(r"promote|advertise|announce|market(?= (?:@home|my|our|this))|campaign|blast|broadcast|marketing").search(rest)
        and not sheet.says(words("market value|market analysis|on the market|market price|the market"))
    )
    question = words(r"^(?:who|which|what|show|find|list|how many|any|does|is|are|should|where|when)").search(
        rest.strip()
    )
    if question and not (reach and words(r"(?:should|can you|could you|would you)").search(rest)):
        return False
    return bool(reach or thing or of_home)


def _is_cma(sheet: Sheet) -> bool:
    cue = sheet.says(w.CMA) or sheet.says(w.CMA_PHRASE)
    if sheet.addresses:
        return cue or _only_address(sheet) or not sheet.says(w.PERSON)
    if not cue:
        return False
    return _asks_value_of_a_home(sheet)


def _only_address(sheet: Sheet) -> bool:
    return len(sheet.whole.replace("@home", " ").split()) <= 3 and not sheet.says(w.PERSON)  # noqa: PLR2004


def _asks_value_of_a_home(sheet: Sheet) -> bool:
    """Without an address: a value question about one home, not a search by worth nor "worth calling"."""
    if sheet.says(
        words(
            r"worth (?:calling|a call|my time|it to|contacting|following|looking|seeing|a look)|(?:homes|houses|listings|condos|properties|leads|buyers|sellers|sales) (?:worth|valued|priced)|best value|good value|value of (?:my )?leads|worth (?:over|under|more|less|at least|up to)"
        )
    ):
        return False
    single = sheet.says(
        words(
            r"(?:my|this|that|the|a|an|his|her|their|our|your|\w+'s) (?:\w+ )?(?:house|home|place|property|condo|townho(?:me|use)|listing|apartment|unit|client'?s? (?:house|home)|rambler|bungalow|one)|it|that|this|cma|bpo|price opinion|market analysis|valuation|appraisal|comps?|what should (?:i|we) (?:list|price|ask)\w*|zestimate|numbers"
        )
    )
    searching = sheet.says(words(r"comps?|comparables?")) and not sheet.says(words("my|this|that|his|her|their|our"))
    if searching and _has_place(sheet):
        return False
    return single


def _has_place(sheet: Sheet) -> bool:
    return sheet.says(words(r"\d{5}|in \w+|near \w+|around \w+"))


_TO_SHOW = words(
    r"what (?:can|could|should|do) (?:i|we) (?:show|have for|send)|what is available|whats available|what do we have|what is out there|"
    r"(?:any|what) (?:homes|houses|listings) (?:can i|could i|for)"
)


def _search(sheet: Sheet) -> Intent:
    whole = w.PERSON_COMPOUND.sub("leads", sheet.whole)
    person, home = w.PERSON.search(whole), w.HOME.search(whole)
    asks_call = sheet.says(_MONEY_TALK)
    if sheet.says(_TO_SHOW):
        return Intent.LISTINGS
    if person and home:
        if _home_first(whole, person.start(), home.start()):
            return Intent.LISTINGS
        return Intent.LEADS
    if person:
        return Intent.LEADS if _means_people(sheet, person.group()) or asks_call else Intent.UNKNOWN
    if home:
        return Intent.LISTINGS if _means_homes(sheet, home.group()) else Intent.UNKNOWN
    return _by_facts(sheet)


def _home_first(whole: str, person: int, home: int) -> bool:
    if home > person:
        return False
    between = whole[home:person]
    return "leads" not in between or True


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
    about = sheet.says(_WANTS) or sheet.says(
        words(
            r"my|hot|hottest|warm|warmest|cold|ready|call|calls|quiet|havent|didnt|recently|lately|active|came in|signed up|new|zillow|facebook|redfin|website|stage|tag|tagged|newest|top|best|likely|dark|motivated|serious|budgets?|afford|spend|moving|relocating|viewed|visited|saved|inquired|responded|registered|not|no|contact|interested|been on|buy|sell|purchase|afford|want|pay|would|site|online|portal|opened|clicked|favorites|favorited"
        )
    )
    named = word in ("who", "whose") and bool(words(r"who is|who are").search(sheet.whole))
    return about or (named and _capitalised_name(sheet))


def _capitalised_name(sheet: Sheet) -> bool:
    from bot.agent.offline.names import named_person

    return named_person(sheet) is not None


def _means_homes(sheet: Sheet, word: str) -> bool:
    if word in (
        "the market",
        "places",
        "place",
        "mls",
        "real estate",
        "estate",
        "lots",
        "starter",
        "sold",
        "sales",
        "reduced",
        "bedroom",
        "bedrooms",
        "open house",
        "open houses",
    ):
        return sheet.says(
            words(
                r"new|came|come|hit|what|whats|show|find|any|list|today|yesterday|week|recent|last|price|under|over|beds?|bedrooms?|waterfront|in|got|how many|search|look|available|\d+|anything|for"
            )
        ) and not sheet.says(words(r"how is|how are|how does|predict|forecast|crash|trend|trends|doing|going to"))
    return not sheet.says(
        words(r"how is the market|how are|forecast|how do i|how can i|how to|clean|paint|build a|stage my")
    )


def _by_facts(sheet: Sheet) -> Intent:
    facts = words(r"\d+\s*[+-]?\s*(?:beds?|br|bd|baths?|ba|sqft|sq ft|bedrooms?|bathrooms?|acres?)|\d/\d(?:\.\d)?")
    if sheet.says(facts):
        return Intent.LISTINGS
    if sheet.says(
        words(
            r"what is new|anything new|new stuff|what came on|what just (?:came on|hit)|what hit|what went (?:pending|active|under contract)|anything (?:under|for|around|below|over|come|hit|new|good|in)|what do we have|whats available|what is available|what is out there|for sale|what went live|what listed|what sold|(?:did|has|have) (?:anything|any|something) (?:sell|sold|list|close)\w*|(?:what|which|who|anything|how many)\b.* (?:listed|closed|sold|went pending|came on|reduced)|what do i have|(?:listed|closed|reduced|came on|went pending)(?=.* (?:in|since|last|today|yesterday|this))"
        )
    ):
        return Intent.LISTINGS
    priced = words(
        r"\$[\d.,]+\w* ?(?:-|to) ?\$?[\d.,]+\w*|(?:under|over|below|above|between|up to|around|max|at least|less than|more than|from) "
        r"\$?[\d.,]+ ?(?:k|m|mil|million|thousand|grand)?"
    )
    if (sheet.says(priced) or re.search(r"\$\d[\d,.]*\w* ?(?:-|to) ?\$?\d", sheet.whole) or sheet.says(words("active|available"))) and (
        _has_place(sheet) or sheet.says(words("show|find|list|any|anything|everything"))
    ):
        return Intent.LISTINGS
    if (
        sheet.says(words(r"i|me"))
        and sheet.says(_MONEY_TALK)
        and sheet.says(words(r"today|next|first|now|who|list|should"))
    ):
        return Intent.LEADS
    if sheet.says(
        words(
            r"hottest|warmest|hot ones|hot list|gone quiet|gone dark|gone cold|havent (?:answered|responded|replied|heard)|call list|my pipeline"
        )
    ):
        return Intent.LEADS
    return Intent.LEADS if _capitalised_name(sheet) else Intent.UNKNOWN
