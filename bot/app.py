"""The composition root: the one place that builds the bot and connects its parts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import structlog

from bot.agent import Agent
from bot.alerts.book import AlertBook
from bot.engine.engine import Engine, build_engine
from bot.house import House, turns_of, webhook_sources
from bot.pages import pages_of
from bot.reports import market_chart, report_files
from bot.settings import Settings
from bot.slack.app import SlackHouse
from bot.slack.deps import Deps
from bot.slack.home import publish_home
from bot.slack.notifier import SlackNotifier
from bot.slack.outbound import Outbound
from bot.slack.taking_back import TakingBack
from bot.standing import stands
from bot.web.app import create_web
from bot.web.metrics import Probes
from bot.web.server import Server, settle
from integrations.mls.report import warm
from integrations.models.alert_policy import Policy
from integrations.models.approval import ApprovalStatus
from integrations.store import approvals
from integrations.wire.errors import WireError
from integrations.wire.webhook_out import WebhooksOut

log = structlog.get_logger(__name__)

DESK_BOT_TOKEN: Final = "xoxb-desk"  # noqa: S105  # what the simulated desk takes; public on purpose
DESK_APP_TOKEN: Final = "xapp-desk"  # noqa: S105


@dataclass(slots=True)
class Bot:
    """The running bot."""

    house: House
    engine: Engine
    slack: SlackHouse
    agent: Agent
    notifier: SlackNotifier
    alerts: AlertBook
    taking_back: TakingBack
    web: Server | None = None
    trouble: dict[str, str] = field(default_factory=dict)
    stands: dict[str, tuple[bool, str]] = field(default_factory=dict)

    def status(self) -> Sequence[tuple[str, str]]:
        """Each part in words; what begins with "ok" is fine."""
        where = "Slack" if self.house.settings.slack.live else "the desk"
        fine = self.slack.connected or self.house.settings.slack.by_http
        parts = [("Slack", f"ok, on {where}" if fine else f"not connected to {where}; trying again")]
        for one in self.house.connected:
            place = "live" if one.access.live else "simulated town"
            well, said = self.stands.get(one.vendor.slug, (True, ""))
            words = (f"ok, {place}; {said}" if said else f"ok, {place}") if well else said
            parts.append((one.vendor.title, self.trouble.get(one.vendor.slug) or words))
        parts.append(("Language model", f"ok, {self.agent.model}"))
        return parts

    async def state(self) -> Sequence[tuple[str, bool, str]]:
        """Each part for `/readyz`: name, whether it is fine, words."""
        return [(name, words.startswith("ok"), words) for name, words in self.status()]

    async def keep_house(self) -> None:
        """What is due by the clock: alerts (see `Minding.tick`), approvals that expire, texts that waited.

        And messages that tell of listings which an MLS has withdrawn, where another process has noticed it.
        """
        await self.alerts.tick()
        await self.taking_back()
        self.stands.update(await stands(self.house.store, self.house.settings.zone))
        for approval in await self.house.toolbox.expire():
            closed = approval.model_copy(update={"status": "expired"})
            await self.notifier.show_approval(closed)
        for approval in await self.house.store.read(approvals.with_status, ApprovalStatus.PENDING):
            # Asked for in a terminal, where there is no card to press.
            if approval.message_ts is None and approval.caller["kind"] == "terminal":
                await self.notifier.show_approval(approval)
        try:
            await self.house.hubs.marketing.resume()
        except WireError as error:
            log.info("texts_wait", why=str(error))

    async def register_hooks(self) -> None:
        """Ask every CRM and every channel to tell us what happens."""
        failed = await self.house.hubs.marketing.listen(self.house.settings.web_url)
        self.trouble |= {slug: f"webhooks not registered: {why}" for slug, why in failed.items()}
        for slug in self.house.hubs.crm.systems:
            try:
                await self.house.hubs.crm.get_connector(slug).listen(f"{self.house.settings.web_url}/webhooks/{slug}")
            except WireError as error:
                self.trouble[slug] = f"webhooks not registered: {error}"
                log.warning("webhooks_not_registered", vendor=slug, why=str(error))


@asynccontextmanager
async def open_bot(house: House) -> AsyncIterator[Bot]:
    """Build the bot on a house, connect it, and take it down again in order.

    Raises:
        PortTaken: the web port is in use.
    """
    bot = _build(house)
    settings = house.settings
    async with AsyncExitStack() as stack:
        reports = settings.data_dir / "files"
        web = create_web(
            bot.engine.orchestrator,
            public_url=settings.web_url,
            state=bot.state,
            reports=reports,
            slack=bot.slack.handle_request if settings.slack.by_http else None,
            pages=pages_of(house),
            probes=Probes(bot.engine.workflows.depths, turns_of(house)),
            needed={"Slack"},
        )
        bot.web = Server(web, settings.web_port, setting="JORGE_WEB_PORT")
        await bot.web.start()
        stack.push_async_callback(bot.web.stop)
        await bot.engine.start()
        stack.push_async_callback(bot.engine.stop)
        await bot.register_hooks()
        if settings.slack.by_http:
            await bot.slack.resume()
        else:
            await bot.slack.connect(settings.slack.app_token or DESK_APP_TOKEN)
        stack.push_async_callback(bot.slack.close)
        stack.push_async_callback(bot.agent.close)
        warming = asyncio.create_task(_warm(bot), name="warming")
        stack.push_async_callback(_cancel, warming)
        yield bot


def _build(house: House) -> Bot:
    settings, hubs, toolbox = house.settings, house.hubs, house.toolbox
    base_url = None if settings.slack.live else f"{settings.desk_url}/api/"
    outbound = Outbound(settings.slack.bot_token or DESK_BOT_TOKEN, house.store, base_url=base_url, now=hubs.now)
    notifier = SlackNotifier(outbound, house.store, owner=settings.owner, zone=settings.timezone)
    agent = Agent(
        toolbox,
        memory=settings.data_dir / "memory.db",
        api_key=settings.model.api_key,
        base_url=settings.model.base_url,
        model=settings.model.name,
        hosts=_own_hosts(settings),
    )
    alerts = AlertBook(hubs, settings.owner, notifier, Policy(zone=settings.timezone, alerts=settings.alerting))
    bot: Bot

    async def keep_house() -> None:
        await bot.keep_house()

    engine = build_engine(
        toolbox,
        notifier,
        webhook_sources(house),
        announce=alerts.announce,
        executor=settings.executor,
        now=hubs.now,
        sqlite=settings.data_dir / "dbos.db",
        url=settings.database_url,
        housekeeping=keep_house,
        rulebook=house.rulebook,
        webhooks=WebhooksOut(settings.vendors, hubs.now),
    )
    deps = Deps(
        agent=agent,
        toolbox=toolbox,
        alerts=alerts,
        approved=engine.approved,
        store=house.store,
        rules=house.rules,
        owner=settings.owner,
        zone=settings.timezone,
        status=lambda: bot.status(),  # noqa: PLW0108
        report_files=report_files(settings.office, hubs.mls.for_client, settings.timezone),
        market_chart=market_chart(settings.office),
        now=hubs.now,
        dead_letters=engine.dead_letters,
    )
    slack = SlackHouse(deps, outbound, notifier, signing_secret=settings.slack.signing_secret)
    taking_back = TakingBack(outbound, house.store, lambda: publish_home(slack.house, settings.owner))
    hubs.mls.on_purge(taking_back)
    bot = Bot(house, engine, slack, agent, notifier, alerts, taking_back)
    return bot


def _own_hosts(settings: Settings) -> set[str]:
    hosts = {urlsplit(settings.web_url).netloc, urlsplit(settings.town_url).netloc}
    return {host for host in hosts if host}


async def _warm(bot: Bot) -> None:
    await bot.agent.start()
    await asyncio.to_thread(warm)
    settle()


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
