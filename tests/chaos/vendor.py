from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.web.server import Server

_SLOW = 0.05  # seconds between doing and answering: the window in which a kill leaves an effect that nobody wrote down


class Vendors:
    """Two vendors on a real socket that record everything.

    One takes texts and knows a key that it has seen; the other is a Slack that posts whatever it is told, as often as
    it is told, so that posting once is the caller's own doing.
    """

    def __init__(self) -> None:
        self.texts: dict[str, float] = {}
        self.arrivals: Counter[str] = Counter()
        self.messages: list[dict[str, Any]] = []
        self.posted: dict[str, float] = {}
        routes = [
            Route("/texts", self._text, methods=["POST"]),
            Route("/api/{method}", self._slack, methods=["GET", "POST"]),
        ]
        self.server = Server(Starlette(routes=routes), 0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    async def _text(self, request: Request) -> Response:
        key = request.headers["idempotency-key"]
        self.arrivals[f"text:{key}"] += 1
        self.texts.setdefault(key, time.monotonic())
        await asyncio.sleep(_SLOW)
        return JSONResponse({"status": "sent"})

    async def _slack(self, request: Request) -> Response:
        said: dict[str, Any] = dict(request.query_params)
        body = await request.body()
        if body:
            is_json = request.headers.get("content-type", "").startswith("application/json")
            said |= orjson.loads(body) if is_json else dict(await request.form())
        answer = getattr(self, "_" + request.path_params["method"].replace(".", "_"))(said)
        await asyncio.sleep(_SLOW)
        return JSONResponse({"ok": True, **answer})

    def _conversations_open(self, _said: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": "D0JORGE"}}

    def _conversations_history(self, said: dict[str, Any]) -> dict[str, Any]:
        oldest, before = float(said.get("oldest") or 0), float(said.get("cursor") or 2**40)
        found = [one for one in reversed(self.messages) if oldest < float(one["ts"]) < before]
        page = found[: int(said["limit"])]
        more = page[-1]["ts"] if len(page) < len(found) else ""
        return {"messages": page, "response_metadata": {"next_cursor": more}}

    def _chat_postMessage(self, said: dict[str, Any]) -> dict[str, Any]:  # noqa: N802  # Slack's name
        metadata = said["metadata"] if isinstance(said["metadata"], dict) else orjson.loads(said["metadata"])
        key = metadata["event_payload"]["key"]
        self.arrivals[f"post:{key}"] += 1
        self.posted.setdefault(key, time.monotonic())
        ts = f"{time.time():.6f}"
        self.messages.append({"ts": ts, "metadata": metadata, "text": said["text"]})
        return {"channel": "D0JORGE", "ts": ts}

    def _chat_update(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"channel": "D0JORGE", "ts": said["ts"]}
