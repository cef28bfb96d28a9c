"""Copying a whole MLS: 100,000 Property records from the stand-in, over real HTTP from a process of its own."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
NAME = "replication"
_SERVER = "bot.bench._replication_server"
_AIM_SECONDS, _AIM_AGAIN, _AIM_MEGABYTES = 60, 2, 300


async def run(records: int = 100_000, **_options: Any) -> dict[str, Any]:
    """The first copy and a pass without changes: seconds on the clock and of each processor, and this process's memory.

    The town's listings on offer have 21 photos each, its recorded sales one; agents, offices and visiting hours come
    along too.

    Args:
        records: how many Property records the stand-in has.
    """
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", _SERVER, str(records), stdin=PIPE, stdout=PIPE)
    server = _Server(process)
    try:
        url = await server.said()
        with tempfile.TemporaryDirectory() as folder:
            return await _measure(url, Path(folder), records, server)
    finally:
        await server.stop()


async def _measure(url: str, folder: Path, records: int, server: _Server) -> dict[str, Any]:
    from integrations.mls import MLSIntegrationHub
    from integrations.mls.connectors import reso
    from integrations.simulated.mls import ENDPOINT
    from integrations.store import Store, listing_parts
    from integrations.wire.vendor import Access

    store = Store.at(folder / "jorge.db")
    store.migrate()
    hub = MLSIntegrationHub(store, [reso.connect(Access(url + ENDPOINT.path, ENDPOINT.resolved(url)))])
    before = _megabytes()
    first, copied = await _timed(server, hub.sync_property_data())
    again, looked = await _timed(server, hub.sync_property_data())
    peak = _megabytes()
    beside = await store.read(listing_parts.counts)
    checked = await hub.verify("mls", 200, seed=1)
    await hub.aclose()
    store.close()
    if first.error or again.error:
        raise RuntimeError(first.error or again.error)
    return {
        "bench": NAME,
        "records": {"Property": first.added, **beside},
        "photos_a_listing": round(beside["Media"] / max(first.added, 1), 2),
        "first_copy": {
            **copied,
            "listings_per_second": round(first.added / copied["seconds"]),
            "records_per_second": round((first.added + sum(beside.values())) / copied["seconds"]),
        },
        "no_change_pass": {**looked, "read_again": again.read, "changed": again.added + again.changed + again.removed},
        "memory_megabytes": {"before": before, "highest": peak},
        "share_of_fields_equal": checked.share,
        "aims": {
            f"{records:,} records in {_AIM_SECONDS} s": first.added == records and copied["seconds"] < _AIM_SECONDS,
            f"no-change pass under {_AIM_AGAIN} s": looked["seconds"] < _AIM_AGAIN,
            f"memory at most {_AIM_MEGABYTES} MB": peak <= _AIM_MEGABYTES,
            "99.9 % of fields equal": checked.share >= 0.999,  # noqa: PLR2004
        },
    }


class _Server:
    """The stand-in in a process of its own. To each line it answers with the processor seconds it has used."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        self._process, self._ask, self._answer = process, process.stdin, process.stdout

    async def said(self) -> str:
        """Its next line."""
        return (await self._answer.readline()).decode().strip()

    async def cpu_seconds(self) -> float:
        """What it has used so far."""
        self._ask.write(b"\n")
        return float(await self.said())

    async def stop(self) -> None:
        """End it."""
        self._ask.close()
        await self._process.wait()


async def _timed(server: _Server, work: Awaitable[T]) -> tuple[T, dict[str, float]]:
    """Wait for a piece of work; its result, and what it took on the clock and of both processors."""
    theirs, ours, began = await server.cpu_seconds(), time.process_time(), time.perf_counter()
    done = await work
    return done, {
        "seconds": round(time.perf_counter() - began, 3),
        "our_cpu_seconds": round(time.process_time() - ours, 2),
        "stand_in_cpu_seconds": round(await server.cpu_seconds() - theirs, 2),
    }


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
