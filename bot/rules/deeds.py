"""What a rule of plain choices does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from integrations.models.rule import RuleWish
from integrations.models.rule_words import EventWord
from tools.errors import ToolError


def notification(wish: RuleWish, event: EventWord | None) -> dict[str, Any] | None:
    """The alert that is wished for; None where none is."""
    if wish.severity == "no":
        return None
    title = wish.text or (event.title if event else wish.name or "An own rule")
    made = {
        "action": "notification",
        "severity": wish.severity,
        "kind": "own_rule",
        "title": title,
        "why": event.why if event else "",
        "story": event.story if event else "",
        "first_step": "{first_step}" if event and event.story.startswith("lead:") else "",
    }
    return {name: value for name, value in made.items() if value}


def also(wish: RuleWish, tools: Callable[[], Mapping[str, Any]]) -> dict[str, Any] | None:
    """What shall be done besides; None where nothing is wished for.

    Raises:
        ToolError: it does not say of what, or there is no such tool.
    """
    given = wish.also_with.strip()
    if not wish.also:
        return None
    if not given and wish.also != "webhook":
        raise ToolError("missing", f"also_with: say what to {wish.also.replace('_', ' ')}.", field="also_with")
    if wish.also == "tool":
        return _tool(given, tools)
    made: dict[str, dict[str, Any]] = {
        "text_owner": {"action": "text_owner", "body": given},
        "add_tag": {"action": "crm_update", "add_tags": [tag.strip() for tag in given.split(",") if tag.strip()]},
        "note": {"action": "crm_update", "note": given},
        "emit": {"action": "emit", "type": given},
        "webhook": {"action": "webhook_out", **({"to": given} if given else {})},
    }
    return made[wish.also]


def _tool(given: str, tools: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    name, _, rest = given.partition(" ")
    known = tools()
    if name not in known:
        raise ToolError("invalid", f"also_with: there is no tool {name!r}. There are: {', '.join(known)}.",
                        field="also_with")  # fmt: skip
    try:
        args = orjson.loads(rest) if rest.strip() else {}
    except orjson.JSONDecodeError as error:
        why = f'also_with: write the arguments as JSON, e.g. {name} {{"address": "{{listing_ref}}"}}; {error}'
        raise ToolError("invalid", why, field="also_with") from error
    return {"action": "tool", "tool": name, "args": args}
