from __future__ import annotations

from bot.slack.house import House, caller_at
from bot.slack.parts import Command, Invocation, Usage
from bot.slack.replies import show_outcome
from bot.slack.views.words import esc


def _address(text: str) -> str:
    if not any(letter.isdigit() for letter in text) or " " not in text:
        raise Usage("Which home? I need a street address." if not text else f"{text!r} is no street address.")
    return text


async def _value(address: str, call: Invocation, house: House) -> None:
    outcome = await house.deps.toolbox.call("run_cma", {"address": address}, caller_at(call.place, call.key))
    await show_outcome(house, call.place, outcome, call.asked, call.key)


COMMAND = Command(
    name="/cma",
    description="What a home is worth: value, range, comparables, map and PDF",
    usage_hint="<street address> [city or ZIP]",
    example="/cma 4512 Ashworth Ave N, Seattle",
    parse=_address,
    run=_value,
    busy=lambda address: f"Looking up comparables for {esc(address)} …",
)
