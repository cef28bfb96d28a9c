"""The town on one application: every stand-in found in this package, mounted on its path, over one world."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Mount, Route

from integrations.simulated.admin import admin_routes
from integrations.simulated.endpoint import stand_ins
from integrations.simulated.market import Market
from integrations.simulated.shelf import Shelf
from integrations.simulated.world import World, build_world
from integrations.simulated.world.clockwork import local_day

_TICK_SECONDS = 60.0


def wall_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Town:
    """What every stand-in is given.

    `public_url` is where this town listens, without a slash at the end; `webhook_url` is the root of Jorge's ingress
    (vendors call `{webhook_url}/webhooks/{source}`), or None when nobody listens. `habits` holds each vendor's
    switchable bad behaviour by its mount name.
    """

    shelf: Shelf
    world: World
    market: Market
    clock: Callable[[], datetime]
    public_url: str
    webhook_url: str | None
    seed: int
    habits: dict[str, Any] = field(default_factory=dict)


class OtherTown(ValueError):
    """The shelf holds a town of another seed."""


def create_town(
    shelf: Shelf,
    *,
    seed: int,
    today: date | None = None,
    public_url: str,
    webhook_url: str | None = None,
    clock: Callable[[], datetime] = wall_clock,
) -> Starlette:
    """Build the town, or bring back the one on the shelf with all that happened in it.

    `today` sets the town's clock back or forward by whole days, so that it is that day now. A new town begins on this
    day; one that exists keeps its first day and lives on, day by day, until this one.

    Raises:
        OtherTown: the shelf holds a town of another seed.
    """
    town = open_town(shelf, seed=seed, today=today, public_url=public_url, webhook_url=webhook_url, clock=clock)
    vendors = {one.MOUNT: one.create_app(town) for one in stand_ins()}
    routes: list[BaseRoute] = [Mount(path, app=app) for path, app in vendors.items()]
    routes.append(Mount("/town", routes=admin_routes(town)))
    routes.append(Route("/", lambda _request: JSONResponse({"town": seed, "vendors": sorted(vendors)})))
    app = Starlette(routes=routes, lifespan=lambda _app: _lifespan(town, list(vendors.values())))
    app.state.town = town
    return app


def open_town(
    shelf: Shelf,
    *,
    seed: int,
    today: date | None = None,
    public_url: str = "http://town.test",
    webhook_url: str | None = None,
    clock: Callable[[], datetime] = wall_clock,
) -> Town:
    """Return the town without its vendors' applications; `create_town` says the rest."""
    if today is not None:
        clock = _shifted(clock, today)
    kept_seed, kept_day = shelf.meta("town.seed"), shelf.meta("town.first_day")
    if kept_seed is not None and kept_seed != str(seed):
        raise OtherTown(f"This folder holds the town of seed {kept_seed}, not {seed}: use another data folder.")
    first_day = date.fromisoformat(kept_day) if kept_day else local_day(clock())
    world = build_world(seed, first_day)
    shelf.set_meta("town.seed", str(seed))
    shelf.set_meta("town.first_day", first_day.isoformat())
    market = Market(world, shelf, clock)
    market.live()
    return Town(shelf, world, market, clock, public_url.rstrip("/"), webhook_url, seed)


def _shifted(clock: Callable[[], datetime], today: date) -> Callable[[], datetime]:
    shift = today - local_day(clock())
    return lambda: clock() + shift


@contextlib.asynccontextmanager
async def _lifespan(town: Town, vendors: list[Starlette]) -> AsyncIterator[None]:
    """Run the vendors' own lifespans (a mount does not) and let days pass."""
    async with AsyncExitStack() as stack:
        for vendor in vendors:
            await stack.enter_async_context(vendor.router.lifespan_context(vendor))
        ticking = asyncio.create_task(_tick(town))
        try:
            yield
        finally:
            ticking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticking


async def _tick(town: Town) -> None:
    while True:
        await asyncio.sleep(_TICK_SECONDS)
        town.market.live()
