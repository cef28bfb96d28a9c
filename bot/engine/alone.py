"""What only one process may do at a time, by a lease that is renewed for as long as it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from bot.engine.identity import is_gone, process_mark
from integrations.store import Connection, Store, leases

log = structlog.get_logger(__name__)

LEASE: Final = 60.0  # seconds without a renewal after which another process may begin
_RENEWALS: Final = 4  # in that time
_here: Final[set[str]] = set()  # marks under which this process is at something


@asynccontextmanager
async def alone(store: Store, name: str, *, lease: float = LEASE) -> AsyncIterator[bool]:
    """Whether this is the only one to do it now, held until the block ends; False where somebody else is at it.

    Of a process that died on this machine it is taken over at once, of another one when its lease has lapsed.
    """
    mark = process_mark()
    if not await store.write(take, name, mark, lease):
        yield False
        return
    _here.add(mark)
    renewing = asyncio.create_task(_renew(store, name, mark, lease), name=f"lease:{name}")
    try:
        yield True
    finally:
        _here.discard(mark)
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        await store.write(leases.release, name, mark)


def take(connection: Connection, name: str, mark: str, seconds: float) -> bool:
    """Take or renew a lease, also one whose holder is known to be dead; False where somebody else holds it."""
    if leases.hold(connection, name, mark, seconds):
        return True
    found = next((one for one in leases.named(connection, name) if one.name == name), None)
    if found is None or found.holder in _here or not is_gone(found.holder):
        return False
    return leases.hold(connection, name, mark, seconds, over=found.holder)


async def _renew(store: Store, name: str, mark: str, lease: float) -> None:
    while True:
        await asyncio.sleep(lease / _RENEWALS)
        try:
            await store.write(take, name, mark, lease)
        except Exception:  # a database that is away; what is being done meets that by itself
            log.exception("lease_not_renewed", name=name)
