"""Keeps other web sites out: a page elsewhere in the same browser must not press Jorge's buttons."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "testserver"})


class Guard:
    """Refuses requests whose Host is not ours (DNS rebinding) or whose Origin is another site."""

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        """Wrap an application reached at `base_url` or by a loopback name."""
        self._app = app
        self._hosts = _LOOPBACK | {urlsplit(base_url).hostname or ""}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "lifespan" or self._welcome(Headers(scope=scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=4403)(scope, receive, send)
        else:
            await PlainTextResponse("forbidden: this desk serves its own page only\n", 403)(scope, receive, send)

    def _welcome(self, headers: Headers) -> bool:
        host = headers.get("host", "")
        if urlsplit(f"//{host}").hostname not in self._hosts:
            return False
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc == host
