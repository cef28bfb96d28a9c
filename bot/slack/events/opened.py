from __future__ import annotations

from typing import Any

from bot.slack.home import publish_home
from bot.slack.house import House, example_address
from bot.slack.manifest import PROMPTS
from bot.slack.parts import Event


async def welcome(body: dict[str, Any], _key: str, house: House) -> None:
    """Fill the Home tab, or offer things to try in the conversation."""
    event = body["event"]
    if event.get("tab") == "home":
        house.work.start(publish_home(house, event["user"]), lane=f"home/{event['user']}")
    elif event.get("tab") == "messages":
        house.work.start(_suggest(house, event["channel"], event["user"]))


async def _suggest(house: House, channel: str, user: str) -> None:
    prompts = [dict(prompt) for prompt in PROMPTS[:3]]
    address = await example_address(house, user)
    if address:
        prompts.insert(0, {"title": "What is a home worth?", "message": f"What is {address} worth?"})
    # With a thread_ts an agent app fails silently, so it is left out on purpose.
    await house.outbound.try_call(
        house.outbound.client.assistant_threads_setSuggestedPrompts,
        channel_id=channel,
        title="Things to ask Jorge",
        prompts=prompts,
    )


EVENT = Event("app_home_opened", "app_home_opened", welcome, scopes=("assistant:write",))
