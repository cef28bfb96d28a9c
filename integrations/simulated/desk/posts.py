"""HTTP mode: events, commands and clicks are POSTed to the app's request URL, signed as Slack signs."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson

from integrations.simulated.desk.sockets import NoAnswerError

_FORM = "application/x-www-form-urlencoded"


class Posts:
    """A `Courier` for an app that listens on a URL instead of holding a socket."""

    def __init__(self, url: str, signing_secret: str, ack_seconds: float) -> None:
        """Post to `url`; the app counts as connected all the time, since nobody can know."""
        self._url = url
        self._secret = signing_secret.encode()
        self._client = httpx.AsyncClient(timeout=ack_seconds, trust_env=False)
        self.connected = asyncio.Event()
        self.connected.set()

    async def ask(self, kind: str, payload: dict[str, Any], *, retry: int = 0, reason: str = "") -> Any:
        """POST one payload; 2xx within the time allowed is the acknowledgement (see `Courier`)."""
        content_type, body = _encode(kind, payload)
        headers = {"Content-Type": content_type, **self._sign(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except httpx.TimeoutException as late:
            raise NoAnswerError("http_timeout") from late
        except httpx.TransportError as gone:
            raise NoAnswerError("connection_failed") from gone
        if not answer.is_success:
            raise NoAnswerError("http_error")
        if answer.headers.get("content-type", "").startswith("application/json") and answer.content:
            return orjson.loads(answer.content)
        return {"text": answer.text} if answer.content else None

    def _sign(self, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        mark = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mark}"}

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _encode(kind: str, payload: dict[str, Any]) -> tuple[str, bytes]:
    if kind == "events_api":
        return "application/json", orjson.dumps(payload)
    if kind == "slash_commands":
        return _FORM, urlencode(payload).encode()
    return _FORM, urlencode({"payload": orjson.dumps(payload).decode()}).encode()
