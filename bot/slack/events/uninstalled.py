from __future__ import annotations

from typing import Any

import structlog

from bot.slack.house import House
from bot.slack.parts import Event

_log = structlog.get_logger(__name__)


async def warn(_body: dict[str, Any], _key: str, _house: House) -> None:
    """The workspace took the app away: only the log can still be told."""
    _log.error("Jorge was removed from the Slack workspace; install the app again and set SLACK_BOT_TOKEN")


EVENT = Event("app_uninstalled", "app_uninstalled", warn)
