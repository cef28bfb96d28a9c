"""The load of `jorge bench ingest`, as a process of its own: signed webhooks over kept-alive connections."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import sys
from collections import Counter
from time import perf_counter
from typing import Final, cast

from bot import loop

KEY: Final = "bench-system-key"
_WARM_UP: Final = 0.5  # seconds
_BODY: Final = (
    '{"eventId": "%s-%d-%d", "event": "peopleUpdated", "eventCreated": "2026-11-24T12:00:00+00:00", '
    '"resourceIds": [%d], "uri": "https://api.followupboss.com/v1/people?id=%d", "said": "' + "x" * 440 + '"}'
)


class Caller(asyncio.Protocol):
    """One connection that sends the next webhook when the last one is answered."""

    def __init__(self, load: Load, number: int) -> None:
        self._load = load
        self._number = number
        self._count = 0
        self._sent = 0.0
        self._got = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._send()

    def data_received(self, data: bytes) -> None:
        """Note the answer; it has no body, or a short one with its length."""
        self._got += data
        head, found, rest = self._got.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        self._got = b""
        self._load.note(int(head[9:12]), self._sent)
        if perf_counter() < self._load.until:
            self._send()
        elif self._transport is not None:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that this one is done."""
        if exc is not None:
            self._load.statuses[0] += 1
        self._load.open -= 1
        if not self._load.open:
            self._load.done.set()

    def _send(self) -> None:
        self._count += 1
        mark = self._number * 1_000_000 + self._count
        body = (_BODY % (self._load.name, self._number, self._count, mark, mark)).encode()
        proof = hmac.new(KEY.encode(), base64.b64encode(body), hashlib.sha256).hexdigest()
        head = (
            f"POST /webhooks/bench HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"FUB-Signature: {proof}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._sent = perf_counter()
        if self._transport is not None:
            self._transport.write(head.encode() + body)


class Load:
    """All connections together, and what they saw."""

    def __init__(self, name: str, seconds: float, connections: int) -> None:
        self.name = name
        self.open = connections
        self.done = asyncio.Event()
        self.statuses: Counter[int] = Counter()
        self.measured_from = perf_counter() + _WARM_UP
        self.until = self.measured_from + seconds
        self.waits: list[float] = []

    def note(self, status: int, sent: float) -> None:
        """Keep an answer; those of the warm-up are only counted."""
        now = perf_counter()
        self.statuses[status] += 1
        if self.measured_from <= sent and now <= self.until:
            self.waits.append(now - sent)

    async def run(self, port: int) -> dict[str, object]:
        """Send until the time is up."""
        loop = asyncio.get_running_loop()
        span = self.until - self.measured_from
        for number in range(self.open):
            await loop.create_connection(lambda one=number: Caller(self, one), "127.0.0.1", port)  # type: ignore[misc]
        await self.done.wait()
        waits = sorted(self.waits) or [0.0]
        return {
            "events_per_second": round(len(self.waits) / span),
            "p50_ms": round(1000 * waits[len(waits) // 2], 2),
            "p99_ms": round(1000 * waits[min(len(waits) - 1, int(len(waits) * 0.99))], 2),
            "answers": {str(status): count for status, count in self.statuses.items()},
        }


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def main(port: str, name: str, seconds: str, connections: str) -> None:
    """Run and print what was seen."""

    async def run() -> dict[str, object]:
        return await Load(name, float(seconds), int(connections)).run(int(port))

    sys.stdout.write(json.dumps(loop.run(run())))


if __name__ == "__main__":
    main(*sys.argv[1:])
