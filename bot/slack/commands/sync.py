from __future__ import annotations

from bot.slack.house import House, caller_at
from bot.slack.parts import Command, Invocation, Usage
from bot.slack.replies import show_outcome

_SYSTEMS = ("mls", "crm", "marketing", "all")


def _system(text: str) -> str:
    wanted = text.lower() or "all"
    if wanted not in _SYSTEMS:
        raise Usage(f"I cannot sync {text!r}. There are: {', '.join(_SYSTEMS)}.")
    return wanted


async def _sync(system: str, call: Invocation, house: House) -> None:
    outcome = await house.deps.toolbox.call("sync_now", {"system": system}, caller_at(call.place, call.key))
    await show_outcome(house, call.place, outcome, call.asked, call.key)


COMMAND = Command(
    name="/sync",
    description="Copy the newest data from MLS, CRM and marketing now",
    usage_hint="[mls|crm|marketing|all]",
    example="/sync mls",
    parse=_system,
    run=_sync,
    busy=lambda system: f"Syncing {'everything' if system == 'all' else system} …",
)
