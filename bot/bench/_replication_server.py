"""Serves the stand-in MLS with as many sales as asked for, until standard input closes."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from integrations.simulated import mls
from integrations.simulated.market import Market
from integrations.simulated.shelf import Shelf
from integrations.simulated.town import Town
from integrations.simulated.world import Sale, World, build_world


def _many(world: World, count: int) -> list[Sale]:
    """The world's sales again and again, each time under other keys."""

    def copies() -> Iterator[Sale]:
        yield from world.sales
        for again in range(1, 1 + count // len(world.sales)):
            for sale in world.sales:
                yield replace(sale, key=f"{sale.key}X{again}", listing_id=f"{sale.listing_id}X{again}")

    return list(islice(copies(), count))


def _tell() -> None:
    """To each line the processor seconds used so far, until standard input closes."""
    for _line in sys.stdin:
        print(time.process_time(), flush=True)  # noqa: T201  # the parent reads it


async def _serve(records: int) -> None:
    world = build_world(1, date(2026, 3, 10))
    world = replace(world, sales=_many(world, records - len(world.listings)))
    shelf, door = Shelf(None), socket.socket()
    door.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}"

    def clock() -> datetime:
        return datetime.now(UTC)

    town = Town(shelf, world, Market(world, shelf, clock), clock, url, None, 1)
    app = Starlette(routes=[Mount(mls.MOUNT, mls.create_app(town))])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[door]))
    print(url, flush=True)  # noqa: T201  # the parent reads it
    await asyncio.to_thread(_tell)
    server.should_exit = True
    await serving
    shelf.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
