"""The Web API: `/api/{method}` from token to answer."""

from __future__ import annotations

import inspect
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse

from integrations.simulated.desk.api import (
    assistant,
    auth,
    chat,
    conversations,
    files,
    reactions,
    streams,
    users,
    views,
)
from integrations.simulated.desk.api.call import METHODS, Call, need_scope
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.refusal import RefusedError

__all__ = [
    "answer",
    "assistant",
    "auth",
    "chat",
    "conversations",
    "files",
    "reactions",
    "streams",
    "users",
    "views",
]

_APP_TOKEN_METHODS = frozenset({"apps.connections.open"})


async def answer(desk: Desk, request: Request) -> JSONResponse:
    """Answer one call: 200 with `ok`, or 429 with Retry-After."""
    headers = {"x-oauth-scopes": ",".join(sorted(desk.app.scopes))}
    try:
        args = await _arguments(request)
        call = Call(request.path_params["method"], args)
        return JSONResponse(await _run(desk, call, _token(request, args)), headers=headers)
    except _SlowDownError as slow:
        return JSONResponse(
            {"ok": False, "error": "ratelimited"}, 429, headers={**headers, "Retry-After": str(slow.seconds)}
        )
    except RefusedError as refused:
        return JSONResponse(refused.answer(), headers=headers)


class _SlowDownError(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def _run(desk: Desk, call: Call, token: str) -> dict[str, Any]:
    if not token:
        raise RefusedError("not_authed")
    if token not in {desk.options.bot_token, desk.options.app_token}:
        raise RefusedError("invalid_auth")
    found = METHODS.get(call.method)
    if found is None:
        raise RefusedError("unknown_method", req_method=call.method)
    if (token == desk.options.app_token) != (call.method in _APP_TOKEN_METHODS):
        raise RefusedError("not_allowed_token_type")
    need_scope(desk, *found.scopes)
    pause = desk.limits.wait_for(call.method, found.tier, str(call.args.get("channel", "")))
    if pause:
        raise _SlowDownError(pause)
    result = found.run(desk, call)
    return {"ok": True, **(await result if inspect.isawaitable(result) else result)}


async def _arguments(request: Request) -> dict[str, Any]:
    args: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        body = await request.body()
        try:
            read = orjson.loads(body or b"{}")
        except orjson.JSONDecodeError as wrong:
            raise RefusedError("invalid_json") from wrong
        if not isinstance(read, dict):
            raise RefusedError("json_not_object")
        args |= read
    elif "form" in kind:
        async with request.form() as form:
            args |= {key: value for key, value in form.items() if isinstance(value, str)}
    return args


def _token(request: Request, args: dict[str, Any]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token else str(args.get("token", ""))
