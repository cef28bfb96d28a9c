"""Emoji on messages, by people and by the app."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.refusal import RefusedError


def put(desk: Desk, user: str, channel: str, ts: str, name: str) -> None:
    """Add a reaction; Slack refuses the same one twice."""
    users = _by_name(desk, channel, ts)
    if user in users.get(name, []):
        raise RefusedError("already_reacted")
    users[name] = [*users.get(name, []), user]
    _keep(desk, channel, ts, users)
    _tell(desk, "reaction_added", user, channel, ts, name)


def take(desk: Desk, user: str, channel: str, ts: str, name: str) -> None:
    """Take a reaction away."""
    users = _by_name(desk, channel, ts)
    if user not in users.get(name, []):
        raise RefusedError("no_reaction")
    users[name] = [each for each in users[name] if each != user]
    _keep(desk, channel, ts, users)
    _tell(desk, "reaction_removed", user, channel, ts, name)


def _by_name(desk: Desk, channel: str, ts: str) -> dict[str, list[str]]:
    message = desk.messages.get(channel, ts)
    if message is None:
        raise RefusedError("message_not_found")
    return {each["name"]: list(each["users"]) for each in message.get("reactions") or ()}


def _keep(desk: Desk, channel: str, ts: str, users: dict[str, list[str]]) -> None:
    found = [{"name": name, "users": who, "count": len(who)} for name, who in users.items() if who]
    desk.messages.change(channel, ts, {"reactions": found or None})
    desk.live.push(desk.places.people_in(channel), "reaction", channel=channel, ts=ts, reactions=found)


def _tell(desk: Desk, kind: str, user: str, channel: str, ts: str, name: str) -> None:
    message = desk.messages.get(channel, ts) or {}
    item = {"type": "message", "channel": channel, "ts": ts}
    event: dict[str, Any] = {"type": kind, "user": user, "reaction": name, "item": item}
    desk.emit(kind, {**event, "item_user": message.get("user"), "event_ts": desk.messages.next_ts()})
