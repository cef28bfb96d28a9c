from __future__ import annotations

from typing import Any

from bot.slack.house import House
from bot.slack.parts import Event


async def ignore(_body: dict[str, Any], _key: str, _house: House) -> None:
    """Somebody looks at another channel now: answers do not depend on that."""


EVENT = Event("app_context_changed", "app_context_changed", ignore)
