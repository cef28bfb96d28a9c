"""What a person does on the page."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request

from integrations.simulated.desk import reactions, touches
from integrations.simulated.desk.desk import Desk, from_person
from integrations.simulated.desk.reads import Answer, open_channel
from integrations.simulated.desk.refusal import RefusedError

Act = Callable[[Desk, str, Request, dict[str, Any]], Awaitable[Answer]]


async def say(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    """Write a message."""
    channel = open_channel(desk, user, body["channel"])
    text = str(body["text"]).strip()
    if not text:
        raise RefusedError("no_text")
    said: dict[str, Any] = {"text": text}
    if body.get("thread_ts"):
        root = desk.messages.get(channel, body["thread_ts"])
        if root is None:
            raise RefusedError("thread_not_found")
        said["thread_ts"] = root.get("thread_ts", root["ts"])
    return {"ok": True, "message": desk.post(channel, from_person(user, said))}


async def command(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    """Run a slash command."""
    channel = open_channel(desk, user, body["channel"])
    return await touches.run_command(desk, user, channel, body["command"], str(body.get("text") or "").strip())


async def click(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    """Press a button or choose in a menu."""
    return await touches.click(desk, user, body)


async def submit(desk: Desk, user: str, request: Request, body: Answer) -> Answer:
    """Submit a modal."""
    values = (body.get("state") or {}).get("values") or {}
    return await touches.submit(desk, user, request.path_params["id"], values)


async def close(desk: Desk, user: str, request: Request, _body: Answer) -> Answer:
    """Dismiss a modal."""
    return await touches.close(desk, user, request.path_params["id"])


async def open_home(desk: Desk, user: str, _request: Request, _body: Answer) -> Answer:
    """Open Home; the app is told and may publish a newer one."""
    home = desk.modals.home(user)
    _opened(desk, user, "home", {"view": home} if home else {})
    return {"ok": True, "home": home}


async def mark_read(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    """Mark a place as read."""
    channel = open_channel(desk, user, body["channel"])
    desk.places.mark_read(user, channel, desk.messages.next_ts())
    desk.live.push([user], "unread", channel=channel, count=0)
    return {"ok": True}


async def open_place(desk: Desk, user: str, request: Request, body: Answer) -> Answer:
    """Open a place; for a DM the app is told."""
    await mark_read(desk, user, request, body)
    channel = body["channel"]
    if desk.places.channels[channel]["im"]:
        _opened(desk, user, "messages", {})
    return {"ok": True}


def _opened(desk: Desk, user: str, tab: str, fields: Answer) -> None:
    event = {"type": "app_home_opened", "user": user, "channel": desk.places.direct(user), "tab": tab}
    desk.emit("app_home_opened", {**event, "event_ts": f"{time.time():.6f}", **fields})


async def stop(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    """Press Stop on what the app is doing in a thread."""
    channel = open_channel(desk, user, body["channel"])
    thread_ts = body["thread_ts"]
    streams = [each["ts"] for each in desk.messages.thread(channel, thread_ts) if each.get("streaming")]
    event = {"type": "agent_session_stopped", "channel": channel, "thread_ts": thread_ts, "user": user}
    stamp = f"{time.time():.6f}"
    desk.emit("agent_session_stopped", {**event, "streaming_message_ts": streams, "event_ts": stamp})
    return {"ok": True}


async def react(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    """Put an emoji on a message, or take it away."""
    channel = open_channel(desk, user, body["channel"])
    name = str(body["name"]).strip(":")
    act = reactions.take if body.get("remove") else reactions.put
    act(desk, user, channel, body["ts"], name)
    return {"ok": True}


ACTS: dict[str, Act] = {
    "/desk/messages": say,
    "/desk/commands": command,
    "/desk/actions": click,
    "/desk/views/{id}/submit": submit,
    "/desk/views/{id}/close": close,
    "/desk/home": open_home,
    "/desk/opened": open_place,
    "/desk/read": mark_read,
    "/desk/stop": stop,
    "/desk/reactions": react,
}
