from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.slack.card import Place
from bot.slack.house import House
from bot.slack.parts import Event
from bot.slack.turn import set_session
from bot.slack.views.answers import said_card
from integrations.store import slack as shelf


async def stop(body: dict[str, Any], key: str, house: House) -> None:
    """Stop was pressed: end what runs in the thread and say so."""
    event = body["event"]
    place = Place(event["channel"], event.get("user", ""), event.get("thread_ts", ""))
    stopped = house.work.stop(place.lane)
    house.work.start(_close(house, place, key, told=bool(stopped)))


async def _close(house: House, place: Place, key: str, *, told: bool) -> None:
    since = house.deps.now() - timedelta(days=1)
    for open_key, asked in await house.deps.store.read(shelf.unanswered, since):
        if (asked["channel"], asked["thread_ts"]) == (place.channel, place.thread_ts):
            await house.finish(open_key)
    if told:
        await house.say(place, said_card("Stopped. Nothing more happens here."), f"stopped:{key}")
    else:
        await house.clear_status(place)
    await set_session(house, place, "active")


EVENT = Event("agent_session_stopped", "agent_session_stopped", stop)
