from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import structlog
from pydantic import BaseModel
from slack_sdk.errors import SlackApiError

from bot.agent.question import Answer
from bot.slack.card import Card, Place
from bot.slack.house import House
from bot.slack.outbound import refusal
from bot.slack.views.accuracy import accuracy_card
from bot.slack.views.answers import answer_card, error_card, said_card
from bot.slack.views.areas import areas_card
from bot.slack.views.cma import cma_card, file_comment
from bot.slack.views.drafts import draft_card
from bot.slack.views.leads import lead_list
from bot.slack.views.listings import listing_list
from bot.slack.views.market import SideBySide, chart_comment, comparison_card, market_card
from bot.slack.views.market_changes import changes_card
from bot.slack.views.rules import rule_card
from bot.slack.views.searches import wish_list
from bot.slack.views.sync import sync_report
from bot.slack.views.words import esc
from integrations.mls.market import MarketChanges
from integrations.mls.showing import besides
from integrations.models.accuracy import CMAAccuracy
from integrations.models.approval import Approval
from integrations.models.cma import CMA
from integrations.models.contact import LeadList
from integrations.models.draft import Draft
from integrations.models.listing import ListingPage
from integrations.models.market import MarketReport
from integrations.models.own_areas import OwnAreas
from integrations.models.saved_search import WishList
from integrations.models.sync import SyncReport
from tools.toolbox import Outcome

_log = structlog.get_logger(__name__)


async def show_answer(house: House, place: Place, said: Answer, key: str) -> None:
    """Show an answer: words first, results below them, approvals as cards of their own, files in the thread."""
    values = [one.value for one in said.outcomes if one.value is not None]
    markets = [value for value in values if isinstance(value, MarketReport)]
    if len(markets) > 1 and len(markets) == len(values):
        values = [SideBySide(reports=tuple(markets))]
    first = card_of(values[0], house) if values else None
    waiting = [one.approval for one in said.outcomes if one.approval is not None]
    words = said.text if said.text.strip() or values or waiting else "I have nothing to say to that."
    if words.strip() or first:
        token = secrets.token_urlsafe(12)
        if said.options:
            await house.offer({"options": list(said.options), "place": _kept(place)}, token)
        card = answer_card(words, said.options, token, said.note, first)
        place = await _say_first(house, place, card, key, values)
    for at, value in enumerate(values[1:], start=1):
        await _say_value(house, place, value, f"{key}:{at}")
    for approval in waiting:
        await show_waiting(house, place, approval)


async def show_outcome(house: House, place: Place, outcome: Outcome, asked: str, key: str) -> None:
    """Show what a tool call led to."""
    if outcome.value is not None:
        await _say_value(house, place, outcome.value, key)
    elif outcome.approval is not None:
        await show_waiting(house, place, outcome.approval)
    elif outcome.error is not None:
        token = secrets.token_urlsafe(12)
        if outcome.error.options:
            retry = {"tool": outcome.tool, "args": outcome.args, "field": outcome.error.field}
            await house.offer({**retry, "options": list(outcome.error.options), "place": _kept(place)}, token)
        await house.say(place, error_card(asked, outcome.error, token), key)


async def show_waiting(house: House, place: Place, approval: Approval) -> None:
    """Show an approval's card, or say where it already waits."""
    if not approval.message_ts or not approval.channel:
        approval = approval.model_copy(update={"caller": {**approval.caller, **_spot(place)}})
        await house.notifier.show_approval(approval)
        return
    try:
        found = await house.outbound.client.chat_getPermalink(channel=approval.channel, message_ts=approval.message_ts)
        link = f" <{found['permalink']}|Open the card>"
    except SlackApiError as error:
        _log.info("no link to a card", error=refusal(error))
        link = ""
    await house.say(place, said_card(f"This is already waiting for approval.{link}"))


def card_of(value: BaseModel, house: House) -> Card:
    """The view for a tool's result."""
    view = _VIEWS.get(type(value))
    if view is not None:
        return view(value, house)
    about_rules = rule_card(value, house.deps.now(), house.deps.zone)
    return about_rules or said_card(plain_lines(value))


