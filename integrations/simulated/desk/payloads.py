"""What Slack tells the app about a command, a click, a submitted or closed modal."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.installed import APP_ID, TEAM_DOMAIN, TEAM_ID
from integrations.simulated.desk.messages import Message
from integrations.simulated.desk.modals import View

TOKEN = "desk-verification-token"


def channel_name(desk: Desk, channel: str) -> str:
    """Return a channel's name as payloads spell it."""
    place = desk.places.channels[channel]
    return "directmessage" if place["im"] else str(place["name"])


def command(desk: Desk, user: str, channel: str, typed: str, text: str) -> dict[str, Any]:
    """Describe a slash command; every value is a string, as in Slack's form."""
    return {
        "token": TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel,
        "channel_name": channel_name(desk, channel),
        "user_id": user,
        "user_name": desk.places.users[user]["name"],
        "command": typed,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": desk.hooks.issue(user, channel),
        "trigger_id": desk.modals.trigger(user),
    }


def _common(desk: Desk, kind: str, user: str) -> dict[str, Any]:
    name = desk.places.users[user]["name"]
    return {
        "type": kind,
        "user": {"id": user, "username": name, "name": name, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def click(
    desk: Desk, user: str, channel: str, message: Message, actions: list[dict[str, Any]], values: dict[str, Any]
) -> dict[str, Any]:
    """Describe a click on a message."""
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel,
        "is_ephemeral": bool(message.get("ephemeral")),
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    shown = {} if message.get("ephemeral") else {"message": message}
    return {
        **_common(desk, "block_actions", user),
        "container": container,
        "trigger_id": desk.modals.trigger(user),
        "channel": {"id": channel, "name": channel_name(desk, channel)},
        **shown,
        "state": {"values": values},
        "response_url": desk.hooks.issue(user, channel, message["ts"], message.get("thread_ts")),
        "actions": actions,
    }


def view_click(desk: Desk, user: str, view: View, actions: list[dict[str, Any]]) -> dict[str, Any]:
    """Describe a click inside a modal or on Home."""
    return {
        **_common(desk, "block_actions", user),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": desk.modals.trigger(user),
        "view": view,
        "actions": actions,
    }


def submission(desk: Desk, user: str, view: View) -> dict[str, Any]:
    """Describe a submitted modal."""
    trigger_id = desk.modals.trigger(user)
    return {**_common(desk, "view_submission", user), "trigger_id": trigger_id, "view": view, "response_urls": []}


def closing(desk: Desk, user: str, view: View, *, cleared: bool) -> dict[str, Any]:
    """Describe a modal that the user dismissed."""
    return {**_common(desk, "view_closed", user), "view": view, "is_cleared": cleared}
