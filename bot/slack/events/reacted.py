from __future__ import annotations

from typing import Any

from bot.slack.house import House
from bot.slack.parts import Event
from integrations.store import slack as shelf
from tools.errors import ToolError

_SEEN = frozenset({"eyes", "+1", "thumbsup"})
_OVER = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"})


async def react(body: dict[str, Any], _key: str, house: House) -> None:
    """Jorge's 👀 on an alert means seen, his ✅ means done."""
    event = body["event"]
    item = event.get("item") or {}
    if event.get("user") == house.deps.owner and item.get("type") == "message":
        house.work.start(_apply(house, str(event.get("reaction")), item["channel"], item["ts"]))


async def _apply(house: House, reaction: str, channel: str, ts: str) -> None:
    sent = await house.deps.store.read(shelf.sent_as, channel, ts)
    if sent is None or not sent.key.startswith("alert:"):
        return
    alert_id = sent.key.split(":")[1]
    try:
        if reaction in _SEEN:
            await house.deps.alerts.show(await house.deps.alerts.acknowledge(alert_id, house.deps.owner))
        elif reaction in _OVER:
            await house.deps.alerts.show(await house.deps.alerts.done(alert_id, house.deps.owner))
    except ToolError:
        return


EVENT = Event("reaction_added", "reaction_added", react, scopes=("reactions:read",))
