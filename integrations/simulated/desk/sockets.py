"""Socket Mode: the connections of the app, and envelopes that want an acknowledgement."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import time
import uuid
from collections.abc import Callable
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from integrations.simulated.desk.installed import APP_ID

_APPROXIMATE_LIFE = 18060


class NoAppError(Exception):
    """No app is connected."""


class NoAnswerError(Exception):
    """The app did not acknowledge in time, or went away first."""

    def __init__(self, reason: str) -> None:
        """Keep Slack's word for it: `timeout` or `connection_failed`."""
        super().__init__(reason)
        self.reason = reason


class Courier(Protocol):
    """The way from Slack to the app."""

    connected: asyncio.Event

    async def ask(self, kind: str, payload: dict[str, Any], *, retry: int = 0, reason: str = "") -> Any:
        """Deliver one payload and return what the acknowledgement carried.

        Raises:
            NoAppError: nothing to deliver to.
            NoAnswerError: not acknowledged.
        """
        ...


class Sockets:
    """The open links of the app; each envelope goes to one of them, in turn."""

    def __init__(self, secret: str, ack_seconds: float, most: int, on_change: Callable[[bool], None]) -> None:
        """Be ready for links; `on_change` hears whether any app is connected."""
        self._secret = secret.encode()
        self._ack_seconds = ack_seconds
        self._most = most
        self._on_change = on_change
        self._links: list[WebSocket] = []
        self._turn = itertools.count()
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Any]]] = {}
        self.connected = asyncio.Event()

    def ticket(self) -> str:
        """Issue a ticket for one link."""
        nonce = uuid.uuid4().hex
        return f"{nonce}.{self._sign(nonce)}"

    def _sign(self, nonce: str) -> str:
        return hmac.new(self._secret, nonce.encode(), hashlib.sha256).hexdigest()[:32]

    async def serve(self, socket: WebSocket) -> None:
        """Run one link until it closes."""
        nonce, _, mark = socket.query_params.get("ticket", "").partition(".")
        if not hmac.compare_digest(mark, self._sign(nonce)):
            await socket.close(code=4403, reason="invalid ticket")
            return
        await socket.accept()
        if len(self._links) >= self._most:
            await socket.send_json(_goodbye("too_many_websockets"))
            await socket.close()
            return
        await socket.send_json(self._hello())
        self._links.append(socket)
        self._tell()
        try:
            while True:
                self._take(await socket.receive_json())
        except (WebSocketDisconnect, RuntimeError, ValueError, KeyError):
            return
        finally:
            self._drop(socket)

    def _hello(self) -> dict[str, Any]:
        about = {"host": "desk", "started": time.strftime("%Y-%m-%d %H:%M:%S"), "build_number": 1}
        about["approximate_connection_time"] = _APPROXIMATE_LIFE
        return {
            "type": "hello",
            "num_connections": len(self._links) + 1,
            "connection_info": {"app_id": APP_ID},
            "debug_info": about,
        }

    def _take(self, answer: dict[str, Any]) -> None:
        _, future = self._waiting.get(str(answer.get("envelope_id")), (None, None))
        if future is not None and not future.done():
            future.set_result(answer.get("payload"))

    def _drop(self, socket: WebSocket) -> None:
        if socket in self._links:
            self._links.remove(socket)
        for link, future in self._waiting.values():
            if link is socket and not future.done():
                future.set_exception(NoAnswerError("connection_failed"))
        self._tell()

    def _tell(self) -> None:
        was = self.connected.is_set()
        if self._links:
            self.connected.set()
        else:
            self.connected.clear()
        if was != self.connected.is_set():
            self._on_change(self.connected.is_set())

    async def ask(self, kind: str, payload: dict[str, Any], *, retry: int = 0, reason: str = "") -> Any:
        """Send one envelope and wait for its acknowledgement (see `Courier`)."""
        if not self._links:
            raise NoAppError
        link = self._links[next(self._turn) % len(self._links)]
        envelope_id = str(uuid.uuid4())
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (link, future)
        try:
            await link.send_json(_envelope(kind, envelope_id, payload, retry, reason))
            return await asyncio.wait_for(future, self._ack_seconds)
        except TimeoutError as late:
            raise NoAnswerError("timeout") from late
        except (RuntimeError, WebSocketDisconnect) as gone:
            raise NoAnswerError("connection_failed") from gone
        finally:
            del self._waiting[envelope_id]

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Tell every link to reconnect, as Slack does from time to time."""
        for link in tuple(self._links):
            await link.send_json(_goodbye(reason))


def _envelope(kind: str, envelope_id: str, payload: dict[str, Any], retry: int, reason: str) -> dict[str, Any]:
    frame = {"envelope_id": envelope_id, "payload": payload, "type": kind}
    if kind == "events_api":
        return {**frame, "accepts_response_payload": False, "retry_attempt": retry, "retry_reason": reason}
    return {**frame, "accepts_response_payload": True}


def _goodbye(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "desk"}}
