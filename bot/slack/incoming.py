from __future__ import annotations

import re
from typing import Any

_SHOWN = re.compile(r"<(?:https?://|mailto:|tel:)[^|>]*\|([^>]*)>")
_BARE = re.compile(r"<((?:https?://|mailto:|tel:)[^|>]*)>")
_NAMED = re.compile(r"<([#@!])[^|>]*\|([^>]*)>")
_PLAIN_SUBTYPES = frozenset({None, "", "file_share", "thread_broadcast"})


def plain_words(text: str, bot_user: str = "") -> str:
    """What somebody typed, without Slack's markup: links as their labels, no mention of the bot, no entities."""
    said = text.replace(f"<@{bot_user}>", " ") if bot_user else text
    said = _SHOWN.sub(r"\1", said)
    said = _BARE.sub(lambda found: found[1].removeprefix("mailto:").removeprefix("tel:"), said)
    said = _NAMED.sub(lambda found: ("#" if found[1] == "#" else "@") + found[2], said)
    said = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return " ".join(said.split())


def question_of(event: dict[str, Any], bot_user: str = "") -> dict[str, Any] | None:
    """The question in an event, as kept until it is answered; None where nobody asks us anything.

    Bots, edits and deletions are not questions, and a message in a channel is one only where it mentions us.
    """
    direct = event.get("type") == "message" and event.get("channel_type") == "im"
    if not direct and event.get("type") != "app_mention":
        return None
    if event.get("bot_id") or not event.get("user") or event.get("subtype") not in _PLAIN_SUBTYPES:
        return None
    return {
        "text": plain_words(str(event.get("text") or ""), bot_user),
        "user": event["user"],
        "channel": event["channel"],
        "thread_ts": event.get("thread_ts") or event["ts"],
    }