def plain_lines(value: BaseModel) -> str:
    """A result that has no view of its own: its plain fields, a line each."""
    plain = (str, int, float, Decimal, date)
    fields = {name: given for name, given in value if isinstance(given, plain) and given != ""}
    return "\n".join(f"*{esc(name.replace('_', ' '))}* {esc(str(given))}" for name, given in fields.items()) or "Done."


async def attach_report(house: House, place: Place, cma: CMA) -> None:
    """Upload map and report of a CMA into the thread."""
    try:
        found = await house.deps.report_files(cma)
        street = _slug(cma.subject.display_address.split(",")[0])
        files = [
            (f"{_FILES.get(kind, kind)}-{street}{_suffix(data)}", _title(kind), data)
            for kind, data in sorted(found.items())
            if data
        ]
        if files:
            shown = [cma.subject, *besides(cma)]
            shows = [word for one in shown for word in (one.ref, one.listing_id, one.unparsed_address)]
            comment = file_comment(cma)
            await house.outbound.attach(place.channel, files, thread_ts=place.thread_ts, comment=comment, shows=shows)
    except Exception:  # noqa: BLE001  # outer border of report making: the value shown stays right
        _log.exception("report not attached", address=cma.subject.display_address)
        await house.say(place, said_card("The map and the PDF could not be attached; ask again for another try."))


async def attach_chart(house: House, place: Place, report: MarketReport) -> None:
    """Upload the picture of a market's price course and forecasts into the thread."""
    try:
        found = await house.deps.market_chart(report)
        files = [(f"market-{_slug(report.area)}.png", "Price course and forecast", found)] if found else []
        if files:
            await house.outbound.attach(place.channel, files, thread_ts=place.thread_ts, comment=chart_comment(report))
    except Exception:  # noqa: BLE001  # outer border of picture making: the figures shown stay right
        _log.exception("chart not attached", area=report.area)


async def _say_first(house: House, place: Place, card: Card, key: str, values: list[BaseModel]) -> Place:
    sent = await house.say(place, card, key)
    where = replace(place, channel=sent.channel, thread_ts=place.thread_ts or sent.message_ts or "")
    if values and isinstance(values[0], CMA):
        await attach_report(house, where, values[0])
    if values and isinstance(values[0], MarketReport) and values[0].index:
        await attach_chart(house, where, values[0])
    return where if place.thread_ts else place


async def _say_value(house: House, place: Place, value: BaseModel, key: str) -> None:
    card = card_of(value, house)
    if isinstance(value, LeadList) and not place.thread_ts and not place.channel.startswith("D"):
        # People's data asked for by a command in a channel is shown to the one who asked only.
        await house.whisper(place, card)
        return
    await _say_first(house, place, card, key, [value])


def _kept(place: Place) -> dict[str, str]:
    return {"channel": place.channel, "thread_ts": place.thread_ts}


def _spot(place: Place) -> dict[str, str]:
    return {"channel": place.channel, "thread_ts": place.thread_ts, "user": place.user}


_FILES = {"pdf": "market-analysis"}


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _suffix(data: bytes) -> str:
    return ".pdf" if data.startswith(b"%PDF") else ".png" if data.startswith(b"\x89PNG") else ".svg"


def _title(kind: str) -> str:
    return {"pdf": "Market analysis", "map": "Map of the comparables", "preview": "First page"}.get(kind, kind)


_VIEWS: dict[type[BaseModel], Callable[[Any, House], Card]] = {
    Draft: lambda value, _house: draft_card(value),
    CMA: lambda value, _house: cma_card(value),
    CMAAccuracy: lambda value, _house: accuracy_card(value),
    LeadList: lambda value, house: lead_list(value, house.deps.now()),
    ListingPage: lambda value, _house: listing_list(value),
    OwnAreas: lambda value, _house: areas_card(value),
    MarketChanges: lambda value, _house: changes_card(value),
    SideBySide: lambda value, _house: comparison_card(value.reports),
    MarketReport: lambda value, _house: market_card(value),
    WishList: lambda value, _house: wish_list(value),
    SyncReport: lambda value, _house: sync_report(value),
}
