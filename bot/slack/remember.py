from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.response import BoltResponse

from bot.slack.house import House
from bot.slack.incoming import question_of
from integrations.store import slack as shelf

_log = structlog.get_logger(__name__)
Middleware = Callable[..., Awaitable[BoltResponse | None]]


def key_of(body: dict[str, Any]) -> str:
    """What identifies a delivery for ever, however often Slack repeats it; empty where nothing does."""
    if body.get("event_id"):
        return f"event:{body['event_id']}"
    if body.get("command"):
        return f"command:{body.get('trigger_id', '')}"
    user = (body.get("user") or {}).get("id", "")
    if body.get("type") == "block_actions" and body.get("actions"):
        action = body["actions"][0]
        return f"click:{action.get('action_ts', '')}:{action.get('action_id', '')}:{user}"[:255]
    if body.get("type") == "view_submission":
        return f"view:{body['view'].get('id', '')}:{body['view'].get('hash', '')}:{user}"[:255]
    return ""


def remembering(house: House) -> Middleware:
    """Middleware that writes every delivery down before it is acknowledged, and drops what came before.

    Slack repeats whatever was not acknowledged: so a crash before the row is written loses nothing, and one after it
    repeats nothing. Questions stay open in the table until they are answered.
    """

    async def remember(body: dict[str, Any], context: dict[str, Any], next: Callable[[], Awaitable[None]]) -> Any:  # noqa: A002
        key = key_of(body)
        if key:
            bot_user = str(context.get("bot_user_id") or "")
            question = question_of(body.get("event") or {}, bot_user)
            if not await house.deps.store.write(shelf.saw, key, house.deps.now(), question):
                _log.info("a repeated delivery was dropped", key=key)
                return BoltResponse(status=200, body="")
        await next()
        return None

    return remember
