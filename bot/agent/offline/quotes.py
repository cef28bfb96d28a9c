from __future__ import annotations

import re

_SUBJECT = re.compile(
    r"\b(?:with )?(?:the |a )?subject(?: line)?(?: of| is| to)?\s*[:=]?\s*\"(?P<words>[^\"]{2,150})\"|"
    r"\bsubject(?: line)?\s*[:=]\s*(?P<free>[^\".;|]{2,150}?)(?=$|[.;|]| and (?:message|body)\b|"
    r" (?:message|body)\s*:)",
    re.IGNORECASE,
)
_MESSAGE = re.compile(
    r"(?:\b(?:saying|that says|which says|say|reads?|with the (?:message|text|words|note)|message|body|"
    r"text|opening)\s*(?:is|:|,|of|to)?\s*)\"(?P<words>[^\"]{2,2000})\""
    r"|\b(?:message|body)\s*[:=]\s*(?P<free>[^\"|]{2,2000})$|\b(?:saying|that says|"
    r"which says)\s*[:,]?\s*(?P<tail>[^\"|]{8,2000})$",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"\b(?:send|sending|email|text|sms|blast|campaign|announce|newsletter|mail|notify|invite|tell|let|subject|message|opening)\b",
    re.IGNORECASE,
)


def take_quotes(text: str) -> tuple[str, str | None, str | None]:
    """Take a subject line and a message the user words off the request; they are never read for slots."""
    if not _SENDS.search(text):
        return text, None, None
    text, subject = _take(text, _SUBJECT)
    text, message = _take(text, _MESSAGE)
    return text, subject, message


def _take(text: str, pattern: re.Pattern[str]) -> tuple[str, str | None]:
    found = pattern.search(text)
    if not found:
        return text, None
    said = next(words for words in found.groupdict().values() if words)
    return f"{text[: found.start()]} , {text[found.end() :]}".strip(" ,"), said.strip()
