"""A stand-in for the desk's server: the contract's routes over fixture data, and a hand on the live connection."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

import integrations.simulated.desk as desk_package

PAGE = Path(desk_package.__file__).parent / "page"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003860180"
    "5a34e06b0000000049454e44ae426082"
)
Document = dict[str, Any]


class Stage:
    """The fixture server: `calls` is what the page sent, `answers` what it gets, `push` the live side."""

    def __init__(self, state: Document, messages: dict[str, list[Document]], files: dict[str, bytes]) -> None:
        """Take the state to serve, messages by channel (replies carry `thread_ts`) and file bytes by path."""
        self.state = state
        self.messages = messages
        self.files = files
        self.calls: list[tuple[str, Document]] = []
        self.answers: dict[str, Document] = {}
        self._pages: set[WebSocket] = set()
        self.refuse_live = False
        self._loop: asyncio.AbstractEventLoop | None = None
        routes = [
            Route("/", self._index),
            Route("/desk/state", self._state),
            Route("/desk/channels/{id}/messages", self._messages),
            Route("/desk/channels/{id}/threads/{ts}", self._thread),
            Route("/desk/{rest:path}", self._write, methods=["POST"]),
            WebSocketRoute("/desk/live", self._live),
            Route("/files/{rest:path}", self._file),
            Mount("/static", StaticFiles(directory=PAGE)),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), port=0, log_level="error", lifespan="off", ws="websockets-sansio"
        )
        self._server = uvicorn.Server(config)
        self._thread_running = threading.Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._server.serve()

    def start(self) -> str:
        """Serve; return the address."""
        self._thread_running.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        """Stop serving."""
        self.drop_pages()
        self._server.should_exit = True
        self._thread_running.join(timeout=5)

    def push(self, kind: str, **fields: Any) -> None:
        """Send one live event to every open page; a new message and what is streamed into it are there to be read."""
        kept = self.messages.setdefault(fields["channel"], []) if "channel" in fields else []
        if kind == "message":
            kept.append(dict(fields["message"]))
        if kind == "stream":
            for one in kept:
                if one["ts"] == fields["ts"]:
                    one["text"] += fields["delta"]
        self._do(self._push({"type": kind, **fields}))

    def drop_pages(self, *, refuse: bool = False) -> None:
        """Cut every live connection; with `refuse`, turn new ones away too."""
        self.refuse_live = refuse
        self._do(self._drop())

    def _do(self, work: Any) -> None:
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=5)

    async def _push(self, event: Document) -> None:
        for page in tuple(self._pages):
            await page.send_json(event)

    async def _drop(self) -> None:
        for page in tuple(self._pages):
            await page.close()
        self._pages.clear()

    async def _index(self, _request: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def _state(self, _request: Request) -> Response:
        return JSONResponse(self.state)

    async def _messages(self, request: Request) -> Response:
        found = self.messages.get(request.path_params["id"], [])
        top = [each for each in found if each.get("thread_ts", each["ts"]) == each["ts"]]
        return JSONResponse({"messages": top, "has_more": False})

    async def _thread(self, request: Request) -> Response:
        ts = request.path_params["ts"]
        found = self.messages.get(request.path_params["id"], [])
        return JSONResponse({"messages": [each for each in found if ts in {each["ts"], each.get("thread_ts")}]})

    async def _write(self, request: Request) -> Response:
        path = request.path_params["rest"]
        body = await request.json()
        self.calls.append((path, body))
        answer: Document = {"ok": True}
        if path == "messages":
            message = {
                "ts": f"{time.time():.6f}",
                **{key: body[key] for key in ("user", "text", "thread_ts") if key in body},
            }
            self.messages.setdefault(body["channel"], []).append(message)
            answer["message"] = message
        return JSONResponse(self.answers.get(path, answer))

    async def _file(self, request: Request) -> Response:
        path = request.path_params["rest"]
        kind = {"svg": "image/svg+xml", "pdf": "application/pdf"}.get(path.rsplit(".", 1)[-1], "image/png")
        return Response(self.files.get(path, PIXEL), media_type=kind)

    async def _live(self, socket: WebSocket) -> None:
        if self.refuse_live:
            await socket.close()
            return
        await socket.accept()
        self._pages.add(socket)
        try:
            while True:
                await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            self._pages.discard(socket)
