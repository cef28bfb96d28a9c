from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import parse_qsl

import orjson
import structlog
from prometheus_client import Counter
from starlette.types import Receive, Scope, Send

from bot.engine.orchestrator import ProcessingResult, WebhookOrchestrator
from integrations.store.reach import NotStored
from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Delivery, Forged

log = structlog.get_logger(__name__)

LARGEST_BODY: Final = 1024 * 1024
LARGEST_HEADERS: Final = 32 * 1024
SLOWEST_BODY: Final = 10.0  # seconds
_MOST_DRAINED: Final = 4 * LARGEST_BODY
_LONGEST_REASON: Final = 500
TAKEN: Final = Counter("jorge_webhooks_total", "Webhooks by source and what became of them", ["source", "outcome"])
FORGED: Final = Counter(
    "jorge_webhooks_forged_total",
    "Webhooks refused because nothing proves them, by source and reason",
    ["source", "reason"],
)
_JSON: Final = [(b"content-type", b"application/json")]
_TEXT: Final = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]


class Refused(Exception):
    """A request that is not acceptable: the status, a word for the count, and why."""

    def __init__(self, status: int, code: str, why: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
        super().__init__(why)
        self.status = status
        self.code = code
        self.why = why
        self.headers = headers


class Ingress:
    """`POST /webhooks/{source}`, as bare ASGI: this is the one door that must be fast.

    Answers 204 once what a delivery says is on disk. A delivery that is proved and cannot be read is kept in
    quarantine and answered 202: a 4xx would make most vendors send it again for days, or switch the hook off, and no
    repetition makes it readable. What is not proved, too large or addressed to nobody gets a 4xx with a reason and
    leaves nothing behind. 503 says that the database cannot take it now; every vendor comes again after that.
    """

    def __init__(self, orchestrator: WebhookOrchestrator, public_url: str) -> None:
        self._orchestrator = orchestrator
        self._public_url = public_url.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        source = scope["path_params"]["source"].partition("/")[0]
        counted = source if self._orchestrator.knows(source) else "unknown"
        try:
            await self._answer(scope, receive, send, source)
        except Refused as refusal:
            TAKEN.labels(counted, refusal.code).inc()
            log.warning("webhook_refused", source=counted, code=refusal.code, why=refusal.why)
            body = orjson.dumps({"error": refusal.code, "why": refusal.why})
            await _respond(send, refusal.status, body, [*_JSON, *refusal.headers])

    async def _answer(self, scope: Scope, receive: Receive, send: Send, source: str) -> None:
        if not self._orchestrator.knows(source):
            raise Refused(404, "unknown_source", "nobody takes webhooks under this name")
        if scope["method"] == "GET":
            await _respond(send, 200, self._challenge(source, self._delivery(scope, b"")), _TEXT)
            return
        if scope["method"] != "POST":
            raise _by_post()
        _demand_plain(scope)
        body = await _read(scope, receive)
        status, reply = await self._take(source, self._delivery(scope, body))
        await _respond(send, status, reply, _JSON if reply else [])

    async def _take(self, source: str, delivery: Delivery) -> tuple[int, bytes]:
        try:
            result = await self._orchestrator.receive(source, delivery)
        except Forged as error:
            FORGED.labels(source, error.reason).inc()
            raise Refused(401, "forged", str(error)) from error
        except Unreadable as error:
            return await self._set_aside(source, delivery, error)
        except NotStored as error:
            raise _come_again(error) from error
        except Exception as error:
            # Whatever a payload made go wrong between reading and writing is the payload's fault, or ours to mend.
            log.exception("webhook_stumbled", source=source)
            return await self._set_aside(source, delivery, error)
        TAKEN.labels(source, _outcome(result)).inc()
        return 204, b""

    async def _set_aside(self, source: str, delivery: Delivery, error: Exception) -> tuple[int, bytes]:
        try:
            mark = await self._orchestrator.quarantine(
                source, delivery, f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
            )
        except Exception as trouble:
            log.exception("webhook_not_kept", source=source)
            raise _come_again(trouble) from trouble
        TAKEN.labels(source, "quarantined").inc()
        log.warning("webhook_quarantined", source=source, mark=mark, why=str(error))
        return 202, orjson.dumps({"kept": mark, "why": str(error)[:_LONGEST_REASON]})

    def _challenge(self, source: str, delivery: Delivery) -> bytes:
        try:
            answer = self._orchestrator.challenge(source, delivery)
        except Forged as error:
            FORGED.labels(source, error.reason).inc()
            raise Refused(401, "forged", str(error)) from error
        if answer is None:
            raise _by_post()
        TAKEN.labels(source, "challenge").inc()
        return answer.encode()

    def _delivery(self, scope: Scope, body: bytes) -> Delivery:
        path = scope.get("raw_path") or scope["path"].encode()
        query = scope["query_string"].decode("latin-1")
        url = self._public_url + path.decode("latin-1") + (f"?{query}" if query else "")
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        params = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
        return Delivery(headers, body, url, params)


def _demand_plain(scope: Scope) -> None:
    """Refuse headers that no vendor sends, and bodies that would have to be unpacked: a few bytes may stand for many.

    Signatures are made over the body as it travels, so nothing is lost by never unpacking one.
    """
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    if size > LARGEST_HEADERS:
        raise Refused(431, "headers_too_large", f"at most {LARGEST_HEADERS} bytes of headers are taken")
    packed = next((value for name, value in scope["headers"] if name == b"content-encoding"), b"identity")
    if packed.strip().lower() not in {b"", b"identity"}:
        raise Refused(415, "packed", "send the body as it is, without Content-Encoding")


async def _read(scope: Scope, receive: Receive) -> bytes:
    announced = next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)
    if announced > _MOST_DRAINED:
        raise _too_large()
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body") and announced <= LARGEST_BODY:
        body: bytes = message.get("body", b"")
    else:
        try:
            async with asyncio.timeout(SLOWEST_BODY):
                body = await _gather(message, receive)
        except TimeoutError as error:
            raise Refused(400, "too_slow", f"the body did not arrive within {SLOWEST_BODY:g} s") from error
    if not body:
        raise Refused(400, "empty", "the webhook has no body")
    return body


async def _gather(message: Any, receive: Receive) -> bytes:
    body = bytearray()
    size = 0
    while True:
        if message["type"] == "http.disconnect":
            raise Refused(400, "broken_off", "the sender went away")
        piece = message.get("body", b"")
        size += len(piece)
        if size <= LARGEST_BODY:
            body += piece
        # What is a little too large is read to its end and thrown away: a sender that is cut off sees no answer.
        if size > _MOST_DRAINED or (size > LARGEST_BODY and not message.get("more_body")):
            raise _too_large()
        if not message.get("more_body"):
            return bytes(body)
        message = await receive()


async def _respond(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    length = [] if status == 204 else [(b"content-length", str(len(body)).encode())]  # noqa: PLR2004
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})


def _outcome(result: ProcessingResult) -> str:
    if result.conflicts:
        return "conflict"
    if result.event_ids:
        return "new"
    return "repeat" if result.repeats else "empty"


def _by_post() -> Refused:
    return Refused(405, "method", "webhooks are sent by POST", ((b"allow", b"POST"),))


def _too_large() -> Refused:
    return Refused(413, "too_large", f"at most {LARGEST_BODY} bytes are taken", ((b"connection", b"close"),))


def _come_again(error: Exception) -> Refused:
    return Refused(503, "not_stored", f"this cannot be kept now; send it again ({error})", ((b"retry-after", b"5"),))
