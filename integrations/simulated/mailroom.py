"""Where the stand-ins' webhooks go out: signed as they are sent, repeated until taken, now and then twice or late."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

# Loading the system's certificates takes tens of milliseconds, and only loopback is called.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
_PATIENCE = 10.0

Letter = dict[str, Any]


def is_success(status: int) -> bool:
    """Whether an answer's status says that a letter was taken."""
    return httpx.codes.is_success(status)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter ready to go: where to, what is in it, and under which headers."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class Manners(Protocol):
    """How a vendor sends: every `twice_every`-th letter twice (0: none), a refused one again after each of `waits`."""

    @property
    def twice_every(self) -> int:
        """Which letters come twice."""
        ...

    @property
    def waits(self) -> tuple[float, ...]:
        """Seconds between attempts."""
        ...


class Mailroom:
    """One vendor's letters. Those in `waiting` are not taken yet; on a shelf they survive a restart.

    `write` addresses and signs a letter at the moment it is sent, None where nobody wants it any more. `heard` says
    whether an answer's status settles it.
    """

    def __init__(
        self,
        waiting: MutableMapping[str, Letter],
        write: Callable[[Letter], Envelope | None],
        manners: Callable[[], Manners],
        *,
        heard: Callable[[Letter, int], bool] = lambda _letter, status: is_success(status),
        patience: Callable[[], float] = lambda: _PATIENCE,
    ) -> None:
        self.waiting = waiting
        self._write = write
        self._manners = manners
        self._heard = heard
        self._patience = patience
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def put(self, key: str, letter: Letter, number: int, *, after: float = 0.0) -> None:
        """Queue the `number`-th letter, to be sent `after` seconds."""
        every = self._manners().twice_every
        for time in range(2 if every and number % every == 0 else 1):
            self.waiting[f"{key}/{time}"] = {**letter, "after": after}

    def resume(self) -> None:
        """Start sending what waits; needs a running loop."""
        for key in list(self.waiting):
            if key not in self._tasks:
                task = asyncio.get_running_loop().create_task(self._deliver(key))
                self._tasks[key] = task
                task.add_done_callback(lambda _task, key=key: self._tasks.pop(key, None))  # type: ignore[misc]

    async def settle(self) -> None:
        """Wait until nothing is being sent any more."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def stop(self) -> None:
        """Stop sending; what waits stays."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, key: str) -> None:
        letter = self.waiting[key]
        await asyncio.sleep(letter.get("after", 0.0))
        for wait in (*self._manners().waits, None):
            envelope = self._write(letter)
            if envelope is None or await self._send(letter, envelope):
                break
            if wait is not None:
                await asyncio.sleep(wait)
        self.waiting.pop(key, None)

    async def _send(self, letter: Letter, envelope: Envelope) -> bool:
        transport = httpx.AsyncHTTPTransport(verify=_NO_TLS)
        try:
            async with httpx.AsyncClient(transport=transport, timeout=self._patience()) as client:
                reply = await client.post(envelope.url, content=envelope.body, headers=dict(envelope.headers))
        except httpx.TransportError:
            return False
        return self._heard(letter, reply.status_code)
