"""What the page reads: the workspace, a channel, a thread."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.installed import BOT_USER, TEAM_ID, TEAM_NAME
from integrations.simulated.desk.messages import Message
from integrations.simulated.desk.refusal import RefusedError

Answer = dict[str, Any]


def open_channel(desk: Desk, user: str, channel: str) -> str:
    """Return a channel id if this user is in it."""
    if channel not in desk.places.channels or user not in desk.places.people_in(channel):
        raise RefusedError("channel_not_found")
    return channel


def person(desk: Desk, user: str) -> Answer:
    """Describe a user as the page shows them."""
    about = desk.places.users[user]
    initials = "".join(word[0] for word in about["real_name"].split())[:2].upper()
    shown = {key: about[key] for key in ("id", "name", "real_name", "is_bot")}
    return {**shown, "color": f"#{about['color']}", "initials": initials}


async def state(desk: Desk, user: str, _request: Request, _body: Answer) -> Answer:
    """Return everything that the page shows around the messages."""
    mine = [place for place in desk.places.channels.values() if user in desk.places.people_in(place["id"])]
    return {
        "team": {"id": TEAM_ID, "name": TEAM_NAME},
        "me": user,
        "users": [person(desk, each) for each in desk.places.users],
        "channels": [_place(desk, user, place) for place in mine],
        "commands": list(desk.app.commands),
        "bot": {"user_id": BOT_USER, "connected": desk.courier.connected.is_set()},
        "home": desk.modals.home(user),
        "prompts": {desk.places.direct(user): _prompts(desk, desk.places.direct(user))},
        "views": [view for each in desk.modals.stack(user) if (view := desk.modals.get(each)) is not None],
        "sessions": [kept for kept in desk.sessions.values() if user in desk.places.people_in(kept["channel"])],
    }


def _place(desk: Desk, user: str, place: dict[str, Any]) -> Answer:
    about = {"id": place["id"], "name": place["name"], "is_im": place["im"], "topic": place["topic"]}
    if place["im"]:
        about |= {"user": BOT_USER, "name": desk.app.name}
    return {**about, "unread": desk.unread(user, place["id"])}


def _prompts(desk: Desk, channel: str) -> Answer:
    given = {"title": "", "prompts": list(desk.app.prompts)}
    return dict(desk.prompts.get(channel, given))


async def messages(desk: Desk, user: str, request: Request, _body: Answer) -> Answer:
    """Return a page of a channel's top-level messages, with what was whispered to this user."""
    channel = open_channel(desk, user, request.path_params["id"])
    before = request.query_params.get("before", "")
    limit = max(1, min(200, int(request.query_params.get("limit") or 50)))
    found, more = desk.messages.history(channel, before=before, limit=limit)
    first = found[0]["ts"] if more else ""
    return {"messages": _with_whispers(desk, user, channel, found, first, before), "has_more": more}


def _with_whispers(desk: Desk, user: str, channel: str, found: list[Message], first: str, before: str) -> list[Message]:
    heard = [
        kept["message"]
        for kept in desk.whispers.values()
        if kept["channel"] == channel and kept["user"] == user and not kept["message"].get("thread_ts")
    ]
    heard = [each for each in heard if each["ts"] >= first and (not before or each["ts"] < before)]
    return sorted([*found, *heard], key=lambda message: str(message["ts"]))


async def thread(desk: Desk, user: str, request: Request, _body: Answer) -> Answer:
    """Return a thread, root first."""
    channel = open_channel(desk, user, request.path_params["id"])
    root = request.path_params["ts"]
    heard = [
        kept["message"]
        for kept in desk.whispers.values()
        if kept["channel"] == channel and kept["user"] == user and kept["message"].get("thread_ts") == root
    ]
    found = [*desk.messages.thread(channel, root), *heard]
    return {"messages": sorted(found, key=lambda message: str(message["ts"]))}
