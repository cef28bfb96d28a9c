from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.exc import DBAPIError

from integrations.store import Store, leases

ROOT = Path(__file__).resolve().parents[2]


PARTS = ("web", "matcher", "worker", "schedule")
NEVER = 14.0  # seconds after which a worker that "never returns" comes back after all: longer than an adoption may take
_RESTARTS = 10


class Ended(AssertionError):
    """A process ended by itself; the message is the end of what it said."""


@dataclass
class Actor:
    """A process that is killed and comes back."""

    part: str
    given: dict[str, Any]
    log: Path
    process: asyncio.subprocess.Process | None = None
    lives: int = 0

    async def start(self) -> None:
        environment = {
            **os.environ, "CHAOS": orjson.dumps(self.given).decode(), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"
        }  # fmt: skip
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.chaos.parts", self.part,
                env=environment, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        self.lives += 1

    async def ready(self) -> None:
        """Wait until it works, or was killed before it did."""
        process = self.process
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        if line != b"ready\n" and await process.wait() != -signal.SIGKILL:
            raise Ended(f"{self.part} ended: {self.log.read_text()[-2000:]}")

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(self.process.wait(), 30)


@dataclass
class Kill:
    """A kill: of whom, when, and what had been taken by then. Also the end of another trouble, by its name."""

    part: str
    at: float
    taken: frozenset[str]
    back_after: float = 0.0
    lasted: float = 0.0  # seconds; a kill takes none
    refused: int = 0  # deliveries answered 503 meanwhile


@dataclass
class Cast:
    """All processes of a run, and who of them leads."""

    store: Store
    webs: list[Actor]
    workers: list[Actor]
    kills: list[Kill] = field(default_factory=list)

    @property
    def everybody(self) -> list[Actor]:
        return [*self.workers, *self.webs]

    async def start(self) -> None:
        # All at once, on an empty database: whoever comes first makes the tables.
        for actor in self.everybody:
            await actor.start()
        await asyncio.gather(*(actor.ready() for actor in self.everybody))

    async def leader(self, role: str) -> Actor | None:
        """The worker that has a part now."""
        try:
            found = await self.store.read(leases.named, f"leader:{role}")
        except DBAPIError:
            return None  # the database is being restarted
        pids = {int(lease.holder.split(":")[-2]) for lease in found}
        return next((one for one in self.workers if one.process.pid in pids and one.process.returncode is None), None)

    async def kill(self, part: str, taken: frozenset[str], *, back_after: float) -> asyncio.Task[None] | None:
        """Kill whoever has a part; it comes back later, by itself."""
        alive = [one for one in (self.webs if part == "web" else self.workers) if one.process.returncode is None]
        by_turns = alive[len(self.kills) % len(alive)] if alive else None
        actor = await self.leader(part) if part in {"matcher", "schedule"} else by_turns
        if actor is None:
            return None
        self.kills.append(Kill(part, time.monotonic(), taken, back_after))
        await actor.kill()

        async def come_back() -> None:
            await asyncio.sleep(back_after)
            for _ in range(_RESTARTS):
                await actor.start()
                with contextlib.suppress(Ended):
                    await actor.ready()
                    return
                # As whatever supervises processes would: a database that is away is no reason to give up.
                await asyncio.sleep(0.5)

        return asyncio.create_task(come_back())

    async def stop(self) -> None:
        await asyncio.gather(*(actor.stop() for actor in self.everybody))
