from __future__ import annotations

from bot.slack.house import House, caller_at
from bot.slack.parts import Command, Invocation
from bot.slack.replies import show_outcome
from bot.slack.views.words import esc


async def _report(area: str, call: Invocation, house: House) -> None:
    outcome = await house.deps.toolbox.call("market_report", {"area": area}, caller_at(call.place, call.key))
    await show_outcome(house, call.place, outcome, call.asked, call.key)


COMMAND = Command(
    name="/market",
    description="How an area's market is: heat, supply, prices and forecasts",
    usage_hint="[areas, e.g. Ballard or Ballard, 98103; nothing: yours]",
    example="/market Ballard",
    parse=str,
    run=_report,
    busy=lambda area: f"Reckoning the market of {esc(area) if area else 'your areas'} …",
)
