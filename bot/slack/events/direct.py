from __future__ import annotations

from typing import Any

from bot.slack.card import Place
from bot.slack.house import House
from bot.slack.incoming import question_of
from bot.slack.parts import Event
from bot.slack.turn import take_turn


async def answer(body: dict[str, Any], key: str, house: House) -> None:
    """Answer a direct message in its thread, one at a time."""
    bot_user = next((one.get("user_id", "") for one in body.get("authorizations") or ()), "")
    asked = question_of(body["event"], bot_user)
    if asked is not None:
        place = Place(asked["channel"], asked["user"], asked["thread_ts"])
        house.work.start(take_turn(house, asked, key), lane=place.lane)


EVENT = Event("message.im", "message", answer, scopes=("im:history",))
