"""The words of street addresses and their short forms, after USPS Publication 28."""

from __future__ import annotations

from typing import Final

_STRONG: Final = {
    "aly": "alley allee ally", "ave": "avenue av aven avenu avn avnue avenida",
    "blvd": "boulevard bl boul boulv bvd boulvard",
    "byp": "bypass bypa", "cir": "circle circ crcl", "ct": "court crt", "dr": "drive drv driv",
    "expy": "expressway express expw", "fwy": "freeway frwy", "hwy": "highway highwy hiway hiwy hway",
    "ln": "lane", "pkwy": "parkway parkwy pky pkway", "pl": "place", "plz": "plaza plza", "rd": "road",
    "st": "street str strt", "ter": "terrace terr", "trl": "trail tr trls trails", "way": "wy", "sq": "square sqr squ",
    "cres": "crescent crsent", "ctr": "center centre", "tpke": "turnpike trnpk", "xing": "crossing crssng",
}  # fmt: skip
_WEAK: Final = {
    "bend": "bnd", "bluff": "blf", "brook": "brk", "cove": "cv", "corners": "cors", "creek": "crk", "causeway": "cswy",
    "estate": "est", "estates": "ests", "forest": "frst", "gardens": "gdns", "glen": "gln", "green": "grn",
    "grove": "grv", "harbor": "hbr", "hill": "hl", "hills": "hls", "hollow": "holw", "heights": "hts ht",
    "knoll": "knl", "lake": "lk",
    "landing": "lndg", "loop": "lp", "meadow": "mdw", "meadows": "mdws", "manor": "mnr", "mews": "",
    "park": "", "pass": "", "path": "", "pike": "", "point": "pt", "ridge": "rdg", "row": "", "run": "",
    "shores": "shrs", "spring": "spg", "springs": "spgs", "trace": "trce", "valley": "vly", "view": "vw",
    "views": "vws", "walk": "",
}  # fmt: skip
STRONG: Final = frozenset(_STRONG)
SUFFIXES: Final = frozenset((*_STRONG, *_WEAK))
DIRECTIONS: Final = frozenset({"n", "s", "e", "w", "ne", "nw", "se", "sw"})
COMPASS: Final = {"north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw",
                   "southeast": "se", "southwest": "sw"}  # fmt: skip
_NAMES: Final = {"saint": "st", "mount": "mt", "fort": "ft", "junior": "jr", "doctor": "dr", "apartment": "apt",
                 "suite": "ste", "building": "bldg", "penthouse": "ph", "space": "spc", "route": "rte"}  # fmt: skip
SHORT: Final[dict[str, str]] = {
    **{word: short for table in (_STRONG, _WEAK) for short, words in table.items() for word in words.split()},
    **COMPASS,
    **_NAMES,
}
ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
    "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100,
}  # fmt: skip
COUNTS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
UNIT_WORDS: Final = frozenset({"#", "apt", "unit", "ste", "condo", "bldg", "lot", "spc", "trlr", "rm"})
TALK: Final = frozenset({
    "of", "in", "at", "for", "from", "near", "on", "is", "and", "mile", "miles", "bed", "beds", "bath", "baths",
    "days", "weeks", "months",
})  # fmt: skip
# Roads that have a number for a name, and how the book of record spells their kind. The longest match wins.
# US, state and plain highways are one kind: people leave the kind out, and no two have the same house number.
_ROAD_KINDS: Final = {
    "hwy": "hwy|us hwy|us rte|us|u s hwy|u s|state hwy|state rte|state rd|st hwy|st rte|sr|sh|rte|sth",
    "i": "i|ih|interstate|interstate hwy",
    "cr": "cr|county rd|co rd|cnty rd|county hwy|county rte|co hwy",
    "fm": "fm|farm to market rd|farm to market|farm rd|fm rd",
    "rr": "rr|rm|ranch rd|ranch to market rd|ranch to market|rr rd",
    "loop": "loop|state loop|st loop",
}  # fmt: skip
ROADS: Final = {tuple(words.split()): kind for kind, many in _ROAD_KINDS.items() for words in many.split("|")}
STATES: Final = frozenset({
    "al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la",
    "me", "md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok",
    "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv", "wi", "wy", "dc",
})  # fmt: skip
