from __future__ import annotations

import re

from bot.agent.offline.sheet import Sheet

_FORGET = re.compile(
    r"\b(?:do not|never) (?:forget|hesitate|fail|let me forget)(?: (?:to|that))?\b|\bwhy do not (?:we|"
    r"you)\b|\bdo not you\b"
)
_ACT = (
    r"(?:send|email|e-mail|text|blast|announc|notif|tell|launch|sync|refresh|updat|pull|market|mail|"
    r"promot|invit|contact|message|"
    r"advertis|share|let|includ|show|list|give|run|do|want|need)\w*"
)
_NO_ACT = re.compile(
    rf"\b(?:(?:please )?do not|never|stop|cancel|hold off(?: on)?|hold on|no need to|without|avoid|"
    rf"rather not|not going to|not to|instead of|"
    rf"nobody|not ready to|do not want (?:you )?to|wait before|refrain from)\s+(?:\w+\s+){{0,2}}?{_ACT}\b"
    r"[^,;.!?¦]*?(?=$|[,;.!?¦]|\bbut (?!not)|\bjust (?!listed|sold)|\binstead\b(?! of)|\bonly\b|"
    r"\band (?=show|tell me|give me|what|who))"
)
_CALL_OFF = re.compile(
    r"\b(?:hold off(?: on)?|hold on(?: to| on)?|cancel|scrap|pause|abort|call off|kill|postpone|delay)\b[^,;.!?¦]*"
)
_SYNC_STRUCK = re.compile(r"\b(?:sync|refresh|updat|pull)\w*")
_JUST = re.compile(r"¦[\s,.;!?]*(?:but |instead )?(?:just|only)\s+(?:do\s+)?(?=(?:the |my )?[\w ]+[\s.!]*$)")
_NOT = re.compile(
    r"\b(?!nothing (?:from|back|since|in|out|heard)\b)(?:but\s+)?(?:and\s+)?(?:not|no|except(?:ing)?(?: for)?|"
    r"excluding|other than|outside(?: of)?|"
    r"without(?: any)?|besides|ignor(?:e|ing)|skip(?:ping)?|leav(?:e|ing) out|minus|nothing|none|"
    r"apart from|non)\b[\s-]+"
    r"(?!more\b|less\b|fewer\b|over\b|under\b|above\b|below\b|exceed|later\b|earlier\b|older\b|newer\b|"
    r"higher\b|lower\b|yet\b|heard|answered|respond|spoke|called|followed|visit|open|"
    r"repl|talk|contact|active|word|news|sign|peep|longer|been|touched|in touch|activity|response|reply|contact|"
    r"smaller|bigger|"
    r"larger|quite|sure|only|just)"
    r"(?:(?:in|the|a|an|any|from|to|for|on|by|with|via|my|those|ones?)\s+)*(?P<what>[\w'-]+(?:\s+(?:or|"
    r"and|nor)\s+(?!what|who|show|send)[\w'-]+)*(?:\s+(?:homes?|listings?|leads?|buyers?|sellers?|ones))?)"
)


def strike_negated_acts(low: str) -> tuple[str, bool]:
    """Take off what the user does not want done, up to the end of its clause; says whether there was any."""
    low = _FORGET.sub(" ", low)
    rest = _CALL_OFF.sub(" ¦ ", _NO_ACT.sub(" ¦ ", low))
    if (struck := _NO_ACT.search(low)) and _SYNC_STRUCK.search(struck.group()) and (only := _JUST.search(rest)):
        rest = f"sync {rest[only.end() :]}"  # "don't sync Mailchimp, just the MLS"
    return rest, rest != low


def strike_negated_things(sheet: Sheet) -> tuple[str, ...]:
    """Take off "not condos", "except 98103", "no townhouses"; returns what was excluded."""
    found = sheet.take_all(_NOT)
    return tuple(one["what"].strip() for one in found)
