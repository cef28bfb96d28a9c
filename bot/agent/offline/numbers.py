from __future__ import annotations

import re

from bot.agent.offline.lexicon import listed

_UNITS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = {word: 10 * at for at, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
_VALUE = {word: value for value, word in enumerate(_UNITS)} | _TENS
_WORD = "|".join(sorted(_VALUE, key=len, reverse=True))
_SPELT = re.compile(rf"\b(?:{_WORD}|hundred)(?:(?:[ -]|\sand\s)(?:{_WORD}|hundred))*\b")
_LONE_ONE = re.compile(
    r"one(?=[ -](?:plus )?(?:bed|bath|br\b|ba\b|week|month|day|year|million|mil\b|acre|point|hundred|and a half)|\s*\+)"
)
_ORDINALS = listed("first second third fourth fifth sixth")
_FIXED = (
    (r"\b(?:a |one )?half (?:of )?(?:a )?(?:million|mil|mill|mm)\b(?: dollars| bucks)?", "$500000"),
    (r"\b(?:a )?quarter (?:of )?(?:a )?(?:million|mil)\b", "$250000"),
    (r"\bthree[- ]quarters (?:of )?(?:a )?(?:million|mil)\b", "$750000"),
    (r"\b(?:a |1 |one )?(?:million|mil) and a half\b", "$1500000"),
    (r"\b(?:half (?:of )?(?:an |a )?|1/2 (?:an )?)acre", "0.5 acre"),
    (r"\b(?:a )?quarter (?:of an )?acre|\b1/4 acre", "0.25 acre"),
    (r"\bacre and a half\b", "1.5 acre"),
    (r"\b(?:the )?(?:last|past) fortnight\b", "last 2 weeks"),
    (r"\bfortnight\b", "2 weeks"),
    (r"\b(?:a )?couple(?: of)?(?= (?:day|week|month|year|hour|bed|bath|of))", "2"),
    (r"\b(?:a )?few(?= (?:day|week|month|year))", "3"),
    (r"\bhalf a dozen\b", "6"),
    (r"\ba dozen\b|\bdozen\b", "12"),
)
_FIXED_COMPILED = tuple((re.compile(pattern), to) for pattern, to in _FIXED)
_AND_HALF = re.compile(r"\b(\d+) (?:and a half|1/2)\b(?! [a-z]+ (?:st|ave|street|avenue|rd|dr|pl|way)\b)")
_POINT = re.compile(r"\b(\d+) point (\d+)\b")
_NTH = {word: f"{at}{['st', 'nd', 'rd', 'th', 'th', 'th'][at - 1]}" for at, word in enumerate(_ORDINALS, 1)}
_NTH_ROOM = re.compile(rf"\b({'|'.join(_NTH)})(?= (?:full )?(?:bed|bath|br\b|ba\b))")
_THOUSAND_FEET = re.compile(r"\b(\d{1,2}(?:\.\d)?) thousand(?: (?:and )?(\d{1,3}))?(?= ?-?(?:sq|sf\b|feet|foot|ft\b))")
_ARTICLE = re.compile(r"\b(?:a|an)(?= (?:million|mil|hundred|acre|week|month|year|day)\b)")


def write_digits(low: str) -> str:
    """Write number words as digits: "half a million", "two and a half", "six hundred fifty thousand"."""
    for pattern, to in _FIXED_COMPILED:
        low = pattern.sub(to, low)
    low = _ARTICLE.sub("1", low)
    low = _LONE_ONE.sub("1", low)
    low = _SPELT.sub(_to_digits, low)
    low = _POINT.sub(r"\1.\2", low)
    low = _AND_HALF.sub(r"\1.5", low)
    low = _NTH_ROOM.sub(lambda found: _NTH[found.group(1)], low)
    low = _THOUSAND_FEET.sub(lambda found: str(int(float(found[1]) * 1000) + int(found[2] or 0)), low)
    return re.sub(r"\b1 hundred\b", "100", low)


def _to_digits(found: re.Match[str]) -> str:
    words = [word for word in re.split(r"[ -]|\sand\s", found.group()) if word and word != "and"]
    if words in (["one"], ["hundred"]):
        return found.group()
    numbers: list[int] = []
    for word in words:
        if word == "hundred":
            numbers[-1:] = [(numbers[-1] if numbers else 1) * 100]
        elif numbers and _adds_up(numbers[-1], _VALUE[word]):
            numbers[-1] += _VALUE[word]
        elif numbers and 0 < numbers[-1] < 100 and _VALUE[word] >= 10:  # noqa: PLR2004  # "six fifty", "nineteen ten"
            numbers[-1] = numbers[-1] * 100 + _VALUE[word]
        else:
            numbers.append(_VALUE[word])
    return " ".join(map(str, numbers))


def _adds_up(so_far: int, more: int) -> bool:
    return (so_far >= 100 and so_far % 100 == 0 and more > 0) or (  # noqa: PLR2004
        so_far % 100 >= 20 and so_far % 10 == 0 and 0 < more < 10  # noqa: PLR2004
    )
