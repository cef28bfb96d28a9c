from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from typing import Final

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.engine.orchestrator import WebhookOrchestrator
from bot.web.ingress import Ingress
from bot.web.metrics import NO_PROBES, Metrics, Probes

log = structlog.get_logger(__name__)

Part = tuple[str, bool, str]
Answer = Callable[[Request], Awaitable[Response]]
State = Callable[[], Awaitable[Sequence[Part]]]
_PATIENCE: Final = 3.0  # seconds
_INBOX: Final = "Inbox"


def create_web(
    orchestrator: WebhookOrchestrator,
    *,
    public_url: str,
    state: State,
    reports: Path,
    slack: Answer | None = None,
    pages: Sequence[Route] = (),
    probes: Probes = NO_PROBES,
    needed: Collection[str] | None = None,
) -> Starlette:
    """The ingress: webhooks in, health and metrics out, report files.

    `slack` answers what Slack posts in HTTP mode, `pages` are private pages; for the rest see `health_routes`.
    """

    async def report(request: Request) -> Response:
        name = request.path_params["name"]
        path = reports / name
        if "/" in name or not path.is_file():
            return JSONResponse({"error": "not_found", "why": "no such report; run the CMA again"}, 404)
        return FileResponse(path)

    routes = [
        Route("/webhooks/{source:path}", Ingress(orchestrator, public_url)),
        *health_routes(orchestrator, state, probes, needed),
        *pages,
        Route("/reports/{name}", report),
    ]
    if slack is not None:
        routes.append(Route("/slack/events", slack, methods=["POST"]))
    return Starlette(routes=routes, exception_handlers={HTTPException: _explain})


def health_routes(
    orchestrator: WebhookOrchestrator, state: State, probes: Probes = NO_PROBES, needed: Collection[str] | None = None
) -> list[Route]:
    """`/healthz`: the process lives. `/readyz`: it can do its part. `/metrics`: what it counted.

    `state` tells each part: name, fine, words. Of those only the `needed` ones (default: all) decide about readiness:
    a vendor that is away keeps nobody from taking webhooks in.
    """

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> Response:
        parts = [*await state(), await _inbox_state(orchestrator)]
        fine = all(good for name, good, _ in parts if needed is None or name in {*needed, _INBOX})
        told = {name: {"ok": good, "state": words} for name, good, words in parts}
        return JSONResponse({"ready": fine, "parts": told}, 200 if fine else 503)

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", Metrics(orchestrator, probes).show)]


def create_health(orchestrator: WebhookOrchestrator, state: State, probes: Probes = NO_PROBES) -> Starlette:
    """Health and metrics alone, for a process that takes no webhooks."""
    return Starlette(routes=health_routes(orchestrator, state, probes), exception_handlers={HTTPException: _explain})


async def _inbox_state(orchestrator: WebhookOrchestrator) -> Part:
    """Whether webhooks can be written down: the store answers and not too many wait."""
    try:
        async with asyncio.timeout(_PATIENCE):
            found = await orchestrator.figures()
    except Exception:
        log.exception("store_not_ready")
        return _INBOX, False, "the book of record does not answer"
    if orchestrator.full:
        return _INBOX, False, f"full, {orchestrator.unwritten} events wait for the disk"
    return _INBOX, True, f"ok, {found.waiting} events wait for the rules"


async def _explain(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    code = {404: "not_found", 405: "method"}.get(status, "refused")
    return JSONResponse({"error": code, "why": str(getattr(error, "detail", error))}, status, headers)
