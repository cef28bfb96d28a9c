from __future__ import annotations

import asyncio
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import orjson

NAME: Final = "ingest"
AIM_OF_CEILING: Final = 0.5
AIM_P99_MS: Final = 40.0

Figures = dict[str, Any]


async def run(*, seconds: float = 5.0, connections: int = 64, database_url: str = "", **_options: object) -> Figures:
    """Webhooks per second that are on disk when they are answered, against two things measured in the same run.

    The ceiling is the same server with HTTP, signature and reading alone; the floor commits for every request. SQLite
    with full durability, and PostgreSQL where `database_url` (or JORGE_DATABASE_URL) names one. One server process,
    one load process.
    """
    url = database_url or os.environ.get("JORGE_DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="jorge-bench-") as folder:
        places = {"sqlite": f"sqlite:///{Path(folder) / 'jorge.db'}"} | ({"postgresql": url} if url else {})
        before = await _measure("bare", places["sqlite"], seconds, connections)
        measured = {name: await _pair(where, seconds, connections) for name, where in places.items()}
        after = await _measure("bare", places["sqlite"], seconds, connections)
    # The better of two, since whatever else the machine does lowers the ceiling and flatters the rest.
    ceiling = max(before, after, key=lambda one: one["events_per_second"])
    stores = {name: _compare(*pair, ceiling) for name, pair in measured.items()}
    return {
        "bench": NAME,
        "seconds": seconds,
        "connections": connections,
        "ceiling": ceiling,
        "aim": {"of_ceiling": AIM_OF_CEILING, "p99_ms": AIM_P99_MS},
        "stores": stores,
    }


async def _pair(url: str, seconds: float, connections: int) -> tuple[Figures, Figures]:
    grouped = await _measure("grouped", url, seconds, connections)
    return grouped, await _measure("single", url, seconds, connections)


def _compare(grouped: Figures, single: Figures, ceiling: Figures) -> Figures:
    share = grouped["events_per_second"] / max(1, ceiling["events_per_second"])
    return {
        "group_commit": grouped,
        "commit_per_request": single,
        "of_ceiling": round(share, 2),
        "times_commit_per_request": round(grouped["events_per_second"] / max(1, single["events_per_second"]), 1),
        "aim_met": share >= AIM_OF_CEILING and grouped["p99_ms"] <= AIM_P99_MS,
    }


async def _measure(mode: str, url: str, seconds: float, connections: int) -> Figures:
    name = f"{mode}-{secrets.token_hex(4)}"
    server = await _start("bot.bench._ingest_server", mode, url)
    try:
        port = (await _output(server).readline()).decode().strip()
        load = await _start("bot.bench._ingest_load", port, name, str(seconds), str(connections))
        seen, _ = await load.communicate()
    finally:
        await server.communicate(b"")  # closes its input, which ends it
    figures: Figures = orjson.loads(seen)
    if mode != "bare":
        kept = await asyncio.to_thread(_kept, url, name)
        figures["lost"] = figures["answers"].get("204", 0) - kept
    return figures


def _kept(url: str, name: str) -> int:
    from sqlalchemy import text

    from integrations.store import Store

    store = Store(url)
    with store.reading() as connection:
        query = text("SELECT count(*) FROM events WHERE source = 'bench' AND key LIKE :name")
        found = int(connection.execute(query, {"name": f"{name}-%"}).scalar() or 0)
    store.close()
    return found


async def _start(module: str, *arguments: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(sys.executable, "-m", module, *arguments, stdin=pipe, stdout=pipe)


def _output(process: asyncio.subprocess.Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise RuntimeError("the server has no output")
    return process.stdout
