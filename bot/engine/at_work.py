from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextvars import Context
from functools import partial
from typing import Final

BUSY: Final = "still at it"
PATIENCE: Final = 10.0  # seconds that a job waits for its rounds; those that take longer go on without it


class AtWork:
    """Rounds over connected systems, all at once, each of a kind and system only once at a time.

    A slow one holds neither the others nor the job that asked for it: it goes on by itself, and is not begun again
    before it has ended.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._tasks: dict[tuple[str, str], asyncio.Task[str]] = {}
        self._stopped = False

    async def make(self, kind: str, rounds: Mapping[str, Callable[[], Awaitable[str]]]) -> dict[str, str]:
        """Begin a round for each system where none is being made; what each came to, as far as that is known.

        The rounds see to their own errors.
        """
        begun: dict[str, asyncio.Task[str]] = {}
        for system, make in rounds.items():
            if not self._stopped and (kind, system) not in self._tasks:
                # The job's context ends with the job.
                task = asyncio.create_task(_said(make), name=f"{kind}:{system}", context=Context())
                self._tasks[kind, system] = begun[system] = task
                task.add_done_callback(partial(self._forget, (kind, system)))
        if begun:
            await asyncio.wait(begun.values(), timeout=self._patience)
        ended = {system: task.result() for system, task in begun.items() if task.done() and not task.cancelled()}
        return {system: ended.get(system, BUSY) for system in rounds}

    async def stop(self) -> None:
        """Break off what is being done, and begin nothing more; each round can be made again."""
        self._stopped = True
        left = list(self._tasks.values())
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _forget(self, which: tuple[str, str], _task: asyncio.Task[str]) -> None:
        del self._tasks[which]


async def _said(make: Callable[[], Awaitable[str]]) -> str:
    return await make()
