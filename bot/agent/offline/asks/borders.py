"""What Jorge does not do though it names leads or homes: choosing people, advice on law, pointing at nothing."""

from __future__ import annotations

import re

from bot.agent.offline.sheet import Sheet
from bot.agent.offline.words import words

_PEOPLES = (
    r"whites?|blacks?|asians?|chinese|japanese|koreans?|vietnamese|filipinos?|indians?|pakistanis?|russians?|"
    r"ukrainians?|"
    r"somalis?|ethiopians?|africans?|african[- ]americans?|hispanics?|latin[oax]s?|mexicans?|arabs?|middle[- ]eastern|"
    r"immigrants?|foreign(?:ers?|[- ]born)?|jews?|jewish|muslims?|islamic|christians?|catholics?|mormons?|hindus?|"
    r"sikhs?|"
    r"buddhists?|religious|gays?|lesbians?|lgbtq?\+?|queer|trans(?:gender)?|straight|disabled|handicapped|"
    r"single (?:women|woman|men|man|moms?|mothers?|dads?|parents?)|unmarried|childless|pregnant|minority|minorities|"
    r"caucasians?|section 8|voucher holders?|females?|males?"
)
_GROUPS = (
    r"christians|catholics|jews|muslims|mormons|hindus|sikhs|buddhists|asians|hispanics|latin[oax]s|mexicans|arabs|"
    r"indians|"
    r"russians|africans|koreans|filipinos|immigrants|foreigners|gays|lesbians|minorities|straights"
)
_MIDDLE = r"(?:american|speaking|young|married|single|wealthy|older|elderly|retired|home|first[- ]time|only)"
_WHO = (
    r"(?:buyers?|sellers?|leads?|clients?|people|persons?|famil(?:y|ies)|couples?|tenants?|renters?|homeowners?|"
    r"owners?|"
    r"prospects?|neighbou?rhoods?|areas?|communit(?:y|ies)(?! (?:center|college|church))|names?|households?|folks|"
    r"guys?|women|men|parents)"
)
_CHOOSES = (
    r"refus\w*|avoid\w*|exclud\w*|deny|denied|reject\w*|turn (?:away|down)|keep (?:\w+ )?out|keep away|discriminat\w*|"
    r"steer\w*|prefer\w*|not (?:want|show|sell|rent|send|allow)\w*|do not (?:want|show|sell|rent|send|allow)|"
    r"without|leave out|no|only|just|filter out|screen out|limit (?:it )?to|skip|rather not|say no to"
)
_FAMILY = r"(?:famil(?:y|ies) with (?:\w+ )?(?:kids?|child(?:ren)?)|kids|child(?:ren)?|famil(?:y|ies)|single moms?)"
_RACE = words(
    rf"{_GROUPS}|(?:to|only|just|no|exclud\w+|avoid\w*|without) (?:whites?|blacks?)(?= |$)(?! (?:center|river|"
    rf"diamond|lake|house|st|ave))|"
    rf"(?:{_PEOPLES})(?:[ -]{_MIDDLE})? {_WHO}|{_WHO} (?:who|that) (?:are|is|look) (?:\w+ )?(?:{_PEOPLES})|"
    r"(?:by|what|which|their|his|her|based on|on) (?:race|religion|ethnicity|nationality|national origin|skin colou?r|"
    r"gender|sexual orientation|disability|marital status|familial status|immigration status)|"
    rf"(?:mostly|most|more|less|least|too many|many|mainly|predominantly|few(?:er|est)?|no) (?:{_PEOPLES})|"
    rf"racial (?:makeup|mix)|"
    r"(?:best|good|nice|right|safe\w*|ideal|perfect|bad|wrong) (?:neighbou?rhoods?|areas?|places?|"
    r"parts? of town)(?: to (?:live|buy|show))? for "
    rf"(?:\w+ )?(?:famil(?:y|ies)|kids|singles|couples|seniors|retirees|immigrants|women|{_PEOPLES})"
)
_NO_FAMILIES = re.compile(rf"\b(?:{_CHOOSES})\b(?:\W+\w+){{0,6}}?\W+{_FAMILY}\b(?! (?:room|home|house|neighbou?r))")
_NOT_FAMILIES = re.compile(r"\b(?:single|multi)[- ]famil\w+|\bfamily[- ](?:room|home|house|friendly|owned)s?\b")


def picks_people(whole: str) -> bool:
    """Whether people would be chosen, left out or steered by a class that fair-housing law protects.

    The federal classes are race, colour, religion, sex, national origin, familial status and disability (42 USC 3604);
    Washington adds others such as marital status and sexual orientation (RCW 49.60.222).
    """
    plain = _NOT_FAMILIES.sub(" ", whole)
    return _RACE.search(plain) is not None or (
        _NO_FAMILIES.search(plain) is not None and words(f"{_WHO}|kids|child|children").search(plain) is not None
    )


_LIKE = words(
    r"(?:like|similar to|same as|comparable to) (?:him|her|them|that|this|it|those|these|the (?:last|"
    r"first) one)(?: (?:one|guy|lady|house|home|place|buyer|lead))?"
)


def points_at_nothing(sheet: Sheet) -> bool:
    """Whether it asks for more "like that one": what the one is like is not said."""
    return not sheet.addresses and sheet.says(_LIKE)


_QUESTION = words(
    r"^(?:so |ok |okay |hey |quick question:? ?|question:? ?|also |and |hi |um )*(?:can|could|may|should|must|do|"
    r"does|would|"
    r"will|is it|are|is|am i|what is (?:a|an|the|my|our)|what \w+ (?:should|do|can|would)|what should|how (?:do|does|"
    r"can|should|long do|much (?:do|does|is|are))|what (?:happens|if|does|is the|are "
    r"the|should|do)|why|when (?:do|does|is|can)|who (?:pays|is responsible|gets)|explain|tell me (?:about|how)|if)"
)
_LOOKS = words(
    r"(?:do|did|have|can|could) (?:i|we) (?:have|got|get|see|look at)|(?:are|is) there|(?:are|is) (?:any|anything|"
    r"anyone|anybody)|"
    r"who (?:has|have|is|are)|how many|any (?:\w+ )?(?:buyers?|sellers?|leads?|listings?|homes?)"
)
_PRACTICE = words(
    r"back out|walk away|earnest money|deposit|conting(?:ency|encies)|disclos\w+|commissions?|closing costs?|"
    r"title (?:company|"
    r"insurance|report)|liens?|hoas?|permits?|zoning|appeal|liable|liability|legal(?:ly)?|illegal|lawsuit|sue|sued|"
    r"lawyers?|"
    r"attorneys?|refuse|evict\w*|tenants?|leases?|capital gains|1031|deduct\w*|refinanc\w*|down payments?|"
    r"dual agen\w+|waive\w*|"
    r"addend(?:um|a)|form \d\w*|escalation clause|fiduciary|notary|licen[cs]e|purchase (?:contract|agreement)|"
    r"the contract|inspect(?:ion|or)s?|appraisal gap|multiple offers?|counter ?offers?|counter(?: back)?|offers?|"
    r"excise|foreclos\w+|"
    r"probate|power of attorney|buyer'?s? agency|agency agreement|mortgages?|loans?|points|fha|va loan|insurance|"
    r"allowed to|required to|supposed to"
)


def asks_advice(sheet: Sheet) -> bool:
    """Whether it is a question on law, contracts or practice, which no tool answers."""
    asks = sheet.says(_QUESTION) and not sheet.says(_LOOKS)
    return not sheet.addresses and asks and sheet.says(_PRACTICE)
