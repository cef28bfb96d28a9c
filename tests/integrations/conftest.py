from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from integrations.simulated import followupboss, site
from integrations.simulated.followupboss.account import Account
from integrations.simulated.followupboss.habits import HABITS, Habits
from integrations.simulated.market import Market
from integrations.simulated.shelf import Shelf
from integrations.simulated.town import Town
from integrations.simulated.world import World, build_world
from integrations.wire.inbound import Delivery
from integrations.wire.vendor import Access

# Deliveries once, people found at once, no quota in the way: a test that wants a bad habit asks for it.
QUIET = Habits(hidden_for=0.0, twice_every=0, waits=(0.02, 0.02, 0.02), quotas={"global": 100_000})


@dataclass(repr=False)
class Block:
    """A few houses of the town on a real socket: the CRM, the site, and an ingress that keeps what it is sent."""

    town: Town
    account: Account
    calls: list[tuple[str, str]] = field(default_factory=list)
    letters: list[Delivery] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    fails: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.town.public_url

    @property
    def access(self) -> Access:
        return Access(f"{self.url}/fub/v1", followupboss.ENDPOINT.credentials)

    @property
    def hook_url(self) -> str:
        return f"{self.url}/webhooks/followupboss"

    def behave(self, **habits: Any) -> None:
        self.town.habits[HABITS] = replace(self.town.habits[HABITS], **habits)

    def writes(self) -> list[tuple[str, str]]:
        return [call for call in self.calls if call[0] in {"PUT", "POST", "DELETE"}]

    def client(self, *, system: bool = True) -> httpx.AsyncClient:
        given = self.access.credentials
        headers = {"X-System": given["system"], "X-System-Key": given["system_key"]} if system else {}
        return httpx.AsyncClient(base_url=f"{self.url}/fub/v1/", auth=(given["api_key"], ""), headers=headers)

    async def until(self, fulfilled: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not fulfilled():  # noqa: ASYNC110  # what is waited for is on the other side of a socket
                await asyncio.sleep(0.005)


@pytest.fixture(scope="session")
def whole_world() -> Callable[[], World]:
    """The world, behind a call: pytest writes down every fixture's value, and that of a county takes seconds."""
    world = build_world(1, date(2026, 3, 10))
    return lambda: world


@pytest.fixture
async def block(whole_world: Callable[[], World]) -> AsyncIterator[Block]:
    """A block with the first 40 leads."""
    world = whole_world()
    async with _serve(replace(world, leads=world.leads[:40])) as served:
        yield served


@asynccontextmanager
async def _serve(world: World) -> AsyncIterator[Block]:
    shelf, door = Shelf(None), socket.socket()
    door.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}"

    def clock() -> datetime:
        return datetime.now(UTC)

    town = Town(shelf, world, Market(world, shelf, clock), clock, url, url, 1)
    crm = followupboss.create_app(town, QUIET)
    block = Block(town, crm.state.account)

    async def take(request: Request) -> Response:
        body = await request.body()
        block.letters.append(Delivery(dict(request.headers), body, str(request.url)))
        return Response(status_code=block.answers.pop(0) if block.answers else 204)

    routes = [
        Mount("/fub", _counted(crm, block)),
        Mount("/site", site.create_app(town)),
        Route("/webhooks/followupboss", take, methods=["POST"]),
    ]
    config = uvicorn.Config(Starlette(routes=routes), log_level="error", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    while not server.started:  # noqa: ASYNC110  # uvicorn offers a flag only
        await asyncio.sleep(0.002)
    yield block
    await block.account.mail.stop()
    server.should_exit = True
    await serving
    shelf.close()


def _counted(app: Starlette, block: Block) -> Any:
    async def counted(scope: Any, receive: Any, send: Any) -> None:
        block.calls.append((scope["method"], scope["path"].removeprefix("/fub/v1")))
        if block.fails:
            await Response(status_code=block.fails.pop(0))(scope, receive, send)
            return
        await app(scope, receive, send)

    return counted
