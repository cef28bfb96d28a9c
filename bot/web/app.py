from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.engine.orchestrator import WebhookOrchestrator
from bot.web.webhooks import webhook_route

State = Callable[[], Awaitable[Sequence[tuple[str, bool, str]]]]


def create_web(orchestrator: WebhookOrchestrator, *, public_url: str, state: State, reports: Path) -> Starlette:
    """The ingress: webhooks in, health and metrics out, report files. `state` tells each part: name, fine, words."""

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> Response:
        parts = await state()
        fine = all(good for _, good, _ in parts)
        told = {name: {"ok": good, "state": words} for name, good, words in parts}
        return JSONResponse({"ready": fine, "parts": told}, 200 if fine else 503)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def report(request: Request) -> Response:
        name = request.path_params["name"]
        path = reports / name
        if "/" in name or not path.is_file():
            return JSONResponse({"error": "not_found", "why": "no such report; run the CMA again"}, 404)
        return FileResponse(path)

    routes: list[BaseRoute] = [
        webhook_route(orchestrator, public_url),
        Route("/healthz", alive),
        Route("/readyz", ready),
        Route("/metrics", metrics),
        Route("/reports/{name}", report),
    ]
    return Starlette(routes=routes)
