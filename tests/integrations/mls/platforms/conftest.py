from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route

from integrations.mls import MLSIntegrationHub
from integrations.mls.connectors import bright, crmls, har, ntreis, reso, spark, unlock
from integrations.mls.odata import ResoServer
from integrations.mls.quotas import Pace, Quota
from integrations.simulated import bridge, crmls_own, mlsgrid, trestle
from integrations.simulated import bright as bright_town
from integrations.simulated import mls as plain_town
from integrations.simulated import spark as spark_town
from integrations.simulated.market import Market
from integrations.simulated.shelf import Shelf
from integrations.simulated.town import Town
from integrations.simulated.world import World
from integrations.store import Store
from integrations.wire.inbound import Delivery
from integrations.wire.vendor import Access


@dataclass(frozen=True)
class Case:
    """A dialect under test: who connects, to which stand-in, whose habits are named how."""

    connector: Any
    stand_in: Any
    habits: str
    deletes_by_flag: bool = False
    renews_tokens: bool = True


# A new dialect's test is one line here.
CASES = {
    "reso": Case(reso, plain_town, "mls"),
    "bright": Case(bright, bright_town.BRIGHT, "bright"),
    "crmls": Case(crmls, trestle.CRMLS, "trestle"),
    "crmls-own": Case(crmls, crmls_own.CRMLS, "crmls_own"),
    "ntreis": Case(ntreis, trestle.NTREIS, "ntreis"),
    "unlock": Case(unlock, mlsgrid.UNLOCK, "mlsgrid", deletes_by_flag=True, renews_tokens=False),
    "har": Case(har, bridge.HAR, "bridge", renews_tokens=False),
    "spark": Case(spark, spark_town.SPARK, "spark", renews_tokens=False),
    "unlock-bridge": Case(unlock, bridge.UNLOCK, "unlock_bridge", renews_tokens=False),
}
ALIKE = {"unlock-bridge"}  # differs from another in its data only, and has one test


@dataclass(repr=False)
class Ground:
    """One platform's stand-in over a few homes, the connected feed, and a hub on an empty store."""

    case: Case
    town: Town
    feed: ResoServer
    hub: MLSIntegrationHub
    store: Store
    clock: list[datetime] = field(default_factory=list)
    pushed: list[Delivery] = field(default_factory=list)

    @property
    def system(self) -> str:
        return self.feed.system

    @property
    def records(self) -> int:
        return len(self.town.world.sales) + len(self.town.market.listings)

    def behave(self, **habits: Any) -> None:
        self.town.habits[self.case.habits] = replace(self.town.habits[self.case.habits], **habits)

    def some(self, number: int = 0) -> str:
        return sorted(self.town.market.listings)[number]

    async def sync(self, **options: Any) -> Any:
        self.clock[0] += timedelta(minutes=1)
        return await self.hub.sync_property_data([self.system], **options)


@pytest.fixture(scope="session")
def small_world(whole_world) -> World:
    world = whole_world()
    return replace(world, sales=world.sales[:150], listings=world.listings[:60])


@asynccontextmanager
async def _ground(case: Case, world: World, store: Store) -> AsyncIterator[Ground]:
    shelf, door, clock = Shelf(None), socket.socket(), [datetime(2026, 3, 11, 12, tzinfo=UTC)]
    door.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    town = Town(shelf, world, Market(world, shelf, lambda: clock[0]), lambda: clock[0], url, url, 1)
    pushed: list[Delivery] = []

    async def take(request):
        pushed.append(Delivery(dict(request.headers), await request.body(), str(request.url)))
        return Response(status_code=202 if len(pushed) > 1 else 503)

    vendor = case.stand_in.create_app(town)
    app = Starlette(routes=[Mount(case.stand_in.MOUNT, vendor), Route("/webhooks/{slug}", take, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[door]))
    while not server.started:  # noqa: ASYNC110  # uvicorn offers a flag only
        await asyncio.sleep(0.002)
    endpoint = case.stand_in.ENDPOINT
    feed = case.connector.connect(Access(url + endpoint.path, endpoint.resolved(url)))
    feed._pace = Pace(Quota())
    hub = MLSIntegrationHub(store, [feed], clock=lambda: clock[0])
    yield Ground(case, town, feed, hub, store, clock, pushed)
    await hub.aclose()
    server.should_exit = True
    await serving
    shelf.close()


@pytest.fixture(params=sorted(CASES.keys() - ALIKE))
async def ground(request, small_world, tmp_path, new_book) -> AsyncIterator[Ground]:
    """Each platform in turn."""
    store = new_book(tmp_path / "jorge.db")
    async with _ground(CASES[request.param], small_world, store) as opened:
        opened.behave(page_max=40, per_minute=10_000, per_second=0)  # the client's own pace is off, too
        yield opened
    store.close()


@pytest.fixture
async def plain(small_world, tmp_path, new_book) -> AsyncIterator[Ground]:
    """The plain standard's server."""
    store = new_book(tmp_path / "jorge.db")
    async with _ground(CASES["reso"], small_world, store) as opened:
        yield opened
    store.close()


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.postgres) for name in ("reso", "bright")])
async def on_postgres(request, small_world, store_on_postgres) -> AsyncIterator[Ground]:
    """Photos that come with their listings, and photos that come by themselves; kept in PostgreSQL."""
    async with _ground(CASES[request.param], small_world, store_on_postgres) as opened:
        opened.behave(page_max=40, per_minute=10_000, per_second=0)
        yield opened
