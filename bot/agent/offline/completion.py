from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from bot.agent.offline.addresses import find_addresses
from bot.agent.offline.areas import take_areas
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.intent import Intent
from bot.agent.offline.normalise import clean, lower
from bot.agent.offline.numbers import write_digits
from bot.agent.offline.reader import open_sheet, read
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.campaign import campaign_type, finish
from bot.agent.offline.slots.choices import CHOICES, settle
from bot.agent.offline.slots.cma import take_facts

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_NTH = re.compile(
    r"\b(?:the |number |no\.? |option |#)?(?P<n>first|second|third|fourth|fifth|sixth|last|[1-9])(?:st|nd|"
    r"rd|th)?(?: one| option)?\b"
)
_BARE_CHOICE = re.compile(
    r"\W*(?:the |number |no\.? |option |#|yes,? )*(?:first|second|third|fourth|fifth|sixth|last|"
    r"[1-9])(?:st|nd|rd|th)?(?: one| option)?(?: please)?\W*"
)
_YES = re.compile(r"\W*(?:yes|yep|yeah|yup|sure|correct|right|exactly|that one|that's (?:it|right)|ok(?:ay)?)\b.*")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w.])")
_ZIP = re.compile(r"\b\d{5}\b")
_CLOSE = 72


def complete(pending: Draft, text: str, today: date, places: Gazetteer) -> Draft | None:
    """The unfinished call with what this reply adds; None where the reply does not answer the question."""
    if read(text, today, places).intent is Intent.DROP:
        return None
    chosen = choose(pending.options, text)
    if chosen is not None and pending.missing != "campaign_type":
        return _chosen(pending, chosen)
    match pending.missing:
        case "address":
            return _with_address(pending, text, today, places)
        case "campaign_type":
            return _with_type(pending, text, chosen, places)
        case "areas":
            areas = take_areas(_sheet(text), places)
            return _filled(pending, {"areas": list(areas)}) if areas else None
        case _:
            return _with_facts(pending, text, today)


def _chosen(pending: Draft, chosen: str) -> Draft:
    if pending.missing == "audience":
        return finish({**pending.args, "audience": chosen.replace(" ", "_")})
    if pending.missing in CHOICES:
        return _filled(pending, {pending.missing: settle(pending.args.get(pending.missing, ()), chosen)})
    return _filled(pending, {pending.missing: [chosen] if pending.missing == "areas" else chosen})


def choose(options: tuple[str, ...], text: str) -> str | None:
    """The option a reply means: by number, by a ZIP or a word only one of them has, or by likeness."""
    if not options:
        return None
    low = lower(clean(text)).strip(" .!?")
    if _BARE_CHOICE.fullmatch(low) and (found := _NTH.search(low)):
        said = found["n"]
        at = len(options) - 1 if said == "last" else _ORDINALS.index(said) if said in _ORDINALS else int(said) - 1
        return options[at] if 0 <= at < len(options) else None
    if len(options) == 1 and _YES.fullmatch(low):
        return options[0]
    for word in re.findall(r"[a-z0-9]+", low):
        holding = [option for option in options if re.search(rf"\b{word}\b", option.lower())]
        if len(holding) == 1 and len(word) > 1:
            return holding[0]
    best = process.extractOne(low, [option.lower() for option in options], scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return options[best[2]] if best else None


def _with_address(pending: Draft, text: str, today: date, places: Gazetteer) -> Draft | None:
    found = find_addresses(clean(text), places)
    if found:
        facts = take_facts(open_sheet(text, places)[0], today) if pending.tool == "run_cma" else {}
        return _filled(pending, {"address": found[0].text, **facts})
    before = str(pending.args.get("address", ""))
    areas = take_areas(_sheet(text), places)
    if before and areas:  # "Which 1423 NW 65th St do you mean?" - "98117"
        return _filled(pending, {"address": f"{before}, {areas[0]}"})
    return None


def _with_type(pending: Draft, text: str, chosen: str | None, places: Gazetteer) -> Draft | None:
    sheet = open_sheet(text, places)[0]
    about = chosen.replace(" ", "_") if chosen else campaign_type(sheet)
    if about is None:
        return None
    address = {"address": sheet.addresses[0]} if sheet.addresses else {}
    return finish({**pending.args, "campaign_type": about, **address})


def _with_facts(pending: Draft, text: str, today: date) -> Draft | None:
    sheet = _sheet(text)
    facts = take_facts(sheet, today)
    if pending.missing == "postal_code":
        code = _ZIP.search(sheet.low)
        return _filled(pending, {"postal_code": code.group()}) if code else None
    number = _NUMBER.search(sheet.low)
    if pending.missing not in facts and number:
        value = float(number.group().replace(",", ""))
        facts[pending.missing] = int(value) if value.is_integer() else value
    return _filled(pending, facts) if facts else None


def _filled(pending: Draft, values: dict[str, Any]) -> Draft:
    return replace(pending, args={**pending.args, **values}, missing="", ask="", options=())


def _sheet(text: str) -> Sheet:
    plain = clean(text)
    low = write_digits(lower(plain))
    return Sheet(plain, low, low)
