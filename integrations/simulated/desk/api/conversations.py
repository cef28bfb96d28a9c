"""conversations.*: channels and DMs, and what was said in them."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.api.call import Answer, Call, method, need_channel, need_scope
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.installed import BOT_USER, TEAM_ID
from integrations.simulated.desk.messages import Message
from integrations.simulated.desk.refusal import RefusedError

_MOST = 999


def describe(place: dict[str, Any]) -> dict[str, Any]:
    """Describe a channel as Slack does."""
    if place["im"]:
        kinds = {"is_im": True, "is_channel": False, "user": place["user"]}
    else:
        topic = {"value": place["topic"], "creator": "", "last_set": 0}
        kinds = {"is_im": False, "is_channel": True, "name": place["name"], "name_normalized": place["name"]}
        kinds |= {"topic": topic, "purpose": topic, "is_general": False}
    about = {"id": place["id"], "created": 1735722000, "is_archived": False, "is_group": False, "is_mpim": False}
    return {**about, **kinds, "is_private": place["im"], "is_member": True, "context_team_id": TEAM_ID}


def _need_read(desk: Desk, channel: str, right: str) -> None:
    kind = "im" if desk.places.channels[channel]["im"] else "channels"
    need_scope(desk, f"{kind}:{right}")


def _shown(call: Call, message: Message) -> Message:
    if call.flag("include_all_metadata"):
        return message
    return {key: value for key, value in message.items() if key != "metadata"}


@method("conversations.list", "channels:read", "im:read", tier="tier2")
def listing(desk: Desk, call: Call) -> Answer:
    """List conversations; `types` as in Slack, public_channel unless told."""
    types = (call.text("types") or "public_channel").split(",")
    if "public_channel" in types:
        need_scope(desk, "channels:read")
    found = [
        describe(place)
        for place in desk.places.channels.values()
        if ("im" if place["im"] else "public_channel") in types
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


@method("conversations.info")
def info(desk: Desk, call: Call) -> Answer:
    """Describe one conversation."""
    channel = need_channel(desk, call)
    _need_read(desk, channel, "read")
    return {"channel": describe(desk.places.channels[channel])}


@method("conversations.members", tier="tier4")
def members(desk: Desk, call: Call) -> Answer:
    """List who is in a conversation."""
    channel = need_channel(desk, call)
    _need_read(desk, channel, "read")
    return {"members": desk.places.members(channel), "response_metadata": {"next_cursor": ""}}


@method("conversations.open", "im:write")
def open_direct(desk: Desk, call: Call) -> Answer:
    """Open the DM with one user."""
    named = call.text("channel") or call.text("users")
    if named is None:
        raise RefusedError("users_list_not_supplied")
    if "," in named:
        raise RefusedError("not_supported", "this desk has no group DMs")
    place = desk.places.find_channel(named)
    if place is None or not place["im"]:
        raise RefusedError("user_not_found")
    shown = describe(place) if call.flag("return_im") else {"id": place["id"]}
    return {"no_op": True, "already_open": True, "channel": shown}


@method("conversations.join", "channels:join")
def join(desk: Desk, call: Call) -> Answer:
    """Join a channel; the app is in all of them."""
    channel = need_channel(desk, call)
    return {"channel": describe(desk.places.channels[channel]), "warning": "already_in_channel"}


@method("conversations.history")
def history(desk: Desk, call: Call) -> Answer:
    """Read top-level messages, newest first; the cursor is the ts to go on from."""
    channel = need_channel(desk, call)
    _need_read(desk, channel, "history")
    limit = max(1, min(_MOST, call.number("limit", 100)))
    before, after = call.stamp("cursor") or call.stamp("latest"), call.stamp("oldest")
    if call.flag("inclusive"):
        before = _nudge(before, 1) if not call.text("cursor") else before
        after = _nudge(after, -1)
    found, more = desk.messages.history(channel, before=before, after=after, limit=limit)
    cursor = found[0]["ts"] if more else ""
    shown = [_shown(call, message) for message in reversed(found)]
    return {"messages": shown, "has_more": more, "response_metadata": {"next_cursor": cursor}}


def _nudge(ts: str, by: int) -> str:
    if not ts:
        return ""
    seconds, _, rest = ts.partition(".")
    micros = int(seconds) * 1_000_000 + int((rest or "0").ljust(6, "0")[:6]) + by
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


@method("conversations.replies")
def replies(desk: Desk, call: Call) -> Answer:
    """Read a thread, root first."""
    channel = need_channel(desk, call)
    _need_read(desk, channel, "history")
    asked = desk.messages.get(channel, call.need("ts"))
    if asked is None:
        raise RefusedError("thread_not_found")
    found = desk.messages.thread(channel, str(asked.get("thread_ts", asked["ts"])))
    limit = max(1, min(_MOST, call.number("limit", _MOST)))
    start = call.number("cursor", 0)
    more = start + limit < len(found)
    cursor = str(start + limit) if more else ""
    shown = [_shown(call, message) for message in found[start : start + limit]]
    return {"messages": shown, "has_more": more, "response_metadata": {"next_cursor": cursor}}


@method("conversations.mark", "im:write", "channels:manage")
def mark(desk: Desk, call: Call) -> Answer:
    """Move the app's own read mark."""
    desk.places.mark_read(BOT_USER, need_channel(desk, call), call.need("ts"))
    return {}
