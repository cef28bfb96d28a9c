from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.intent import Intent
from bot.agent.offline.negation import strike_negated_things
from bot.agent.offline.reader import Reading, open_sheet
from bot.agent.offline.revaluing import revalue
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.campaign import fill_campaign
from bot.agent.offline.slots.cma import take_facts
from bot.agent.offline.slots.leads import fill_leads
from bot.agent.offline.slots.listings import fill_listings
from bot.agent.offline.slots.sync import fill_sync

_MARK = re.compile(
    r"\W*(?:and|what about|what if|how about|actually|assume|say|suppose|rerun|redo|run it again|change (?:it|that|"
    r"the)|set|use|"
    r"it has|it is|it's|its|there are|it had|if it had|only|just(?! listed| sold)|but|make it|same|or|now|also|with|"
    r"without|"
    r"the ones|ones|which ones|which of (?:them|those)|of those|those|them|"
    r"show (?:me )?(?:only|just|more|the)|more|narrow|limit|instead|plus|in|under|over|from|sort|include|"
    r"add|any of (?:them|those))\b",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\b(?:also|add|include|plus|as well|too)\b", re.IGNORECASE)
_MORE = re.compile(r"\W*(?:show (?:me )?)?(?:some |a few )?more(?: please| of (?:them|those))?\W*", re.IGNORECASE)
_N_MORE = re.compile(
    r"\W*(?:show |give |list )?(?:me )?(?:the next|another)? ?(?P<n>\d{1,2}) more(?: please)?\W*", re.IGNORECASE
)
_SYSTEM_TOO = re.compile(
    r"(?:and |also |now |what about |how about |then |plus )*(?:the |my |our )?(?P<system>mls|crm|fub|"
    r"follow ?up ?boss|mail ?chimp|"
    r"marketing)(?: too| also| as well| please| next| now)*[?!. ]*",
    re.IGNORECASE,
)
_HOMES = re.compile(r"\b(?:homes|houses|listings|show|find|any|list)\b", re.IGNORECASE)
_FACTS = frozenset(
    (
        *("bedrooms_min", "bathrooms_min", "living_area_min", "living_area_max", "lot_size_min"),
        *("year_built_min", "year_built_max"),
    )
)
_SHORT, _SHORT_FACTS = 12, 30
_NO_CHANGE = (
    *(Intent.GREETING, Intent.THANKS, Intent.HELP, Intent.DROP),
    *(Intent.APPROVE, Intent.FAIR, Intent.ADVICE, Intent.VAGUE),
)
_LIST_LIMITS = {"find_leads": 100, "search_listings": 50}


def refine(previous: Draft, text: str, reading: Reading, today: date, places: Gazetteer) -> Draft | None:
    """The last call, changed by a short follow-up ("and in Fremont?", "only under 700k", "with 4 beds")."""
    if again := _said_again(previous, text, today, places):
        return again
    longest = _SHORT_FACTS if previous.tool == "run_cma" else _SHORT
    if len(text.split()) > longest or reading.intent in _NO_CHANGE:
        return None
    marked = _MARK.match(text) is not None
    same = (marked and _same_kind(previous, reading)) or _facts_of_the_home(previous, reading, text)
    if reading.intent is not Intent.UNKNOWN and not same:
        return None
    added = _added(previous, text, today, places)
    if not added:
        return None
    kept = {name: value for name, value in previous.args.items() if name != "since"}  # asked once
    if _ALSO.search(text) and added.get("areas"):
        added["areas"] = list(dict.fromkeys([*previous.args.get("areas", []), *added["areas"]]))
    return replace(previous, args={**kept, **added}, notes=())


def _said_again(previous: Draft, text: str, today: date, places: Gazetteer) -> Draft | None:
    """What only makes sense after the last call: a list longer, another system too, a valuation as Jorge has it."""
    if previous.tool == "run_cma":
        return revalue(previous, text, today, places)
    if len(text.split()) > _SHORT:
        return None
    if previous.tool == "sync_now" and (system := _SYSTEM_TOO.fullmatch(text.strip())):
        return fill_sync(_plain(system["system"]))[0]
    return _longer(previous, text)


def _longer(previous: Draft, text: str) -> Draft | None:
    """The same list, longer: "more", "5 more"."""
    limit = _LIST_LIMITS.get(previous.tool)
    counted = _N_MORE.fullmatch(text)
    if limit is None or not (counted or _MORE.fullmatch(text)):
        return None
    shown = int(previous.args.get("limit", 10))
    more = shown + (int(counted["n"]) if counted else shown)
    return replace(previous, args={**previous.args, "limit": min(more, limit)}, notes=())


def _plain(words: str) -> Sheet:
    return Sheet(words, words.lower(), words.lower())


def _facts_of_the_home(previous: Draft, reading: Reading, text: str) -> bool:
    """Bare facts after a valuation ("4 beds, 1900 sqft") are about its home, not a search."""
    if previous.tool != "run_cma" or reading.intent is not Intent.LISTINGS or _HOMES.search(text):
        return False
    return all(draft.args.keys() <= _FACTS for draft in reading.drafts)


def _same_kind(previous: Draft, reading: Reading) -> bool:
    """A follow-up that by itself reads as a search refines a search, and as a value refines a value."""
    if previous.tool == "launch_campaign" and reading.intent is Intent.LEADS:
        return True
    if reading.intent.value == previous.tool:
        return not any(draft.args.get("address") for draft in reading.drafts) or previous.tool == "launch_campaign"
    return (
        reading.intent is Intent.LISTINGS
        and previous.tool in ("find_leads", "run_cma")
        and not reading.drafts[0].args.get("status")
    )


def _added(previous: Draft, text: str, today: date, places: Gazetteer) -> dict[str, Any]:
    sheet, subject, message, declined = open_sheet(text, places)
    if declined:
        return {}
    if previous.tool == "run_cma":
        return {**take_facts(sheet, today), **({"address": sheet.addresses[0]} if sheet.addresses else {})}
    strike_negated_things(sheet)
    match previous.tool:
        case "find_leads":
            return dict(fill_leads(sheet, places, today)[0].args)
        case "search_listings":
            return dict(fill_listings(sheet, places, today)[0].args)
        case "launch_campaign":
            return dict(fill_campaign(sheet, places, subject, message)[0].args)
        case _:
            return {}
