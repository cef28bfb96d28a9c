from __future__ import annotations

from bot.agent.offline import words as w
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.campaign import campaign_type
from bot.agent.offline.words import words

_GROUPS = (
    r"buyers?|sellers?|everyone|everybody|all (?:my |of my )?(?:contacts|clients|leads|people)|contacts|"
    r"clients|leads|people|list|database|sphere|neighbou?rs|neighbou?rhood|subscribers|past clients|"
    r"prospects|homeowners"
)
AUDIENCE = words(_GROUPS)
_WONDERS = words(
    r"what (?:should|do|can|would) (?:i|we)|how (?:do|should) (?:i|we)|should (?:i|we)|^(?:when|is|was|did|does|has|"
    r"why|who|where|how|which|what is|are) .*"
)


def is_campaign(sheet: Sheet) -> bool:
    """Whether the request asks to let many people know something; what is for the user alone is none."""
    about = campaign_type(sheet)
    to_me = sheet.says(w.TO_ME)
    rest = w.TO_ME.sub(" ", sheet.whole)
    strong = w.SEND_STRONG.search(rest)
    if about is None and sheet.addresses and (sheet.says(w.CMA) or sheet.says(w.CMA_PHRASE)):
        return False
    if about in ("market_update", "newsletter") and not to_me:
        rest = words(r"market(?= (?:update|report|stats|statistics|snapshot|news|trends|recap))").sub(" ", rest)
        return bool(w.SEND.search(rest)) or sheet.says(
            words(rf"to (?:my|all|every\w+|the|our|(?:\w+ )?(?:{_GROUPS}))\b.*")
        )
    if about and about not in ("market_update", "newsletter"):
        return _sends_news(sheet, rest, strong=strong is not None, to_me=to_me)
    return bool(strong) and not to_me and _addressed(sheet, rest)


def _sends_news(sheet: Sheet, rest: str, *, strong: bool, to_me: bool) -> bool:
    rest = words(r"(?:list|asking|suggested) price|price (?:list|point)").sub(" ", rest)
    audience = AUDIENCE.search(rest)
    if not strong and (sheet.says(w.CMA) or sheet.says(w.CMA_PHRASE)):
        return False
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
    rest = words(r"the market|on market").sub(" ", rest)
    if sheet.addresses and not to_me and not sheet.says(_WONDERS):
        return bool(w.SEND.search(rest) or audience) and not sheet.says(words(r"worth|comps?|cma|value"))
    return False


def _addressed(sheet: Sheet, rest: str) -> bool:
    """A sending verb with a group to reach: its subject is asked for where none is said."""
    verb = (
        r"(?:send|blast|email|text|notify|announce|mail|sms|message|invite|alert|ping|inform|tell|promote|"
        r"advertise|share|launch|market|campaign|broadcast|push)"
    )
    group = (
        r"(?:my |the |all |all my |all the |all of my |every |our |matching |interested |hot |warm |cold |"
        r"past |\w+ )*(?:buyers?|sellers?|everyone|everybody|contacts|clients|leads|list|database|sphere|"
        r"neighbou?rs|neighbou?rhood|subscribers|prospects|people|homeowners|owners)"
    )
    reach = words(rf"{verb} {group}").search(rest) or words(rf"{verb}\b.*\bto {group}").search(rest)
    greeting = words(rf"(?:notes?|cards?|letters?|postcards?|greetings?|wishes|gift) (?:out )?to {group}").search(rest)
    thing = words(
        r"(?:send|launch|start|create|draft|write|do|make|set up|prepare|run|build) (?:out )?(?:a |an |the |"
        r"another |my |new |email |text |sms |drip |marketing )*(?:campaign|blast|email|text|text message|"
        r"email blast|eblast|e-blast|announcement|mailer|mailing|sms|message)"
    ).search(rest)
    of_home = (
        sheet.addresses
        and words(
            r"promote|advertise|announce|market(?= (?:@home|my|our|this))|campaign|blast|broadcast|marketing"
        ).search(rest)
        and not sheet.says(words("market value|market analysis|on the market|market price|the market"))
    )
    question = words(r"^(?:who|which|what|show|find|list|how many|any|does|is|are|should|where|when)").search(
        rest.strip()
    )
    if question and not (reach and words(r"(?:should|can you|could you|would you)").search(rest)):
        return False
    return bool(reach or thing or greeting or of_home)
