"""`/desk/*`: what the page asks and tells."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from integrations.simulated.desk import reactions, touches
from integrations.simulated.desk.desk import Desk, from_person
from integrations.simulated.desk.installed import BOT_USER, TEAM_ID, TEAM_NAME
from integrations.simulated.desk.messages import Message
from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.desk.workspace import OWNER

Answer = dict[str, Any]
Act = Callable[[Desk, str, Request, dict[str, Any]], Awaitable[Answer]]


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of the page's side."""

    async def live(socket: WebSocket) -> None:
        user = socket.query_params.get("user") or OWNER
        if not desk.places.is_person(user):
            await socket.close(code=4404)
            return
        await desk.live.serve(socket, user)

    reads: list[BaseRoute] = [
        Route(path, _read(desk, act), methods=["GET"])
        for path, act in (
            ("/desk/state", _state),
            ("/desk/channels/{id}/messages", _messages),
            ("/desk/channels/{id}/threads/{ts}", _thread),
        )
    ]
    writes = [Route(path, _write(desk, act), methods=["POST"]) for path, act in _WRITES.items()]
    return [*reads, *writes, WebSocketRoute("/desk/live", live)]


def _read(desk: Desk, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await _answer(desk, act, request, {"user": request.query_params.get("user") or OWNER})

    return endpoint


def _write(desk: Desk, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            body = await request.json()
        except ValueError:
            return JSONResponse({"ok": False, "error": "invalid_json"}, 400)
        if not isinstance(body, dict):
            return JSONResponse({"ok": False, "error": "json_not_object"}, 400)
        return await _answer(desk, act, request, body)

    return endpoint


async def _answer(desk: Desk, act: Act, request: Request, body: dict[str, Any]) -> Response:
    user = str(body.get("user") or OWNER)
    if not desk.places.is_person(user):
        return JSONResponse({"ok": False, "error": "user_not_found"}, 404)
    try:
        return JSONResponse(await act(desk, user, request, body))
    except RefusedError as refused:
        return JSONResponse(refused.answer())
    except KeyError as missing:
        return JSONResponse({"ok": False, "error": "invalid_arguments", "missing": str(missing)}, 400)


def _channel(desk: Desk, user: str, channel: str) -> str:
    if channel not in desk.places.channels or user not in desk.places.people_in(channel):
        raise RefusedError("channel_not_found")
    return channel


def person(desk: Desk, user: str) -> Answer:
    """Describe a user as the page shows them."""
    about = desk.places.users[user]
    initials = "".join(word[0] for word in about["real_name"].split())[:2].upper()
    shown = {key: about[key] for key in ("id", "name", "real_name", "is_bot")}
    return {**shown, "color": f"#{about['color']}", "initials": initials}


async def _state(desk: Desk, user: str, _request: Request, _body: Answer) -> Answer:
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


async def _messages(desk: Desk, user: str, request: Request, _body: Answer) -> Answer:
    channel = _channel(desk, user, request.path_params["id"])
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


async def _thread(desk: Desk, user: str, request: Request, _body: Answer) -> Answer:
    channel = _channel(desk, user, request.path_params["id"])
    root = request.path_params["ts"]
    heard = [
        kept["message"]
        for kept in desk.whispers.values()
        if kept["channel"] == channel and kept["user"] == user and kept["message"].get("thread_ts") == root
    ]
    found = [*desk.messages.thread(channel, root), *heard]
    return {"messages": sorted(found, key=lambda message: str(message["ts"]))}


async def _say(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    channel = _channel(desk, user, body["channel"])
    text = str(body["text"]).strip()
    if not text:
        raise RefusedError("no_text")
    said: dict[str, Any] = {"text": text}
    if body.get("thread_ts"):
        if desk.messages.get(channel, body["thread_ts"]) is None:
            raise RefusedError("thread_not_found")
        said["thread_ts"] = body["thread_ts"]
    return {"ok": True, "message": desk.post(channel, from_person(user, said))}


async def _command(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    channel = _channel(desk, user, body["channel"])
    return await touches.run_command(desk, user, channel, body["command"], str(body.get("text") or "").strip())


async def _act(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    return await touches.click(desk, user, body)


async def _submit(desk: Desk, user: str, request: Request, body: Answer) -> Answer:
    values = (body.get("state") or {}).get("values") or {}
    return await touches.submit(desk, user, request.path_params["id"], values)


async def _close(desk: Desk, user: str, request: Request, _body: Answer) -> Answer:
    return await touches.close(desk, user, request.path_params["id"])


async def _home(desk: Desk, user: str, _request: Request, _body: Answer) -> Answer:
    home = desk.modals.home(user)
    _opened(desk, user, "home", {"view": home} if home else {})
    return {"ok": True, "home": home}


async def _open(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    channel = _channel(desk, user, body["channel"])
    desk.places.mark_read(user, channel, desk.messages.next_ts())
    desk.live.push([user], "unread", channel=channel, count=0)
    if desk.places.channels[channel]["im"]:
        _opened(desk, user, "messages", {})
    return {"ok": True}


def _opened(desk: Desk, user: str, tab: str, fields: Answer) -> None:
    event = {"type": "app_home_opened", "user": user, "channel": desk.places.direct(user), "tab": tab}
    desk.emit("app_home_opened", {**event, "event_ts": f"{time.time():.6f}", **fields})


async def _stop(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    channel = _channel(desk, user, body["channel"])
    thread_ts = body["thread_ts"]
    streams = [each["ts"] for each in desk.messages.thread(channel, thread_ts) if each.get("streaming")]
    event = {"type": "agent_session_stopped", "channel": channel, "thread_ts": thread_ts, "user": user}
    stamp = f"{time.time():.6f}"
    desk.emit("agent_session_stopped", {**event, "streaming_message_ts": streams, "event_ts": stamp})
    return {"ok": True}


async def _react(desk: Desk, user: str, _request: Request, body: Answer) -> Answer:
    channel = _channel(desk, user, body["channel"])
    name = str(body["name"]).strip(":")
    act = reactions.take if body.get("remove") else reactions.put
    act(desk, user, channel, body["ts"], name)
    return {"ok": True}


_WRITES: dict[str, Act] = {
    "/desk/messages": _say,
    "/desk/commands": _command,
    "/desk/actions": _act,
    "/desk/views/{id}/submit": _submit,
    "/desk/views/{id}/close": _close,
    "/desk/home": _home,
    "/desk/opened": _open,
    "/desk/stop": _stop,
    "/desk/reactions": _react,
}
