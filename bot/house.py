from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.purging import Purger
from bot.rules.desk import Desk
from bot.rules.rulebook import Rulebook
from bot.settings import Settings, SettingsError
from bot.vendors import Connection, connections
from integrations.crm import CRMFactory
from integrations.marketing import MarketingOrchestrator, OfficeCard
from integrations.mls import MLSIntegrationHub
from integrations.mls.pushes import ResoPush, SparkPush
from integrations.store import Store
from integrations.store.buckets import SharedPaces, turns_left
from integrations.store.reach import Unreachable, reach
from integrations.wire.inbound import WebhookSource
from integrations.wire.sources import configured_sources
from tools.tool import Hubs
from tools.toolbox import Toolbox

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class House:
    """Store, hubs and tools, built and connected; what the terminal needs and the bot stands on."""

    settings: Settings
    store: Store
    hubs: Hubs
    toolbox: Toolbox
    rulebook: Rulebook
    rules: Desk
    connected: tuple[Connection, ...]


@asynccontextmanager
async def open_house(settings: Settings, now: Now = lambda: datetime.now(UTC)) -> AsyncIterator[House]:
    """Build and connect everything below Slack; close it at the end.

    Raises:
        SettingsError: the data folder cannot be written, or the database cannot be opened.
    """
    prepare_folder(settings.data_dir)
    store = Store(settings.store_url)
    try:
        await asyncio.to_thread(reach, store.engine)
    except Unreachable as error:
        raise SettingsError(f"The database does not answer ({error}). Is JORGE_DATABASE_URL right?") from error
    await asyncio.to_thread(store.migrate)
    connected = tuple(_paced(one, store) for one in connections(settings.vendors, settings.town_url))
    hubs = _hubs(settings, store, connected, now)
    purger = Purger(store, settings.data_dir, settings.database_url)
    hubs.mls.on_purge(purger)
    await purger.finish()
    rulebook = Rulebook(store, now=now)
    desk = Desk(store, rulebook, hubs.mls, settings.owner, now)
    hubs = replace(hubs, rules=desk)
    try:
        yield House(settings, store, hubs, Toolbox(hubs, settings.owner), rulebook, desk, connected)
    finally:
        await hubs.mls.aclose()
        await hubs.crm.aclose()
        await hubs.marketing.aclose()
        store.close()


def webhook_sources(house: House) -> dict[str, WebhookSource]:
    """Everything that may send webhooks, by the name in its address."""
    crm: dict[str, WebhookSource] = {slug: house.hubs.crm.get_connector(slug) for slug in house.hubs.crm.systems}
    return {
        **_pushes(house.connected, configured_sources(house.settings.vendors)),
        **crm,
        **house.hubs.marketing.sources(),
    }


def _pushes(connected: Iterable[Connection], others: Mapping[str, WebhookSource]) -> dict[str, WebhookSource]:
    """These sources, and the MLSs that may push their changes to us; one without a secret says so to whoever pushes."""
    found = dict(others)
    for one in connected:
        slug, given = one.vendor.slug, one.access.credentials
        if one.vendor.role != "mls":
            continue
        if secret := given.get("push_secret"):
            found[slug] = SparkPush(slug, secret)
        elif given.get("push_token") or slug not in found:
            found[slug] = ResoPush(slug, given.get("push_token", ""))
    return found


def turns_of(house: House) -> Callable[[], Awaitable[Mapping[tuple[str, str], int]]]:
    """What our own limits for the connected vendors still allow, over all processes."""
    rates = {one.vendor.slug: one.vendor.rates for one in house.connected}

    async def left() -> Mapping[tuple[str, str], int]:
        return await house.store.read(turns_left, rates)

    return left


def prepare_folder(folder: Path) -> None:
    """Make the data folder.

    Raises:
        SettingsError: it cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} cannot be written ({error.strerror}). Choose another with JORGE_DATA_DIR."
        ) from error


def _paced(one: Connection, store: Store) -> Connection:
    """The same connection, keeping its vendor's limits together with all other processes."""
    if not one.vendor.rates:
        return one
    return replace(one, access=replace(one.access, pace=SharedPaces(store, one.vendor.slug, one.vendor.rates)))


def _hubs(settings: Settings, store: Store, connected: tuple[Connection, ...], now: Now) -> Hubs:
    office = settings.office
    by_role = {
        role: [one for one in connected if one.vendor.role == role] for role in ("mls", "crm", "marketing", "sms")
    }
    mls = MLSIntegrationHub(
        store,
        [one.module.connect(one.access) for one in by_role["mls"]],
        own_agent_keys={office.agent, *office.agent_keys},
        own_areas=office.areas,
        zone=settings.zone,
        clock=now,
        selling_costs=settings.net_sheet,
        link_base=settings.web_url,
    )
    crm = CRMFactory(store, {one.vendor.slug: one.access for one in by_role["crm"]}, now=now, zone=settings.zone)
    card = OfficeCard(office.agent, office.brokerage, office.phone, office.email, office.address, office.licence)
    reach = [*by_role["marketing"], *by_role["sms"]]
    marketing = MarketingOrchestrator(
        store,
        {one.vendor.slug: one.module.connect(one.access) for one in reach},
        office=card,
        owner_phone=office.phone,
        now=now,
        zone=settings.zone,
    )
    return Hubs(store, mls, crm, marketing, settings.timezone, now)
