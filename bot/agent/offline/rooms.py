from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bot.agent.offline.bounds import JOIN, Bounds, bounded, plain, quantity, relation
from bot.agent.offline.sheet import Sheet

_BED = r"(?:bed(?:room)?s?|bedrms?|bdrms?|bdrs?|bds?|brs?|b/r)(?![a-z])"
_BATH = r"(?:(?:full |total )?(?:bath(?:room)?s?|bths?|bas?)|(?:full )bath)(?![a-z])"
_SQFT = (
    r"(?:k\s*)?(?:sq\.?\s*-?(?:ft|feet|foot|footage)\.?|square[ -]?(?:feet|foot|ft|footage)|sqft|sqf|sf|"
    r"ft2|ft\^2|sq|(?:feet|foot|ft) (?:finished|heated|livable|living|of (?:living|finished|house|home|space|heated))|"
    r"(?:finished|heated|livable) (?:sq\.? ?(?:ft|feet)|square (?:feet|foot)|sqft|sf|feet|ft))(?![a-z])"
)
_ACRE = r"(?:-?acres?|ac)(?![a-z])"
_SMALL = r"\d{1,2}(?:\.\d{1,2})?"
_BEDS, _BATHS = quantity(_BED, _SMALL), quantity(_BATH, _SMALL)
_AREA, _ACRES = quantity(_SQFT), quantity(_ACRE)
_AREA_TURNED = re.compile(
    r"\b(?:square (?:feet|footage)|sq\.? ?ft|sqft|living area)\s*(?:of|is|:|=|>=?|<=?)?\s*(?P<before>over|"
    r"under|above|below|at least|more than|less than|up to|around|about|>=?|<=?)?\s*(?P<a>\d[\d,]{2,6})\b"
)
_BEDS_TURNED = re.compile(r"\b(?:bed(?:room)?s?|brs?|bds?)\s*(?:is|are|of|:|=|>=?)\s*(?P<a>\d{1,2})\b")
_NTH_BED = re.compile(r"\b(?P<a>\d)(?:st|nd|rd|th) (?:bed(?:room)?|br|bd)\b")
_NTH_BATH = re.compile(r"\b(?P<a>\d)(?:st|nd|rd|th) (?:full )?(?:bath(?:room)?|ba)\b")
_BATHS_TURNED = re.compile(r"\b(?:bath(?:room)?s?|ba)\s*(?:is|are|of|:|=|>=?)\s*(?P<a>\d(?:\.\d{1,2})?)\b")
_SLASH = re.compile(
    r"(?<![\d/.$])\b(?P<beds>[1-9])\+?\s*(?:/|x| by )\s*(?P<baths>[1-9](?:\.(?:25|5|50|75|0))?)\b\+?(?![/\d]|"
    r"\s*(?:acre|a ))"
)
_SHORT = re.compile(r"\b(?P<beds>[1-9])\s*b(?:r|d|ed)?\s*[/, ]?\s*(?P<baths>[1-9](?:\.\d{1,2})?)\s*b(?:a|ath)?\b")
_LABELLED = re.compile(
    r"\b(?:bed(?:room)?s?|brs?|bds?)\s*[:=]?\s*(?P<beds>\d{1,2})\+?\s*[,;/|"
    r"]?\s*(?:and\s*)?(?:bath(?:room)?s?|bas?)\s*[:=]?\s*(?P<baths>\d(?:\.\d{1,2})?)\b(?!\s*(?:bed|bath|"
    r"ba\b|br\b))"
)
_DATE_BEFORE = re.compile(r"\b(?:since|from|after|before|on|until|by|through)\s*$")
_LOT_NEAR = re.compile(r"\b(?:lots?|land|parcels?|yards?|acreage)\b")
_ACRE_SIZE = Decimal(43_560)


