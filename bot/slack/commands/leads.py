from __future__ import annotations

from bot.slack.house import House, caller_at
from bot.slack.parts import Command, Invocation
from bot.slack.replies import show_outcome
from bot.slack.turn import ask_mind


async def _find(words: str, call: Invocation, house: House) -> None:
    if words:
        # Filters in plain words are the agent's craft; without words there is nothing to understand.
        await ask_mind(house, call.place, f"find leads: {words}", call.key)
        return
    outcome = await house.deps.toolbox.call("find_leads", {}, caller_at(call.place, call.key))
    await show_outcome(house, call.place, outcome, call.asked, call.key)


COMMAND = Command(
    name="/leads",
    description="Your leads, hottest first; narrow them in plain words",
    usage_hint="[hot buyers in 98103 under 800k]",
    example="/leads hot buyers in 98103 under 800k",
    parse=str,
    run=_find,
    busy=lambda _words: "Going through your leads …",
)
