"""An analysis again, as Jorge corrects it: "4 beds, new kitchen", "leave out number 3", "what changed since May?"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from bot.agent.offline.dates import take_period
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.normalise import clean
from bot.agent.offline.reader import open_sheet
from bot.agent.offline.slots.choices import CHOICES, take_choices
from bot.agent.offline.slots.cma import take_facts

_SINCE = re.compile(
    r"\b(?:what(?:'s| is| has)? (?:all )?(?:changed|different|new|moved)|how (?:has|did) (?:it|that|the value|this) "
    r"(?:changed?|moved?)|any (?:changes?|movement)|compared? (?:to|with)|versus|vs\.?)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\W*(?:please\s+)?(?:re-?run|re-?do|re-?value|update|refresh|run|do|value)(?: (?:it|that|this|the (?:cma|value|"
    r"analysis|numbers|report)))?(?: again)?(?: please)?\W*",
    re.IGNORECASE,
)
_WHY = re.compile(r"\W*(?:why|how come|who|did you|is it|was)\b", re.IGNORECASE)
_RESET = re.compile(
    r"\W*(?:start over|reset(?: it| that| everything)?|undo(?: (?:it|that|all|everything|all of (?:it|that)))?|"
    r"(?:clear|drop|forget|remove) (?:all )?(?:the |my )?(?:corrections|changes|overrides)|"
    r"as (?:it was|the record says)|(?:use|back to) the record)\W*",
    re.IGNORECASE,
)


def revalue(previous: Draft, text: str, today: date, places: Gazetteer) -> Draft | None:
    """The last valuation with what this says about the home and its comparables; None where it says nothing of them."""
    plain = clean(text)
    if _WHY.match(plain):
        return None
    kept = {name: value for name, value in previous.args.items() if name != "since"}
    if _RESET.fullmatch(plain):
        return replace(previous, args={"address": kept["address"]} if "address" in kept else {}, notes=())
    if _AGAIN.fullmatch(plain):
        return replace(previous, args=kept, notes=())
    choices, rest = take_choices(plain)
    if not choices:
        return _since(previous, kept, plain, today, places)
    facts = take_facts(open_sheet(rest, places)[0], today)
    return replace(previous, args=_merged({**kept, **facts}, choices), notes=())


def _since(previous: Draft, kept: dict[str, Any], plain: str, today: date, places: Gazetteer) -> Draft | None:
    if not _SINCE.search(plain):
        return None
    sheet = open_sheet(plain, places)[0]
    if sheet.addresses:
        return None
    span = take_period(sheet, today)
    if span is None:
        return replace(previous, args=kept, notes=())
    return replace(previous, args={**kept, "since": span.since.isoformat()}, notes=())


def _merged(args: dict[str, Any], choices: dict[str, list[Any]]) -> dict[str, Any]:
    """Choices add up; a sale that is named the same way again is said anew."""
    for name in CHOICES:
        if name in choices:
            fresh = choices[name]
            again = {_name(item) for item in fresh}
            args[name] = [*(item for item in args.get(name, ()) if _name(item) not in again), *fresh]
    return args


def _name(item: Any) -> str:
    return str(item["listing_id"] if isinstance(item, dict) else item).casefold()
