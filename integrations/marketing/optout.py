"""Whether a text asks not to be texted any more: by a word, or by any reasonable wording (47 CFR 64.1200(a)(10))."""

from __future__ import annotations

import re
from typing import Final

# Twilio answers these itself and refuses further texts (21610).
VENDOR_WORDS: Final = frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"})
_OTHER_WORDS: Final = frozenset({"opt out", "opt-out", "remove", "stahp", "alto", "basta", "para", "no mas", "no más"})
_START_WORDS: Final = frozenset({"start", "unstop", "yes start", "resubscribe"})
_REACH: Final = r"(?:text|message|contact|write|call|email|e-mail|bother|msg|spam|send)(?:s|ing|ed)?"
_ENOUGH: Final = (
    rf"(?:do not|don'?t|never|no longer|quit|stop) (?:ever |you |please |want (?:any )?(?:more )?)?(?:to )?{_REACH}",
    r"stop (?:it|this|that|these|all|now|please|already|with the|the (?:texts|messages))",
    r"(?:please|pls|just) stop(?! by)",
    r"un ?sub\w*",
    r"opt(?:ed|ing)?[ -]?(?:me )?out",
    r"(?:take|remove|delete|get) (?:me|my (?:number|name|phone|info\w*)) (?:off|from|out)",
    r"remove me|delete my (?:number|info\w*)",
    r"leave me alone|lose (?:my|this) number|wrong (?:number|person)",
    r"no more (?:text\w*|messages?|spam|ads?)",
    r"no (?:me )?(?:mandes?|escribas?|env[ií]es?) m[aá]s|no m[aá]s (?:mensajes|textos)",
    r"revoke (?:my )?consent|i do not consent|harass\w*|report (?:you|this)|cease and desist",
)
_WORDINGS: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_ENOUGH)})", re.IGNORECASE)
_NEARLY: Final = frozenset({"stp", "sop", "stpo", "sotp", "tsop", "stopp", "sstop", "stoop", "stop it", "unsubcribe"})


def asks_to_stop(body: str) -> bool:
    """Whether it means: no more. In doubt it does."""
    said = _plain(body)
    return said in VENDOR_WORDS | _OTHER_WORDS | _NEARLY or bool(_WORDINGS.search(said))


def is_vendor_word(body: str) -> bool:
    """Whether the vendor handles it, answer included."""
    return _plain(body) in VENDOR_WORDS


def asks_to_start(body: str) -> bool:
    """Whether somebody wants texts again."""
    return _plain(body) in _START_WORDS


def _plain(body: str) -> str:
    said = re.sub(r"\s+", " ", body.replace("’", "'").lower()).strip()
    return said.strip(" .!?,;:\"'()*-_")
