from __future__ import annotations

import asyncio
import contextlib
from typing import Final

import structlog
from sqlalchemy import Connection

from bot.engine.alone import take
from bot.engine.identity import is_gone, process_mark
from bot.engine.workflows import Workflows
from integrations.store import Store, leases

log = structlog.get_logger(__name__)

LEASE: Final = 5.0  # seconds without a sign of life after which somebody else takes over
BEAT: Final = 1.5
_SLOTS: Final = 256
_EXECUTOR: Final = "executor:"
_LEADER: Final = "leader:"
_SWEEP: Final = 20  # beats


class Supervisor:
    """Signs of life. It gives the process a name as executor, makes it leader where nobody is, and adopts the dead.

    An executor that dies leaves workflows behind that DBOS goes on with only when the same executor comes back. Here
    whoever sees its lease lapse takes the lease by compare-and-set and asks for those workflows. A leader's part
    (`matcher`, `schedule`) changes hands in the same way. All of it is safe when a lease lapses on a process that is
    only slow: workflows change hands in a compare-and-set of their own, and effects carry keys.
    """

    def __init__(self, store: Store, name: str, *, lease: float = LEASE, beat: float = BEAT) -> None:
        self._store = store
        self._name = name
        self._lease = lease
        self._beat = beat
        self._mark = process_mark()
        self._roles: tuple[str, ...] = ()
        self._leads: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._workflows: Workflows | None = None
        self._beats = 0
        self._strays: set[str] = set()
        self.executor = ""

    async def enlist(self) -> str:
        """Take the first free name: the one this process was given, or that with a number behind it."""
        for slot in range(1, _SLOTS):
            name = self._name if slot == 1 else f"{self._name}.{slot}"
            if await self._store.write(self._take, f"{_EXECUTOR}{name}"):
                self.executor = name
                return name
        raise RuntimeError(f"{_SLOTS} processes are called {self._name}; set JORGE_EXECUTOR to another name")

    async def start(self, workflows: Workflows, roles: tuple[str, ...]) -> None:
        """Begin to give signs of life, to lead where nobody does, and to adopt."""
        self._workflows = workflows
        self._roles = roles
        await self.beat()
        self._task = asyncio.create_task(self._run(), name="supervisor")

    async def rest(self) -> None:
        """Look no more after others; what is held stays held, so that nobody takes work that is just being ended."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def stop(self) -> None:
        """Stop, and give everything back so that others need not wait."""
        await self.rest()
        self._leads.clear()
        await self._store.write(leases.release_all, self._mark)

    def leads(self, role: str) -> bool:
        """Whether this process is the one that has this part."""
        return role in self._leads

    async def beat(self) -> None:
        """One sign of life; takes what is free and adopts who is gone."""
        self._leads = await self._store.write(self._renew)
        held = {lease.name.removeprefix(_EXECUTOR): lease for lease in await self._store.read(leases.named, _EXECUTOR)}
        gone = {name for name, lease in held.items() if lease.left < 0 or is_gone(lease.holder)}
        if self._workflows is not None and self._beats % _SWEEP == 0:
            # Now and then also those that nobody has a lease of: work that an adoption left behind.
            gone |= await self._workflows.executors() - held.keys()
        self._beats += 1
        await self._resume_strays()
        for name in gone - {self.executor}:
            await self._take_over(name)

    async def _resume_strays(self) -> None:
        # Twice in a row: what was taken out of the queue this moment begins in the next.
        if self._workflows is None:
            return
        before, self._strays = self._strays, await self._workflows.strays()
        if both := before & self._strays:
            await self._workflows.resume(both)
            log.warning("workflows_resumed", count=len(both))

    async def _take_over(self, name: str) -> None:
        assert self._workflows is not None  # noqa: S101  # set by start
        if not await self._store.write(self._take, f"{_EXECUTOR}{name}"):
            return
        count = await self._workflows.adopt(name)
        # Only now: were this process to die in between, the lease would lapse and the next one would adopt.
        await self._store.write(leases.release, f"{_EXECUTOR}{name}", self._mark)
        log.warning("executor_adopted", dead=name, workflows=count)

    def _renew(self, connection: Connection) -> set[str]:
        if self.executor and not self._take(connection, f"{_EXECUTOR}{self.executor}"):
            log.warning("lease_lost", executor=self.executor)
        return {role for role in self._roles if self._take(connection, f"{_LEADER}{role}")}

    def _take(self, connection: Connection, name: str) -> bool:
        return take(connection, name, self._mark, self._lease)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._beat)
            try:
                async with asyncio.timeout(self._lease):  # not wait_for: see the matcher
                    await self.beat()
            except Exception:
                # A database that is away: whoever reaches it first leads.
                log.exception("no_sign_of_life")
                self._leads.clear()
