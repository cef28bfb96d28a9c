from __future__ import annotations

from bot.slack.house import House
from bot.slack.parts import Command, Invocation, Usage
from bot.slack.views.alerts import alert_list


def _which(text: str) -> bool:
    if text.lower() not in {"", "all", "open"}:
        raise Usage(f"{text!r} is neither `all` nor nothing.")
    return text.lower() == "all"


async def _list(include_done: bool, call: Invocation, house: House) -> None:
    found = await house.deps.alerts.listed(include_done=include_done)
    await house.whisper(call.place, alert_list(found, house.deps.now()))


COMMAND = Command(
    name="/alerts",
    description="Open alerts with their buttons; all shows finished ones too",
    usage_hint="[all]",
    example="/alerts all",
    parse=_which,
    run=_list,
)
