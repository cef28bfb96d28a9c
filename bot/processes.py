"""The parts of the bot as processes of their own: any number of each shares the work of one database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from bot.house import House, open_house, turns_of, webhook_sources
from bot.running import on_signal, quiet_logs
from bot.settings import Settings
from bot.web.app import Part, create_health, create_web
from bot.web.metrics import Probes
from bot.web.server import Server
from integrations.models.alert_policy import Policy
from integrations.wire.webhook_out import WebhooksOut

if TYPE_CHECKING:
    from bot.engine.engine import Engine

_LOOK_AGAIN: Final = 0.05  # seconds; what comes in lies in the database, not in this process


async def run_web(settings: Settings) -> None:
    """Take webhooks in until stopped, and nothing else: what they say waits in the inbox for a worker.

    Raises:
        SettingsError: a setting cannot be used.
        PortTaken: the port is in use.
    """
    from bot.engine.inbox import Inbox
    from bot.engine.orchestrator import WebhookOrchestrator
    from bot.pages import pages_of

    quiet_logs(settings.log_level)
    stop = on_signal()

    async def state() -> Sequence[Part]:
        return []

    async with open_house(settings) as house:
        inbox = Inbox(house.store, house.hubs.now)
        orchestrator = WebhookOrchestrator(house.store, inbox, webhook_sources(house))
        pages = pages_of(house)
        files = settings.data_dir / "files"
        app = create_web(
            orchestrator,
            public_url=settings.web_url,
            state=state,
            reports=files,
            pages=pages,
            probes=Probes(turns=turns_of(house)),
        )
        server = Server(app, settings.web_port, setting="JORGE_WEB_PORT")
        await server.start()
        print(f"Webhooks come in at http://127.0.0.1:{server.port}. Ctrl-C stops.", flush=True)  # noqa: T201
        await stop.wait()
        await server.stop()


async def run_worker(settings: Settings, *, port: int = 0) -> None:
    """Match events and do what rules, schedules and approvals ask for, until stopped.

    Health, readiness and metrics are at `port`; 0: nowhere.

    Raises:
        SettingsError: a setting cannot be used.
    """
    quiet_logs(settings.log_level)
    stop = on_signal()
    async with open_house(settings) as house, _working(house, port) as executor:
        print(f"Working as {executor}. Ctrl-C stops.", flush=True)  # noqa: T201  # whoever starts it waits for this
        await stop.wait()


@asynccontextmanager
async def _working(house: House, port: int) -> AsyncIterator[str]:
    from bot.alerts.book import AlertBook
    from bot.app import DESK_BOT_TOKEN
    from bot.engine.engine import Options, build_engine
    from bot.slack.notifier import SlackNotifier
    from bot.slack.outbound import Outbound

    settings = house.settings
    base_url = None if settings.slack.live else f"{settings.desk_url}/api/"
    outbound = Outbound(settings.slack.bot_token or DESK_BOT_TOKEN, house.store, base_url=base_url, now=house.hubs.now)
    notifier = SlackNotifier(outbound, house.store, owner=settings.owner, zone=settings.timezone)
    policy = Policy(zone=settings.timezone, alerts=settings.alerting)
    alerts = AlertBook(house.hubs, settings.owner, notifier, policy)

    async def keep_house() -> None:
        await alerts.tick()
        for approval in await house.toolbox.expire():
            await notifier.show_approval(approval.model_copy(update={"status": "expired"}))

    engine = build_engine(
        house.toolbox,
        notifier,
        webhook_sources(house),
        announce=alerts.announce,
        executor=settings.executor,
        now=house.hubs.now,
        sqlite=settings.data_dir / "dbos.db",
        url=settings.database_url,
        housekeeping=keep_house,
        rulebook=house.rulebook,
        webhooks=WebhooksOut(settings.vendors, house.hubs.now),
        options=Options(look_again=_LOOK_AGAIN),
    )
    await engine.start()
    try:
        async with _watched(house, engine, port):
            yield engine.workflows.executor
    finally:
        await engine.stop()


@asynccontextmanager
async def _watched(house: House, engine: Engine, port: int) -> AsyncIterator[None]:
    """Health, readiness and metrics of a worker."""
    if not port:
        yield
        return

    async def state() -> Sequence[Part]:
        working = engine.workflows.working
        leads = ", ".join(role for role in ("matcher", "schedule") if engine.supervisor.leads(role))
        words = f"ok, {engine.workflows.executor}" + (f", leads {leads}" if leads else "")
        return [("Worker", working, words if working else "takes no work")]

    probes = Probes(engine.workflows.depths, turns_of(house))
    server = Server(create_health(engine.orchestrator, state, probes), port, setting="--health-port")
    await server.start()
    try:
        yield
    finally:
        await server.stop()
