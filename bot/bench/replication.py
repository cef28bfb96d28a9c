"""Copying a whole MLS: 100,000 Property records from the stand-in, over real HTTP from a process of its own."""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

NAME = "replication"
_SERVER = "bot.bench._replication_server"
_AIM_SECONDS, _AIM_AGAIN, _AIM_MEGABYTES = 60, 2, 300


async def run(records: int = 100_000, **_options: Any) -> dict[str, Any]:
    """Seconds for the first copy and for a pass without changes, and the memory of this process at its highest.

    Args:
        records: how many Property records the stand-in has.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", _SERVER, str(records), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None  # noqa: S101
        url = (await process.stdout.readline()).decode().strip()
        with tempfile.TemporaryDirectory() as folder:
            return await _measure(url, Path(folder), records)
    finally:
        assert process.stdin is not None  # noqa: S101
        process.stdin.close()
        await process.wait()


async def _measure(url: str, folder: Path, records: int) -> dict[str, Any]:
    from integrations.mls import MLSIntegrationHub
    from integrations.mls.connectors import reso
    from integrations.simulated.mls import ENDPOINT
    from integrations.store import Store
    from integrations.wire.vendor import Access

    store = Store.at(folder / "jorge.db")
    store.migrate()
    hub = MLSIntegrationHub(store, [reso.connect(Access(url + ENDPOINT.path, ENDPOINT.resolved(url)))])
    before = _megabytes()
    worked = time.process_time()
    first = await hub.sync_property_data()
    worked = time.process_time() - worked
    peak = _megabytes()
    began = time.perf_counter()
    again = await hub.sync_property_data()
    seconds = time.perf_counter() - began
    checked = await hub.verify("mls", 200, seed=1)
    await hub.aclose()
    store.close()
    if first.error or again.error:
        raise RuntimeError(first.error or again.error)
    return {
        "bench": NAME,
        "records": first.added,
        "seconds": first.seconds,
        "our_cpu_seconds": round(worked, 1),
        "records_per_second": round(first.added / max(first.seconds, 0.001)),
        "no_change_pass_seconds": round(seconds, 3),
        "memory_megabytes": {"before": before, "highest": peak},
        "share_of_fields_equal": checked.share,
        "aims": {
            f"{records:,} records in {_AIM_SECONDS} s": first.added == records and first.seconds < _AIM_SECONDS,
            f"no-change pass under {_AIM_AGAIN} s": seconds < _AIM_AGAIN,
            f"memory at most {_AIM_MEGABYTES} MB": peak <= _AIM_MEGABYTES,
            "99.9 % of fields equal": checked.share >= 0.999,  # noqa: PLR2004
        },
    }


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
