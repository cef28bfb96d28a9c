from __future__ import annotations

from typing import Any

from bot.slack.home import publish_home
from bot.slack.house import House
from bot.slack.manifest import PROMPTS
from bot.slack.parts import Event


async def welcome(body: dict[str, Any], _key: str, house: House) -> None:
    """Fill the Home tab, or offer things to try in the conversation."""
    event = body["event"]
    if event.get("tab") == "home":
        house.work.start(publish_home(house, event["user"]), lane=f"home/{event['user']}")
    elif event.get("tab") == "messages":
        house.work.start(_suggest(house, event["channel"]))


async def _suggest(house: House, channel: str) -> None:
    # With a thread_ts an agent app fails silently, so it is left out on purpose.
    await house.outbound.try_call(
        house.outbound.client.assistant_threads_setSuggestedPrompts,
        channel_id=channel,
        title="Things to ask Jorge",
        prompts=[dict(prompt) for prompt in PROMPTS],
    )


EVENT = Event("app_home_opened", "app_home_opened", welcome, scopes=("assistant:write",))
