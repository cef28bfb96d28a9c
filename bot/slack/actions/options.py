from __future__ import annotations

import re
from typing import Any

from bot.slack.card import Place
from bot.slack.house import House, caller_at
from bot.slack.parts import Click, Clicked
from bot.slack.replies import show_outcome
from bot.slack.turn import ask_mind
from bot.slack.views.answers import OPTION, said_card
from bot.slack.views.words import esc
from integrations.store import slack as shelf


async def choose(click: Click, house: House) -> None:
    """An answer was chosen from buttons: go on where the question was asked."""
    token, _, number = click.value.partition(":")
    offer = await house.deps.store.read(shelf.offered, token)
    options = offer["options"] if offer else []
    if offer is None or not number.isdigit() or int(number) >= len(options):
        await house.whisper(click.place, said_card("These choices are too old. Ask again."))
    elif await house.is_new(f"choice:{click.value}"):
        chosen = options[int(number)]
        place = Place(click.channel, click.user, offer["place"]["thread_ts"] or click.thread_ts)
        house.work.start(_go_on(offer, chosen, place, click.key, house), lane=place.lane)


async def _go_on(offer: dict[str, Any], chosen: str, place: Place, key: str, house: House) -> None:
    if "tool" in offer and offer["field"]:
        before = offer["args"].get(offer["field"])
        args = {**offer["args"], offer["field"]: [chosen] if isinstance(before, list) else chosen}
        outcome = await house.deps.toolbox.call(offer["tool"], args, caller_at(place, key))
        await show_outcome(house, place, outcome, chosen, key)
        return
    await house.say(place, said_card(f"<@{place.user}> chose *{esc(chosen)}*"), f"chose:{key}")
    await ask_mind(house, place, chosen, key)


CLICKS: dict[re.Pattern[str], Clicked] = {re.compile(rf"^{re.escape(OPTION)}\.\d+$"): choose}
