"""The processes of the chaos run: the bot's own web and worker, with rules of their own and two recording vendors."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson

from bot.alerts.book import AlertBook
from bot.engine.engine import Options, build_engine
from bot.engine.inbox import Inbox
from bot.engine.orchestrator import WebhookOrchestrator
from bot.rules import OrchestrationRule
from bot.running import quiet_logs
from bot.slack.notifier import SlackNotifier
from bot.slack.outbound import Outbound
from bot.web.app import create_web
from bot.web.server import Server
from integrations.models.alert_policy import Alerts, Policy
from integrations.store import Store
from integrations.store.reach import reach
from integrations.wire.client import Client
from integrations.wire.inbound import Delivery, Forged, Hint
from tools.tool import Hubs
from tools.toolbox import Toolbox

SECRET = "chaos"
OWNER = "U0JORGE"
EVERY = 2  # seconds between two ticks of the clock
_TEXT = {"action": "text_owner", "body": "{n}"}
_CARD = {"action": "notification", "kind": "chaos", "story": "n:{n}", "title": "{n}", "why": "{n}"}


def _rule(rule_id: str, kind: str, lane: str, *actions: dict[str, Any]) -> OrchestrationRule:
    return OrchestrationRule.model_validate({
        "rule_id": rule_id, "name": rule_id, "description": rule_id, "lane": lane, "event_pattern": {"type": kind},
        "actions": actions, "examples": [{"event": {"type": kind}, "fires": True}],
    })  # fmt: skip


RULES = (
    _rule("said", "chaos.said", "hot", _CARD, _TEXT),
    _rule("tick", "schedule.sync", "normal", _TEXT),
)


class Source:
    """A vendor that signs with a word."""

    def verify(self, delivery: Delivery) -> None:
        if delivery.headers.get("x-secret") != SECRET:
            raise Forged("wrong secret")

    def read(self, delivery: Delivery) -> list[Hint]:
        said = orjson.loads(delivery.body)
        return [Hint(said["key"], "said", said)]


class Phone:
    """A connector to the vendor that takes keys."""

    systems = ()

    def __init__(self, url: str) -> None:
        self._client = Client("phone", url)

    async def text_owner(self, body: str, key: str) -> str:
        await self._client.post("texts", json={"body": body}, headers={"Idempotency-Key": key})
        return "sent"


def _open(given: dict[str, Any]) -> Store:
    store = Store(given["url"])
    reach(store.engine)
    store.migrate()
    return store


async def web(given: dict[str, Any]) -> None:
    """Take webhooks in, on a port that stays the same over restarts."""
    store = _open(given)
    orchestrator = WebhookOrchestrator(store, Inbox(store), {"chaos": Source()})

    async def state() -> list[Any]:
        return []

    server = Server(create_web(orchestrator, public_url="", state=state, reports=Path()), given["port"])
    await server.start()
    await _until_stopped()
    await server.stop()


async def worker(given: dict[str, Any]) -> None:
    """Match, run, tick."""
    store = _open(given)
    hubs = Hubs(store, SimpleNamespace(), SimpleNamespace(systems=()), Phone(given["vendor"]))  # type: ignore[arg-type]
    outbound = Outbound("xoxb-chaos", store, base_url=f"{given['vendor']}/api/")
    notifier = SlackNotifier(outbound, store, owner=OWNER)
    policy = Policy(alerts=Alerts(quiet_from=time(0), quiet_until=time(0)))
    alerts = AlertBook(hubs, OWNER, notifier, policy)

    async def nothing() -> None:
        return

    engine = build_engine(
        Toolbox(hubs, OWNER),
        notifier,
        {},
        announce=alerts.announce,
        executor=given["name"],
        now=lambda: datetime.now(UTC),
        sqlite=Path(given["dbos"]),
        url="" if store.is_sqlite else given["url"],
        housekeeping=nothing,
        rules=RULES,
        options=Options(look_again=0.05, every={"chaos": EVERY}, pauses=(0.5,) * 40),
    )
    await engine.start()
    await _until_stopped()
    await engine.stop()
    store.close()


async def _until_stopped() -> None:
    print("ready", flush=True)  # noqa: T201  # the runner waits for this
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


if __name__ == "__main__":
    quiet_logs("warning")  # standard output is a pipe that nobody empties
    asyncio.run({"web": web, "worker": worker}[sys.argv[1]](orjson.loads(os.environ["CHAOS"])))