def take_rooms(sheet: Sheet) -> tuple[Bounds, Bounds]:
    """Read bedrooms and bathrooms: "3/2", "3bd 2ba", "at least 3 beds", "2-3 bedrooms", "2+ baths"."""
    beds, baths = Bounds(), Bounds()
    for pattern in (_LABELLED, _SLASH, _SHORT):
        for found in list(pattern.finditer(sheet.low)):
            if pattern is _SLASH and _DATE_BEFORE.search(sheet.low, 0, found.start()):
                continue
            sheet.low = sheet.low.replace(found.group(), " ¦ ", 1)
            beds = beds.merged(Bounds(bare=Decimal(found["beds"])))
            baths = baths.merged(Bounds(bare=Decimal(found["baths"])))
    beds = beds.merged(_take(sheet, _BEDS.range, _BEDS.single))
    baths = baths.merged(_take(sheet, _BATHS.range, _BATHS.single))
    turned_about = ((_BEDS_TURNED, True), (_NTH_BED, True), (_BATHS_TURNED, False), (_NTH_BATH, False))
    for pattern, is_bed in turned_about:
        if turned := sheet.take(pattern):
            said = Bounds(bare=Decimal(turned["a"]))
            beds, baths = (beds.merged(said), baths) if is_bed else (beds, baths.merged(said))
    return beds, baths


def take_sizes(sheet: Sheet) -> tuple[Bounds, Bounds]:
    """Read living area and lot, both in square feet. An acre is 43,560 square feet; acres are always the lot."""
    living, lot = Bounds(), Bounds()
    for found in list(_ACRES.range.finditer(sheet.low)) + list(_ACRES.single.finditer(sheet.low)):
        if found.group() in sheet.low:
            sheet.low = sheet.low.replace(found.group(), " ¦ ", 1)
            lot = lot.merged(_scaled(_bounds(found), _ACRE_SIZE))
    for pattern in (_AREA.range, _AREA.single, _AREA_TURNED):
        low = sheet.low
        for found in list(pattern.finditer(sheet.low)):
            near = (
                low[max(0, found.start() - 22) : found.start()].rpartition("¦")[2] + " " + _next_words(low, found.end())
            )
            said = _scaled(
                _bounds(found),
                Decimal(1000)
                if re.match(r"\s*k", found.group()[len(found["a"]) :])
                or " k sq" in found.group()
                or "k sq" in found.group()
                else Decimal(1),
            )
            sheet.low = sheet.low.replace(found.group(), " ¦ ", 1)
            if _LOT_NEAR.search(near):
                lot = lot.merged(said)
            else:
                living = living.merged(said)
    return living, lot


def _next_words(low: str, at: int) -> str:
    return " ".join(re.split(r"[,;¦.]", low[at : at + 18])[0].split()[:2])


def _take(sheet: Sheet, *patterns: re.Pattern[str]) -> Bounds:
    said = Bounds()
    for pattern in patterns:
        for found in list(pattern.finditer(sheet.low)):
            sheet.low = sheet.low.replace(found.group(), " ¦ ", 1)
            said = said.merged(_bounds(found))
    return said


def _bounds(found: re.Match[str]) -> Bounds:
    groups = found.groupdict()
    value = plain(groups["a"])
    if groups.get("b"):
        return Bounds(low=value, high=plain(groups["b"]))
    return bounded(relation(groups.get("before"), groups.get("mid"), groups.get("after")), value)


def _scaled(said: Bounds, factor: Decimal) -> Bounds:
    def times(value: Decimal | None) -> Decimal | None:
        return None if value is None else value * factor

    return Bounds(times(said.low), times(said.high), times(said.bare), said.strict)


