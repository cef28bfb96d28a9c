from __future__ import annotations

from bot.slack.house import House, example_address
from bot.slack.parts import Command, Invocation
from bot.slack.registry import commands
from bot.slack.turn import ask_mind
from bot.slack.views.help import help_card, status_card


async def _help(words: str, call: Invocation, house: House) -> None:
    if words.lower() in {"", "help", "?"}:
        await house.whisper(call.place, help_card(commands(), await example_address(house, call.place.user)))
    elif words.lower() in {"status", "health"}:
        await house.whisper(call.place, status_card(house.deps.status()))
    else:
        await ask_mind(house, call.place, words, call.key)


COMMAND = Command(
    name="/jorge",
    description="Help, the state of all systems, or a question in plain words",
    usage_hint="[help|status|any question]",
    example="/jorge status",
    parse=str,
    run=_help,
)
