from __future__ import annotations

import re
from decimal import Decimal

from bot.agent.offline.bounds import ANY_AFTER, ANY_BEFORE, BETWEEN, JOIN, NUMBER, Bounds, bounded, plain, relation
from bot.agent.offline.sheet import Sheet

_UNIT = r"(?:k|thousand|thou|grand|mm|millions?|mill?|m|bucks|dollars|usd)(?![a-z])"
_SCALE = {"k": 1_000, "t": 1_000, "g": 1_000, "m": 1_000_000}
_NO_OTHER_UNIT = (
    r"(?![\d,.]*\d)(?!\s*(?:%|percent|days?|weeks?|months?|years?|hours?|beds?|br\b|bd\b|baths?|ba\b|sq|"
    r"sf\b|ft\b|acres?|miles?|mi\b|minutes?|"
    r"leads?\b|buyers?\b|sellers?\b|homes?\b|listings?\b|people\b|points?\b|degrees\b|am\b|pm\b))(?![a-z])"
)
_RANGE = re.compile(
    rf"(?:\b{BETWEEN}\s+)?(?<![\w.,/])\$?\s*(?P<a>{NUMBER})\s*(?P<ua>{_UNIT})?{JOIN}\$?\s*"
    rf"(?P<b>{NUMBER})\s*(?:(?P<ub>{_UNIT})|{_NO_OTHER_UNIT})"
)
_HUNDREDS = re.compile(
    r"(?:\b(?:low|mid|high|upper)[- ]?(?:to[- ](?:mid|high)[- ]?)?)?\s*\$?(?<![\d,])([1-9])00(?:k|,?000)?'?s\b"
)
_SINGLE = re.compile(
    rf"(?:(?<!\w)(?P<before>{ANY_BEFORE})\s*(?:a |an |the |about |around |roughly |of |at |price |"
    rf"asking )*)?(?<![\w.,/-])(?P<sign>\$\s*)?(?P<a>{NUMBER})"
    rf"\s*(?:(?P<unit>{_UNIT})|{_NO_OTHER_UNIT})\s*-?(?:(?:in )?(?:price|dollars|usd|range)\s*)?(?P<after>{ANY_AFTER})?"
)
_LEAST_PLAIN = 20_000
_SPOKEN_LOW, _SPOKEN_HIGH = 100, 2_000


def take_price(sheet: Sheet) -> Bounds:
    """Read what the request says about price, in whole dollars.

    Units are inherited in ranges ("500-600k"). Without any unit a number counts only where it is as large as a home's
    price, or where a relation stands beside it as agents talk ("under 600", "between 500 and 600", "up to 1.2").
    """
    said = Bounds()
    for found in list(_RANGE.finditer(sheet.low)):
        if ends := _ends(found):
            sheet.low = sheet.low.replace(found.group(), " ¦ ", 1)
            said = said.merged(Bounds(low=ends[0], high=ends[1]))
    if hundreds := sheet.take(_HUNDREDS):
        base = Decimal(int(hundreds.group(1)) * 100_000)
        said = said.merged(Bounds(low=base, high=base + 99_999))
    for found in list(_SINGLE.finditer(sheet.low)):
        stated = relation(found["before"], found["after"])
        value = _dollars(found["a"], found["unit"], signed=bool(found["sign"]), related=stated != "is")
        if value is not None:
            sheet.low = sheet.low.replace(found.group(), " ¦ ", 1)
            said = said.merged(bounded(stated, value))
    return said


def _dollars(number: str, unit: str | None, *, signed: bool, related: bool) -> Decimal | None:
    value = plain(number)
    if unit and unit[0] in _SCALE:
        return value * _SCALE[unit[0]]
    if unit or value >= _LEAST_PLAIN or (signed and value > _SPOKEN_HIGH):
        return value
    if not related and not signed:
        return None
    if _SPOKEN_LOW <= value <= _SPOKEN_HIGH and "." not in number:
        return value * 1_000
    if "." in number and 0 < value < 20:  # noqa: PLR2004  # "under 1.2"
        return value * 1_000_000
    return value * 1_000_000 if signed and 0 < value < 20 else None  # noqa: PLR2004


def _bare_ends(found: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """The ends of "700-800" or "1.2-1.4", as agents write thousands and millions without a unit."""
    if found["ua"] or found["ub"] or not re.search(r"\d\s*(?:-|to)\s*\d", found.group()):
        return None
    first, last = plain(found["a"]), plain(found["b"])
    if _SPOKEN_LOW <= first < last <= _SPOKEN_HIGH and first % 10 == 0 and last % 10 == 0:
        return first * 1_000, last * 1_000
    millions = re.fullmatch(r"\d(?:\.\d{1,2})?", found["a"]) and re.fullmatch(r"\d\.\d{1,2}", found["b"])
    return (first * 1_000_000, last * 1_000_000) if millions and first < last else None


def _ends(found: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    first, last, unit = plain(found["a"]), plain(found["b"]), found["ub"]
    bare = _bare_ends(found)
    if bare:
        return bare
    spoken = found.group().startswith(("between", "from")) or "$" in found.group()
    high = _dollars(found["b"], unit, signed="$" in found.group(), related=spoken)
    if high is None:
        return None
    if found["ua"]:
        low = _dollars(found["a"], found["ua"], signed=False, related=True)
    elif first >= _LEAST_PLAIN:
        low = first
    else:
        scale = high / last if last else Decimal(1)
        low = first * scale if first * scale <= high else first * 1_000
        low = first * 1_000_000 if low < high / 100 and first < 20 else low  # noqa: PLR2004  # "1 to 1,200,000"
    if low is not None and low < _LEAST_PLAIN and 1 <= first < 10 and high >= 100_000:  # noqa: PLR2004  # "6 to 800k"
        low = first * 100_000
    return (low, high) if low is not None and _LEAST_PLAIN <= low <= high else None
