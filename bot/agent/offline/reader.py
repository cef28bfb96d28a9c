from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.agent.offline.addresses import Address, find_addresses
from bot.agent.offline.asks.borders import picks_people
from bot.agent.offline.asks.coverage import homes_by_filters, tells_only
from bot.agent.offline.asks.direct import direct_request
from bot.agent.offline.asks.market_changes import changes_request
from bot.agent.offline.asks.own_areas import own_areas_request
from bot.agent.offline.asks.permission import permission_request
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import Gazetteer
from bot.agent.offline.intent import Intent
from bot.agent.offline.intents import intent_of
from bot.agent.offline.negation import strike_negated_acts, strike_negated_things
from bot.agent.offline.normalise import clean, lower
from bot.agent.offline.numbers import write_digits
from bot.agent.offline.quotes import take_quotes
from bot.agent.offline.sheet import Sheet
from bot.agent.offline.slots.campaign import campaign_type, fill_campaign
from bot.agent.offline.slots.choices import take_choices
from bot.agent.offline.slots.cma import fill_cma
from bot.agent.offline.slots.leads import fill_leads
from bot.agent.offline.slots.listings import fill_listings
from bot.agent.offline.slots.market import fill_accuracy, fill_market
from bot.agent.offline.slots.rules import rule_draft
from bot.agent.offline.slots.searches import fill_searches
from bot.agent.offline.slots.sync import fill_sync
from bot.agent.offline.spelling import mend
from bot.agent.offline.words import CMA, CMA_PHRASE, SEND_STRONG


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request means: an intent, and the tool calls as far as it gives them.

    `declined` = the user said not to do something and asked for nothing else.
    """

    intent: Intent
    drafts: tuple[Draft, ...] = ()
    declined: bool = False


def read(text: str, today: date, places: Gazetteer) -> Reading:  # noqa: PLR0911  # one return an early decision
    """Read one request by itself."""
    plain = clean(text)
    if (direct := direct_request(plain, places) or permission_request(plain, places, today)) is not None:
        return Reading(Intent.DIRECT, (direct,))
    sheet, subject, message, declined = open_sheet(text, places)
    if not declined and not picks_people(sheet.said) and (settled := _settles(sheet, places, today)) is not None:
        return settled
    intent = intent_of(sheet)
    if picks_people(sheet.said):
        return Reading(Intent.FAIR)
    if declined and intent in (Intent.UNKNOWN, Intent.DROP, Intent.THANKS, Intent.GREETING):
        return Reading(Intent.DROP, declined=True)
    if intent is Intent.UNKNOWN and not declined and homes_by_filters(sheet, places, today):
        intent = Intent.LISTINGS
    if intent is Intent.SYNC:
        return Reading(intent, tuple(fill_sync(sheet)))
    excluded = strike_negated_things(sheet)
    fill: dict[Intent, Callable[[], list[Draft]]] = {
        Intent.CMA: lambda: _valuations(sheet, text, today, places),
        Intent.CAMPAIGN: lambda: fill_campaign(sheet, places, subject, message),
        Intent.LEADS: lambda: fill_leads(sheet, places, today),
        Intent.LISTINGS: lambda: fill_listings(sheet, places, today),
        Intent.MARKET: lambda: fill_market(sheet, places),
        Intent.ACCURACY: lambda: fill_accuracy(sheet, places),
        Intent.SEARCHES: lambda: fill_searches(sheet, places),
    }
    drafts = fill[intent]() if intent in fill else []
    if excluded and intent in (Intent.LEADS, Intent.LISTINGS) and not _understood(excluded):
        drafts = [
            replace(draft, notes=(*draft.notes, f"what to leave out ({', '.join(excluded)[:60]})")) for draft in drafts
        ]
    if intent is Intent.LISTINGS and sheet.addresses and not drafts[0].args:
        return Reading(Intent.UNKNOWN)
    if intent in (Intent.LEADS, Intent.LISTINGS) and tells_only(drafts[0], sheet):
        return Reading(Intent.UNKNOWN)
    return Reading(intent, tuple(drafts))


def _settles(sheet: Sheet, places: Gazetteer, today: date) -> Reading | None:
    """What Jorge wants to be so from now on, and what he asks about that: rules, his areas, what changed in them."""
    if (about_rules := rule_draft(sheet, places)) is not None:
        return Reading(Intent.RULES, (about_rules,))
    own = own_areas_request(sheet, places) or changes_request(sheet, places, today)
    return None if own is None else Reading(Intent.DIRECT, (own,))


def _valuations(sheet: Sheet, text: str, today: date, places: Gazetteer) -> list[Draft]:
    """The homes to value; with one of them, what is said about its comparables ("but leave out the one on Elm")."""
    choices, rest = take_choices(clean(text))
    if choices:
        drafts = fill_cma(open_sheet(rest, places)[0], today)
        if len(drafts) == 1 and not drafts[0].missing:
            return [replace(drafts[0], args={**drafts[0].args, **choices})]
    return fill_cma(sheet, today)


def _understood(excluded: tuple[str, ...]) -> bool:
    """Whether the rest says it anyway: "buyers, not sellers" does, "not condos" does not."""
    return all(re.fullmatch(r"buyers?|sellers?|water ?front|lake ?front", thing) for thing in excluded)


def open_sheet(text: str, places: Gazetteer) -> tuple[Sheet, str | None, str | None, bool]:
    """The request made ready for reading, with the words it quotes, and whether it forbids something."""
    text, subject, message = take_quotes(clean(text))
    found = find_addresses(text, places)
    low, declined = strike_negated_acts(_lowered(text, found, places))
    if not any(one.sure for one in found) and not _wants_a_home(low) and not _is_home(text, found, places):
        found = []
        low, declined = strike_negated_acts(_lowered(text, found, places))
    found = [one for one in found if one.sure or len(found) == 1]
    if declined and found and "@home" not in low and _wants_a_home(low):
        low = f"{low} @home"
    said = _lowered(text, found, places)
    kept = tuple(one.text for one in found)[: low.count("@home")]
    return Sheet(text, low, low, kept, said=said), subject, message, declined


def _is_home(text: str, found: list[Address], places: Gazetteer) -> bool:
    """Whether the request is a house number and the name of a street that the copy has, and nothing else."""
    said = found[0].text.lower().split() if len(found) == 1 else []
    return bool(said) and text.strip(" ?!.").lower() == " ".join(said) and said[-1] in places.streets


def _wants_a_home(low: str) -> bool:
    probe = Sheet(low, low, low)
    return probe.says(CMA) or probe.says(CMA_PHRASE) or (campaign_type(probe) is not None and probe.says(SEND_STRONG))


def _lowered(text: str, addresses: list[Address], places: Gazetteer) -> str:
    for address in reversed(addresses):
        text = f"{text[: address.start]} @home {text[address.end :]}"
    return write_digits(re.sub(r"\s+", " ", mend(lower(text), places))).strip()
