from __future__ import annotations

import time

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

_NOT_REPEATABLE = ("chat.postMessage", "chat.postEphemeral", "files.completeUploadExternal")
_SLOW_FOR_SECONDS = 60.0


class Pace:
    """Whether Slack has asked us lately to be slower."""

    def __init__(self) -> None:
        self._until = 0.0

    def slow_down(self) -> None:
        """Slack said 429."""
        self._until = time.monotonic() + _SLOW_FOR_SECONDS

    @property
    def is_slow(self) -> bool:
        """True for a minute after a 429."""
        return time.monotonic() < self._until


class _WaitAsTold(AsyncRateLimitErrorRetryHandler):
    def __init__(self, pace: Pace) -> None:
        super().__init__(max_retry_count=8)
        self._pace = pace

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        self._pace.slow_down()
        await super().prepare_for_next_attempt_async(state=state, request=request, response=response, error=error)


class _NeverTwice(AsyncRetryHandler):
    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        again = await super()._can_retry_async(state=state, request=request, response=response, error=error)
        return again and not request.url.endswith(_NOT_REPEATABLE)


class _Reconnect(_NeverTwice, AsyncConnectionErrorRetryHandler): ...


class _TryAgain(_NeverTwice, AsyncServerErrorRetryHandler): ...


def connect_client(token: str, base_url: str | None = None, *, pace: Pace | None = None) -> AsyncWebClient:
    """A Web API client that waits when Slack says so and never posts a message twice by itself.

    `base_url` is the server, e.g. that of the simulated desk; without it, Slack itself.
    """
    client = AsyncWebClient(token=token, timeout=30)
    if base_url:
        client.base_url = f"{base_url.rstrip('/').removesuffix('/api')}/api/"
    client.retry_handlers = [_Reconnect(max_retry_count=2), _WaitAsTold(pace or Pace()), _TryAgain(max_retry_count=2)]
    return client
