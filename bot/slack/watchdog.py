from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any, Final

import structlog

_log = structlog.get_logger(__name__)
PATIENCE: Final = 45.0  # seconds without any sign of life; the library's own look gives up after 20
LOOK_EVERY: Final = 5.0


class Watchdog:
    """Notices a socket that is open and says nothing, not even a pong, and opens another in its place.

    The library watches its socket too, in a task that can die with the session that it watches; this one does not.
    A silence is logged once, and so is its end.
    """

    def __init__(self, client: Any, *, patience: float = PATIENCE, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._patience = patience
        self._clock = clock
        self._heard = clock()
        self._told = False
        self._task: asyncio.Task[None] | None = None
        client.on_message_listeners.append(self._hear)

    @property
    def silent(self) -> bool:
        """Whether nothing was heard for longer than a living socket is silent."""
        return self._clock() - max(self._heard, self._client.last_ping_pong_time or 0.0) > self._patience

    def start(self, every: float = LOOK_EVERY) -> None:
        """Look again and again, until `stop`."""
        self._task = asyncio.create_task(self._run(every), name="socket watchdog")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def look(self) -> bool:
        """Open another socket where this one is silent; whether it did."""
        if not self.silent:
            if self._told:
                self._told = False
                _log.info("socket_heard_again")
            return False
        if not self._told:
            self._told = True
            _log.warning("socket_silent", seconds=round(self._clock() - self._heard))
        await self._client.connect_to_new_endpoint(force=True)
        self._heard, self._client.stale = self._clock(), False
        return True

    async def _hear(self, _message: Any) -> None:
        self._heard = self._clock()

    async def _run(self, every: float) -> None:
        while True:
            await asyncio.sleep(every)
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  # Slack is away: the next look tries again
                _log.info("socket_not_opened", why=str(error))
