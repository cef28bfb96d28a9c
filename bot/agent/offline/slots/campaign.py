from __future__ import annotations

import re
from typing import Any

from bot.agent.offline.areas import take_areas
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import words

ASK_HOME = "Which home is it about? Give me its street address."
ASK_TYPE = "What is it about: just listed, just sold, an open house, a price drop, a market update or a newsletter?"
AUDIENCES = ("matching buyers", "buyers", "sellers", "everyone")
TYPES = ("just listed", "just sold", "open house", "price drop", "market update", "newsletter")
_TYPE_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("open_house", words(r"open houses?|open home|broker'?s? open|oh this weekend")),
    (
        "price_drop",
        words(
            r"price (?:redux|drops?|cuts?|reductions?|reduced|improvements?|improved|changes?|adjustments?|lowered|"
            r"dropped|slashed|decrease|fell|is down|came down|went down)|(?:price|asking price|it|we|i|they|@home|"
            r"seller|sellers)(?: (?:has|have|was|were|is|been|just|now|we))* (?:dropped|reduced|lowered|cut|"
            r"slashed|knocked)(?: the)?(?: price)?|"
            r"(?:drop|dropped|reduced|reduction|lowered|lower|cut|slashed|new) (?:in |the |its |"
            r"our )?(?:asking )?price|price[- ]drop|reduced|reduction|price just|markdown|marked down|now priced"
        ),
    ),
    (
        "market_update",
        words(
            r"market (?:updates?|reports?|stats|statistics|snapshots?|summary|recap|conditions|news|trends|"
            r"analysis email|insights?|overview)|(?:update|report|stats|news) (?:on|about|of) (?:the |our |their |"
            r"local )*(?:\w+ )?market|quarterly update|monthly update|monthly market|how the market is"
        ),
    ),
    (
        "newsletter",
        words(r"news ?letters?|e-?newsletters?|monthly email|monthly mailer|holiday (?:email|greeting|message|card)"),
    ),
    (
        "just_sold",
        words(
            r"just sold|just closed|we sold|i sold|recently sold|sold @home|has sold|is sold|sold (?:announcement|"
            r"email|postcard|campaign|blast|text|notice)|got sold|@home (?:just |has |was |is )?(?:sold|closed)|"
            r"(?:that|about|know) @home (?:just )?(?:sold|closed)|sale of @home|closed on @home|the sale at"
        ),
    ),
    (
        "just_listed",
        words(
            r"just listed|just[- ]listing|new listings?|newly listed|new on (?:the )?market|just (?:hit|went on|"
            r"came on|went live|went active|put|got listed|launched)|(?:hit|hits|on|onto|came on) the market|"
            r"now (?:available|live|active|on the market|for sale|listed)|is (?:live|active|for sale|listed|"
            r"available|up for sale|coming on)|we (?:just )?listed|"
            r"listing (?:announcement|email|blast|campaign|text|launch|alert)|went live|goes live|going live|"
            r"my (?:new |latest )?listing (?:at|on)|our (?:new |latest )?listing (?:at|on)|the (?:new |"
            r"latest )?listing (?:at|on) @home|new home (?:at|on)|coming soon|has been listed|was listed|"
            r"launch of|the listing @home"
        ),
    ),
)
_TEXT = words(r"text|texts|texting|sms|text messages?|text blast|txt")
_EMAIL = words(r"email|emails|e-?blast|eblast|mail|mailing|emailing|mailer|newsletter")
_AUDIENCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "matching_buyers",
        words(
            r"match(?:ing|ed|es)?(?: \w+)? (?:buyers?|leads?|clients?|contacts?|people|prospects?)|(?:buyers?|"
            r"leads?|clients|contacts|people|anyone|anybody|everyone|everybody|prospects|"
            r"whoever)(?: \w+)?(?: that| who| whose)?(?: \w+)?(?: \w+)? (?:match(?:es|ing)?|fits?|would (?:like|"
            r"love|want|fit|be interested)|might (?:like|want|be interested|fit|buy)|could (?:want|fit|afford)|"
            r"interested|looking for (?:something|a home|a place|homes|one|that|this|it)|it (?:fits|suits|"
            r"matches)|suits?|qualif\w+|right for)|"
            r"(?:anyone|anybody|everyone|everybody|people|those|buyers|leads|clients|contacts) (?:who|that)(?:'d|"
            r" would| might| may| could|'ll| will)? (?:be |want|like|love|qualify|fit|suit|match)\w*|"
            r"(?:interested|relevant|right|suitable|qualified|potential|likely|compatible|appropriate|fitting|"
            r"good[- ]fit|best[- ]fit) (?:\w+ )?(?:buyers?|leads|clients|people|prospects|parties)|buyers? (?:it|"
            r"this|that) (?:fits|suits|matches)|matches|whoever (?:fits|matches|it fits|wants)|those (?:who|"
            r"that) match|right people|whose wish(?:es|list)?|whose (?:search|criteria|budget)"
        ),
    ),
    (
        "sellers",
        words(
            r"sellers?|homeowners?|home owners?|home ?sellers|owners?|listing clients|listing leads|seller leads|"
            r"potential sellers|people (?:who are |that are )?(?:selling|thinking (?:of|about) selling)"
        ),
    ),
    (
        "buyers",
        words(
            r"buyers?|home ?buyers|house ?hunters|purchasers|buyer leads|people (?:who are |that are )?(?:buying|"
            r"looking|house hunting)"
        ),
    ),
    (
        "everyone",
        words(
            r"everyone|everybody|every one|all (?:of )?(?:my |our |the |your )?(?:contacts|clients|leads|people|"
            r"list|database|sphere|crm|subscribers|prospects)|whole (?:list|database|crm|sphere|neighbou?rhood|"
            r"area)|entire (?:list|database|crm|sphere|neighbou?rhood|contact list)|all|(?:my|our|"
            r"the) (?:\w+ )?(?:contacts|clients|leads|list|database|sphere|people|subscribers|mailing list|"
            r"prospects)|neighbou?rs|neighbou?rhood|contacts|clients|leads|subscribers|full (?:list|database)|"
            r"people|anyone|anybody|prospects"
        ),
    ),
)
_NARROW = words(
    r"(?:past|former|previous|active|current|hot|warm|cold|vip|top|hottest|warmest|nurture|zillow|"
    r"facebook|referral|pre-?approved|first[- ]time|tagged)[- ](?:home ?)?(?:clients?|buyers?|sellers?|"
    r"leads?|contacts|prospects|people|customers)"
)
_BOTH_SIDES = words(r"buyers and sellers|sellers and buyers|buyers & sellers|buyers or sellers")
_HOME_TYPES = ("just_listed", "just_sold", "open_house", "price_drop")


