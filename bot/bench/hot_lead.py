from __future__ import annotations

import asyncio
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from types import SimpleNamespace
from typing import Any, Final

import httpx

from bot.alerts.book import AlertBook
from bot.bench._hot_lead_room import People, Phone, Slack, multiply
from bot.engine.engine import Engine, Options, build_engine
from bot.engine.steps import Steps
from bot.rules import read_book
from bot.slack.notifier import SlackNotifier
from bot.slack.outbound import Outbound
from bot.web.app import create_web
from bot.web.server import Server
from integrations.models.alert_policy import Policy
from integrations.store import Store
from tools.tool import Hubs
from tools.toolbox import Toolbox

NAME: Final = "hot-lead"
AIM_P95_MS: Final = 100.0
_BULK: Final = "bulk:bench"
_PATIENCE: Final = 60.0

Figures = dict[str, Any]


async def run(*, leads: int = 60, bulk: int = 10_000, database_url: str = "", **_options: object) -> Figures:
    """From a CRM's webhook to the start of the Slack call, with bulk jobs queued and being worked off, and without.

    The whole way, in one process with full durability: HTTP, inbox, matcher, reading the person again (a CRM that
    answers at once), scoring news, matcher, rule, alert, the HTTP call to Slack.
    """
    url = database_url or os.environ.get("JORGE_DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="jorge-bench-") as folder:
        store = Store(url or f"sqlite:///{Path(folder) / 'jorge.db'}")
        store.migrate()
        room = await _Room.open(store, Path(folder), url)
        idle = await room.measure("idle", leads)
        await room.flood(bulk)
        busy = await room.measure("busy", leads)
        left = bulk - room.bulk_done
        await room.close()
        store.close()
    return {
        "bench": NAME,
        "store": "postgresql" if url else "sqlite",
        "aim_p95_ms": AIM_P95_MS,
        "bulk_queued": bulk,
        "bulk_still_queued_at_the_end": left,
        "with_bulk": busy,
        "without_bulk": idle,
        "times_without_bulk": round(busy["p95_ms"] / idle["p95_ms"], 2),
        "aim_met": busy["p95_ms"] <= AIM_P95_MS,
    }


class _Room:
    def __init__(self, engine: Engine, slack: Slack, web: Server) -> None:
        self.engine, self.slack, self.web = engine, slack, web
        self.bulk_done = 0

    @classmethod
    async def open(cls, store: Store, folder: Path, url: str) -> _Room:
        slack, crm = Slack(), People()
        await slack.server.start()
        hubs = Hubs(store, SimpleNamespace(), crm, Phone())  # type: ignore[arg-type]
        toolbox = Toolbox(hubs, "U1")
        outbound = Outbound("xoxb-bench", store, base_url=f"http://127.0.0.1:{slack.server.port}/api/")
        notifier = SlackNotifier(outbound, store, owner="U1")

        async def nothing() -> None:
            return

        engine = build_engine(
            toolbox,
            notifier,
            {"bench": crm},
            announce=AlertBook(hubs, "U1", notifier, Policy()).announce,
            executor="bench",
            now=lambda: datetime.now(UTC),
            sqlite=folder / "dbos.db",
            url=url,
            housekeeping=nothing,
            rules=[rule for rule in read_book() if rule.rule_id == "hot_lead"],
            options=Options(every={}),
        )
        room: _Room

        async def state() -> list[Any]:
            return []

        web = Server(create_web(engine.orchestrator, public_url="", state=state, reports=folder), 0)
        room = cls(engine, slack, web)
        engine.workflows.add("bulk", room._bulk)
        await engine.start()
        await web.start()
        return room

    async def _bulk(self, steps: Steps) -> None:
        await steps.do("a vendor", asyncio.sleep, 0.02)
        self.bulk_done += 1

    async def flood(self, bulk: int) -> None:
        for number in range(4):
            # More than the lane has workers, so that the last one waits in the queue and can be copied.
            await self.engine.workflows.queue("bulk", f"{_BULK}{number}", "bulk")
        await asyncio.to_thread(multiply, self.engine.workflows.system, f"{_BULK}3", bulk)

    async def measure(self, run: str, leads: int) -> Figures:
        sent: dict[str, float] = {}
        stamp, used = time.time_ns(), time.process_time()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.web.port}", timeout=30) as client:
            for number in range(leads):
                name = f"{run}{stamp}x{number}"
                sent[name] = time.monotonic()
                (await client.post("/webhooks/bench", json={"person": name})).raise_for_status()
                await self._shown(name)
        took = sorted((self.slack.when(name) or 0.0) - at for name, at in sent.items())
        cuts, used = quantiles(took, n=20), time.process_time() - used
        figures = {"p50_ms": _ms(cuts[9]), "p95_ms": _ms(cuts[18]), "max_ms": _ms(took[-1])}
        return {"leads": leads, **figures, "processor_ms_each": _ms(used / leads)}

    async def _shown(self, name: str) -> None:
        async with asyncio.timeout(_PATIENCE):
            while self.slack.when(name) is None:
                self.slack.news.clear()
                await self.slack.news.wait()

    async def close(self) -> None:
        await self.web.stop()
        await self.engine.stop()
        await self.slack.server.stop()


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
