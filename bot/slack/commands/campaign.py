from __future__ import annotations

import re
from typing import Any

from bot.slack.house import House, caller_at
from bot.slack.parts import Command, Invocation, Usage
from bot.slack.replies import show_outcome
from integrations.models.campaign import ANNOUNCEMENTS, CampaignType

_BY_TEXT = re.compile(r"\s+(?:by|as|via)\s+(?:sms|text|texts)\b", re.IGNORECASE)
_BY_EMAIL = re.compile(r"\s+(?:by|as|via)\s+e-?mail\b", re.IGNORECASE)
_TO = re.compile(r"\s+to\s+(?:all\s+)?(matching buyers|matching|buyers|sellers|everyone|everybody)\b", re.IGNORECASE)
_AUDIENCES = {"matching": "matching_buyers", "matching buyers": "matching_buyers", "everybody": "everyone"}
_NO_HOME = (CampaignType.MARKET_UPDATE, CampaignType.NEWSLETTER)


def _arguments(text: str) -> dict[str, Any]:
    kind, rest = _kind(text)
    found: dict[str, Any] = {"campaign_type": kind.value}
    if _BY_TEXT.search(rest):
        found["channel"] = "sms"
    rest = _BY_EMAIL.sub("", _BY_TEXT.sub("", rest))
    audience = _TO.search(rest)
    if audience:
        word = audience[1].lower()
        found["audience"] = _AUDIENCES.get(word, word)
    address = _TO.sub("", rest).strip(" ,")
    if address:
        found["address"] = address
    elif kind not in _NO_HOME:
        raise Usage("Which home is it about? Put its address after the type.")
    return found


def _kind(text: str) -> tuple[CampaignType, str]:
    said = text.strip()
    for kind in ANNOUNCEMENTS:
        spelled = kind.value.replace("_", "[-_ ]?")
        match = re.match(rf"{spelled}\b", said, re.IGNORECASE)
        if match:
            return kind, f" {said[match.end() :].strip()}"
    kinds = ", ".join(kind.value.replace("_", "-") for kind in ANNOUNCEMENTS)
    raise Usage(f"The first word says what kind of campaign it is: {kinds}.")


async def _launch(args: dict[str, Any], call: Invocation, house: House) -> None:
    outcome = await house.deps.toolbox.call("launch_campaign", args, caller_at(call.place, call.key))
    await show_outcome(house, call.place, outcome, call.asked, call.key)


COMMAND = Command(
    name="/campaign",
    description="Prepare an e-mail or text campaign; nothing is sent before you approve",
    usage_hint="<just-listed|open-house|price-drop|just-sold|market-update> <address> [to buyers] [by text]",
    example="/campaign just-listed 4512 Ashworth Ave N to matching buyers",
    parse=_arguments,
    run=_launch,
    busy=lambda _args: "Working out who would get it …",
)
