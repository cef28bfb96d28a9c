"""The desk as one ASGI application."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from integrations.simulated.desk import api, pages, transfers
from integrations.simulated.desk.cabinet import Cabinet
from integrations.simulated.desk.delivery import Delivery
from integrations.simulated.desk.desk import Desk
from integrations.simulated.desk.guard import Guard
from integrations.simulated.desk.hooks import Hooks
from integrations.simulated.desk.installed import Installed
from integrations.simulated.desk.limits import Limits
from integrations.simulated.desk.live import Live
from integrations.simulated.desk.messages import Messages
from integrations.simulated.desk.modals import Modals
from integrations.simulated.desk.options import DeskOptions
from integrations.simulated.desk.posts import Posts
from integrations.simulated.desk.sockets import Courier, Sockets
from integrations.simulated.desk.workspace import Workspace
from integrations.simulated.shelf import Shelf

_PAGE = Path(__file__).parent / "page"


def create_desk(
    shelf: Shelf, manifest: dict[str, Any], *, base_url: str, options: DeskOptions | None = None
) -> Starlette:
    """Build the desk: Slack's Web API under `/api/`, sockets, hooks, files, and the page at `/`.

    Args:
        shelf: where everything that must survive a restart is kept.
        manifest: the app's manifest; its scopes, events and commands are what the app gets.
        base_url: where this desk is reached, e.g. `http://127.0.0.1:8642`.
        options: Slack's numbers, shorter for tests. `app.state.desk` is the `Desk`.
    """
    desk = _build(shelf, Installed.read(manifest), base_url.rstrip("/"), options or DeskOptions())

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        desk.delivery.start()
        yield
        desk.delivery.stop()
        if isinstance(desk.courier, Posts):
            await desk.courier.close()

    guard = Middleware(Guard, base_url=desk.base_url)
    app = Starlette(routes=_routes(desk), middleware=[guard], lifespan=lifespan)
    app.state.desk = desk
    return app


def _build(shelf: Shelf, app: Installed, base_url: str, options: DeskOptions) -> Desk:
    secret = shelf.meta("desk.secret") or secrets.token_hex(16)
    shelf.set_meta("desk.secret", secret)
    live = Live()
    sockets = Sockets(
        secret, options.ack_seconds, options.most_links, lambda here: live.push_all("bot", connected=here)
    )
    courier: Courier = sockets
    if options.request_url is not None:
        courier = Posts(options.request_url, options.signing_secret, options.ack_seconds)
    return Desk(
        options=options,
        base_url=base_url,
        app=app,
        places=Workspace(shelf, app),
        messages=Messages(shelf),
        live=live,
        sockets=sockets,
        courier=courier,
        delivery=Delivery(shelf, courier, options.retry_after),
        modals=Modals(shelf, options.trigger_seconds),
        hooks=Hooks(shelf, options, base_url),
        cabinet=Cabinet(shelf, _folder(shelf, options), base_url),
        limits=Limits(options),
        prompts=shelf.drawer("desk.prompts"),
        sessions=shelf.drawer("desk.sessions"),
        whispers=shelf.drawer("desk.whispers"),
    )


def _folder(shelf: Shelf, options: DeskOptions) -> Path | None:
    if options.files_folder is not None or shelf.path is None:
        return options.files_folder
    return shelf.path.parent / "files"


def _routes(desk: Desk) -> list[BaseRoute]:
    async def call(request: Request) -> Response:
        return await api.answer(desk, request)

    async def link(socket: WebSocket) -> None:
        desk.delivery.start()
        await desk.sockets.serve(socket)

    return [
        Route("/api/{method}", call, methods=["GET", "POST"]),
        WebSocketRoute("/link/", link),
        *transfers.routes(desk),
        *pages.routes(desk),
        Route("/", _index),
        Route("/archives/{channel}/{stamp}", _permalink),
        Mount("/static", StaticFiles(directory=_PAGE, check_dir=False)),
        Mount("/", StaticFiles(directory=_PAGE, check_dir=False)),
    ]


async def _permalink(request: Request) -> Response:
    return RedirectResponse(f"/#{request.path_params['channel']}")


async def _index(_request: Request) -> Response:
    index = _PAGE / "index.html"
    if not index.is_file():
        return PlainTextResponse("The desk runs; its page (desk/page/index.html) is not here.\n", 404)
    return FileResponse(
        index, headers={"Cache-Control": "no-cache", "Content-Security-Policy": "frame-ancestors 'self'"}
    )
