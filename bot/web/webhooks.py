from __future__ import annotations

import secrets
from datetime import UTC, datetime

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.engine.orchestrator import UnknownSource, WebhookOrchestrator
from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Delivery, Forged

log = structlog.get_logger(__name__)

LARGEST_BODY = 1024 * 1024
TAKEN = Counter("jorge_webhooks_total", "Webhooks by source and what became of them", ["source", "outcome"])


class _TooLarge(Exception):
    """The body is longer than `LARGEST_BODY`."""


def webhook_route(orchestrator: WebhookOrchestrator, public_url: str) -> Route:
    """`POST /webhooks/{source}`: 204 once what it says is on disk, a 4xx with a reason where it is not acceptable."""

    async def take(request: Request) -> Response:
        source = request.path_params["source"]
        try:
            delivery = await _read(request, public_url)
        except _TooLarge:
            return _refuse(source, 413, "too_large", f"at most {LARGEST_BODY} bytes are taken")
        return await _answer(orchestrator, source, delivery)

    return Route("/webhooks/{source:path}", take, methods=["POST"])


async def _answer(orchestrator: WebhookOrchestrator, source: str, delivery: Delivery) -> Response:
    try:
        result = await orchestrator.receive(source, delivery)
    except UnknownSource as error:
        return _refuse("unknown", 404, "unknown_source", str(error))
    except Forged as error:
        return _refuse(source, 401, "forged", str(error))
    except Unreadable as error:
        await orchestrator.quarantine(source, delivery.body, str(error), datetime.now(UTC), secrets.token_hex(10))
        return _refuse(source, 422, "unreadable", str(error))
    except SQLAlchemyError:
        log.exception("webhook_not_stored", source=source)
        TAKEN.labels(source, "not_stored").inc()
        return JSONResponse({"error": "not_stored"}, 503, headers={"Retry-After": "5"})
    TAKEN.labels(source, "new" if result.event_ids else "repeat").inc()
    return Response(status_code=204)


async def _read(request: Request, public_url: str) -> Delivery:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _TooLarge
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Delivery(headers, bytes(body), f"{public_url}{request.url.path}{query}", dict(request.query_params))


def _refuse(source: str, status: int, code: str, why: str) -> Response:
    TAKEN.labels(source, code).inc()
    log.warning("webhook_refused", source=source, code=code, why=why)
    return JSONResponse({"error": code, "why": why}, status)
