"""`/desk/*`: the routes of the page's side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from integrations.simulated.desk import reads
from integrations.simulated.desk.acts import ACTS, Act
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.refusal import RefusedError
from integrations.simulated.desk.workspace import OWNER


def routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of the page's side."""

    async def live(socket: WebSocket) -> None:
        user = socket.query_params.get("user") or OWNER
        if not desk.places.is_person(user):
            await socket.close(code=4404)
            return
        await desk.live.serve(socket, user)

    asked: list[BaseRoute] = [
        Route(path, _read(desk, act), methods=["GET"])
        for path, act in (
            ("/desk/state", reads.state),
            ("/desk/channels/{id}/messages", reads.messages),
            ("/desk/channels/{id}/threads/{ts}", reads.thread),
        )
    ]
    told = [Route(path, _write(desk, act), methods=["POST"]) for path, act in ACTS.items()]
    return [*asked, *told, WebSocketRoute("/desk/live", live)]


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
    except (KeyError, ValueError, TypeError, AttributeError) as wrong:
        return JSONResponse({"ok": False, "error": "invalid_arguments", "wrong": repr(wrong)}, 400)
