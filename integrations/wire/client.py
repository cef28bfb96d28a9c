from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
import orjson
import structlog

from integrations.wire.counting import count_answer
from integrations.wire.errors import Rejected, Unauthorized, Unavailable, Unreadable, WireError
from integrations.wire.pace import Pace

log = structlog.get_logger(__name__)

_TIMEOUT: Final = httpx.Timeout(20.0, connect=5.0)
_REPEATABLE: Final = frozenset({"GET", "HEAD", "PUT", "DELETE"})
_LONGEST_WAIT: Final = 30.0
_TOO_MANY: Final = 429
_TIMED_OUT: Final = 408
_FIRST_ERROR: Final = 400
_SERVER_ERROR: Final = 500
_NO_CREDENTIALS: Final = (401, 403)


@dataclass(frozen=True, slots=True)
class Reply:
    """A vendor's answer. `json()` raises `Unreadable` where the body is not JSON."""

    vendor: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def json(self) -> Any:
        """The body as JSON; None where it is empty.

        Raises:
            Unreadable: the body is something else.
        """
        if not self.body:
            return None
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise Unreadable(self.vendor, f"expected JSON from {self.url}, got {self.body[:80]!r}") from error


Judge = Callable[[Reply], WireError | None]


def judge_by_status(reply: Reply) -> WireError | None:
    """The error that an HTTP status stands for, or None where the request worked."""
    if reply.status < _FIRST_ERROR:
        return None
    said = reply.body[:300].decode("utf-8", "replace") or "no body"
    if reply.status in _NO_CREDENTIALS:
        return Unauthorized(reply.vendor, f"{reply.status} for {reply.url}: {said}")
    if reply.status in (_TOO_MANY, _TIMED_OUT) or reply.status >= _SERVER_ERROR:
        return Unavailable(
            reply.vendor,
            f"{reply.status} for {reply.url}: {said}",
            retry_after(reply.headers),
            throttled=reply.status == _TOO_MANY,
        )
    return Rejected(reply.vendor, f"{reply.status} for {reply.url}: {said}", status=reply.status)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date; None where there is none."""
    value = headers.get("retry-after") or headers.get("Retry-After")
    if not value:
        return None
    if value.replace(".", "", 1).isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return None


class Client:
    """One vendor's HTTP door: timeouts, retries with backoff and Retry-After, statuses turned into errors.

    A request is repeated only where that is safe: always after 429 and a refused connection, after timeouts and 5xx
    only for methods that may be repeated. An outage is logged once, and its end once.
    """

    def __init__(  # the names say it
        self,
        vendor: str,
        base_url: str,
        *,
        auth: httpx.Auth | tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        judge: Judge = judge_by_status,
        attempts: int = 4,
        concurrency: int = 8,
        timeout: httpx.Timeout = _TIMEOUT,
        pace: Pace | None = None,
    ) -> None:
        self.vendor = vendor
        self._judge = judge
        self._attempts = attempts
        self._gate = asyncio.Semaphore(concurrency)
        self._down = False
        self._pace = pace
        self._http = httpx.AsyncClient(
            base_url=base_url.rstrip("/") + "/",
            auth=auth,
            headers={"User-Agent": "Jorge/0.1", **(headers or {})},
            timeout=timeout,
            follow_redirects=False,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def get(self, path: str, **options: Any) -> Reply:
        """GET `path` (relative to the base URL, or a full URL such as a nextLink)."""
        return await self.request("GET", path, **options)

    async def post(self, path: str, **options: Any) -> Reply:
        """POST to `path`; `json`, `data`, `params`, `headers` as in httpx."""
        return await self.request("POST", path, **options)

    async def put(self, path: str, **options: Any) -> Reply:
        """PUT to `path`."""
        return await self.request("PUT", path, **options)

    async def delete(self, path: str, **options: Any) -> Reply:
        """DELETE `path`."""
        return await self.request("DELETE", path, **options)

    async def request(self, method: str, path: str, **options: Any) -> Reply:
        """Send a request and return its reply.

        Raises:
            Unavailable: the vendor stayed down or over its limit through all attempts.
            Unauthorized: the credentials were refused.
            Rejected: the request was wrong.
            Unreadable: the answer made no sense.
        """
        for attempt in range(1, self._attempts + 1):
            failure, repeatable = await self._once(method, path, options)
            if isinstance(failure, Reply):
                self._note_up()
                return failure
            if attempt == self._attempts or not repeatable:
                self._note_down(failure)
                raise failure
            if self._pace is not None and isinstance(failure, Unavailable) and failure.throttled:
                await self._pace.hold(failure.retry_after or 1.0, f"{method} {path}")
            await asyncio.sleep(_pause(attempt, failure))
        raise AssertionError("unreachable")  # pragma: no cover

    async def _once(self, method: str, path: str, options: dict[str, Any]) -> tuple[Reply | WireError, bool]:
        try:
            async with self._gate:
                if self._pace is not None:
                    await self._pace.turn(f"{method} {path}")
                began = time.monotonic()
                response = await self._http.request(method, path.removeprefix("/"), **options)
        except httpx.TransportError as error:
            refused = isinstance(error, httpx.ConnectError)
            said = (
                f"cannot connect to {self._http.base_url}: {error}" if refused else f"{type(error).__name__} for {path}"
            )
            lost = Unavailable(self.vendor, said)
            count_answer(self.vendor, lost, time.monotonic() - began, {})
            return lost, refused or method in _REPEATABLE
        reply = Reply(
            self.vendor,
            response.status_code,
            response.headers,
            response.content,
            str(response.url.copy_with(query=None)),
        )
        failure = self._judge(reply)
        count_answer(self.vendor, failure, time.monotonic() - began, response.headers)
        if failure is None:
            return reply, False
        return failure, isinstance(failure, Unavailable) and (method in _REPEATABLE or reply.status == _TOO_MANY)

    def _note_down(self, failure: WireError) -> None:
        if isinstance(failure, Unavailable) and not failure.throttled and not self._down:
            self._down = True
            log.warning("vendor_down", vendor=self.vendor, why=failure.message)

    def _note_up(self) -> None:
        if self._down:
            self._down = False
            log.info("vendor_back", vendor=self.vendor)


def _pause(attempt: int, failure: WireError) -> float:
    asked = failure.retry_after if isinstance(failure, Unavailable) else None
    backoff = min(_LONGEST_WAIT, 0.25 * 2**attempt) * random.uniform(0.7, 1.3)  # noqa: S311  # jitter, no secret
    return min(_LONGEST_WAIT, asked) if asked is not None else backoff