def campaign_type(sheet: Sheet) -> str | None:
    """What the campaign is about, if the request says so."""
    found = [name for name, pattern in _TYPE_WORDS if sheet.says(pattern)]
    return found[0] if found else None


def fill_campaign(sheet: Sheet, places: Gazetteer, subject: str | None, message: str | None) -> list[Draft]:
    """Type, home, channel, audience and area of a campaign; the home or the type is asked for where it is missing."""
    about = campaign_type(sheet)
    audience = _audience(sheet)
    args: dict[str, Any] = {
        "campaign_type": about,
        "address": next(iter(sheet.addresses), None),
        "audience": audience,
    }
    args["areas"] = list(take_areas(sheet, places))
    args.update(subject=subject, message=message)
    if about in _HOME_TYPES and audience == "matching_buyers":
        del args["audience"]
    said = {name: value for name, value in args.items() if value}
    narrow = _NARROW.search(sheet.low)
    if narrow:
        said.pop("audience", None)
    channels = [{"channel": "sms"} if channel == "sms" else {} for channel in _channels(sheet)]
    return [finish({**said, **channel}, narrow.group() if narrow else "") for channel in channels]


def finish(args: dict[str, Any], narrow: str = "") -> Draft:
    """The call of these arguments, or the question still open. `narrow` is a group that cannot be picked out."""
    if narrow:
        ask = f"I can't send to {narrow} alone. Who should get it: matching buyers, buyers, sellers or everyone?"
        return Draft("launch_campaign", args, missing="audience", ask=ask, options=AUDIENCES)
    if "campaign_type" not in args:
        return Draft("launch_campaign", args, missing="campaign_type", ask=ASK_TYPE, options=TYPES)
    if args["campaign_type"] in _HOME_TYPES and "address" not in args:
        return Draft("launch_campaign", args, missing="address", ask=ASK_HOME)
    return Draft("launch_campaign", args)


def _audience(sheet: Sheet) -> str | None:
    if sheet.says(_BOTH_SIDES):
        return "everyone"
    return next((name for name, pattern in _AUDIENCES if pattern.search(sheet.low)), None)


def _channels(sheet: Sheet) -> list[str]:
    text, email = _TEXT.search(sheet.low), _EMAIL.search(sheet.low)
    if text and email:
        return ["email", "sms"]
    return ["sms"] if text else ["email"]