_YEAR = r"(?P<y>1[789]\d\d|20\d\d)"
_BUILT = r"(?:year[- ]built|built|constructed|construction|build year|homes?|houses?|vintage|made|erected|dating)"
_MADE = r"(?:year[- ]built|built|constructed|build year|erected)"
_YEARS: tuple[tuple[str, str], ...] = (
    (
        rf"\b{_MADE}\s+(?:sometime\s+)?(?:between|from)?\s*(?P<y>1[789]\d\d|20\d\d){JOIN}(?P<z>1[789]\d\d|20\d\d)\b",
        "range",
    ),
    (rf"\b(?:{_BUILT}\s+)?(?:(?:in|during|from)\s+)?(?:the\s+)?(?P<y>1[789]\d0|20\d0)'?s\b", "decade"),
    (
        (
            rf"\b(?:{_MADE}\s+)?(?:(?:in|during|from)\s+)(?:the\s+)?'?(?P<short>[2-9]0)'?s\b(?=.*\b(?:home|house|"
            rf"built|bungalow|rambler)|$)"
        ),
        "short",
    ),
    (
        rf"\b{_MADE}\s+(?:back\s+)?(?:in|during|from)\s+(?:the\s+)?(?:early |mid |late )?'?(?P<short>[2-9]0)'?s\b",
        "short",
    ),
    (
        (
            rf"\b{_MADE}\s+(?:anytime\s+)?(?:after|since|from|later than|past|post|in or after|on or after|"
            rf"no earlier than|>=?|starting)\s*-?{_YEAR}"
        ),
        "min",
    ),
    (
        (
            rf"\b{_MADE}\s+(?:in\s+)?{_YEAR}\s*(?:\+|or (?:newer|later|after)|and (?:newer|later|up|after)|"
            rf"onwards?|and on\b)"
        ),
        "min",
    ),
    (rf"\b{_MADE}\s+(?:before|prior to|pre|until|up to|by|no later than|earlier than|<=?)\s*-?{_YEAR}", "max"),
    (rf"\b{_MADE}\s+(?:in\s+)?{_YEAR}\s*(?:or (?:older|earlier|before)|and (?:older|earlier|before))", "max"),
    (rf"\b(?:newer|later|younger|more recent) than {_YEAR}", "min"),
    (rf"\bpost[- ]{_YEAR}|\b(?P<y2>1[89]\d\d|20\d\d) (?:or|and) newer", "min"),
    (rf"\b(?:older|earlier) than {_YEAR}|\bpre[- ]?(?P<y2>1[789]\d\d|20\d\d)\b", "max"),
    (rf"\b{_YEAR} (?:or|and) older", "max"),
    (rf"\b{_MADE}\s+(?:in\s+|around\s+|about\s+|circa\s+|:\s*|is\s+|=\s*)*{_YEAR}", "is"),
    (
        r"\b(?:new(?:ly)?[- ](?:construction|built|builds?)|brand[- ]new (?:homes?|houses?|construction))\b(?P<new>)",
        "new",
    ),
    (rf"\b{_YEAR}[- ](?:built|build|construction|vintage)", "is"),
    (
        r"\b(?:less than|under|newer than|within|not more than|no more than|at most|up to) (?P<age>\d{1,3}) years? old",
        "younger",
    ),
    (r"\b(?:newer|younger) than (?P<age>\d{1,3}) years", "younger"),
    (r"\bbuilt (?:in|within) the (?:last|past) (?P<age>\d{1,3}) years", "younger"),
    (
        r"\b(?:more than|over|at least|older than) (?P<age>\d{1,3}) years? old|\bolder than (?P<age2>\d{1,3}) years",
        "older",
    ),
)
_YEARS_COMPILED = tuple((re.compile(pattern), kind) for pattern, kind in _YEARS)
_RENOVATED = re.compile(
    rf"\b(?:renovated|remodel(?:l?ed)?|updated|redone|refurbished|gutted|rehabbed|renovation|"
    rf"remodel)\s*(?:back\s+)?(?:was\s+)?(?:in\s+|around\s+|about\s+|:\s*|year\s+)*{_YEAR}"
    r"|\b(?P<y2>1[89]\d\d|20\d\d) (?:renovation|remodel)"
)


def take_year_renovated(sheet: Sheet) -> int | None:
    """The year of the last renovation, if stated."""
    found = sheet.take(_RENOVATED)
    return int(found["y"] or found["y2"]) if found else None


def take_years(sheet: Sheet, today: date) -> Bounds:
    """Read when homes were built; the year named belongs to the range ("built after 2000" starts at 2000)."""
    for pattern, kind in _YEARS_COMPILED:
        found = sheet.take(pattern)
        if found:
            return _years(kind, {name: value for name, value in found.groupdict().items() if value}, today)
    return Bounds()


def _years(kind: str, said: dict[str, str], today: date) -> Bounds:
    year = int(said.get("y") or said.get("y2") or 0)
    age = int(said.get("age") or said.get("age2") or 0)
    if kind == "short":
        short = int(said["short"])
        year, kind = (2000 + short if short <= today.year % 100 - 10 and short < 20 else 1900 + short), "decade"  # noqa: PLR2004
    ends: dict[str, tuple[int | None, int | None]] = {
        "range": (year, int(said.get("z") or 0)),
        "decade": (year, year + 9),
        "min": (year, None),
        "max": (None, year),
        "younger": (today.year - age, None),
        "older": (None, today.year - age),
        "new": (today.year - 1, None),
    }
    if kind == "is":
        return Bounds(bare=Decimal(year))
    low, high = ends[kind]
    return Bounds(None if low is None else Decimal(low), None if high is None else Decimal(high))
