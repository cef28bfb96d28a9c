from __future__ import annotations

import re

from bot.agent.offline.normalise import clean

_VERB = (
    r"(?:show|find|who|what|which|how many|list|sync|send|run|give|pull|tell me|email|text|blast|search|"
    r"refresh|update|notify|announce|get|any)"
)
_SPLIT = re.compile(
    rf"\s*(?:[,.;]\s*)?\b(?:and then|then|after that|and also|also)\b[,:]?\s+(?=(?:please |can you )?{_VERB}\b)"
    rf"|[?!;]\s+(?=(?:and |also |then |please )*{_VERB}\b)|\.\s+(?=(?:And |Also |Then |Please )*{_VERB.title()}\b)"
    rf"|\s*,?\s+and\s+(?=(?:please )?{_VERB}\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:them|they|those|these|it|that|he|she|him|her|its|their)\b", re.IGNORECASE)
_MOST = 4


def split_requests(text: str) -> list[str]:
    """The separate requests of one message; one part where a later part points back to an earlier one."""
    parts = [part.strip() for part in _SPLIT.split(clean(text)) if part and part.strip(" .,;?!")]
    if not 1 < len(parts) <= _MOST or any(_POINTS_BACK.search(part) for part in parts[1:]) or '"' in text:
        return [text]
    return parts
