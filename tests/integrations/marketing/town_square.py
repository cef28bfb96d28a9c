"""Fixtures: Mailchimp and Twilio of the town on a real socket, for the hub's tests and for their own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from integrations.simulated import mailchimp, twilio
from integrations.simulated.market import Market
from integrations.simulated.shelf import Shelf
from integrations.simulated.town import Town
from integrations.simulated.world import World
from integrations.wire.inbound import Delivery
from tests.integrations.marketing.square import Clock, Square


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def square(whole_world: Callable[[], World], clock: Clock) -> AsyncIterator[Square]:
    world = whole_world()
    world = replace(world, leads=world.leads[:60])
    shelf, door = Shelf(None), socket.socket()
    door.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    town = Town(shelf, world, Market(world, shelf, clock.running), clock.running, url, url, 1)
    mail = mailchimp.create_app(town, mailchimp.Habits(sending_for=0.0, twice_every=0, waits=(0.02, 0.02)))
    text = twilio.create_app(town, twilio.Habits(steps=(0.01, 0.03), late_every=0, twice_every=0, waits=(0.02, 0.02)))
    place = Square(town, clock, mail, text)

    async def take(request: Request) -> Response:
        body = await request.body()
        headers = dict(request.headers)
        place.letters.append((request.path_params["source"], Delivery(headers, body, str(request.url))))
        return Response(status_code=place.answers.pop(0) if place.answers else 204)

    async def counted(scope: Any, receive: Any, send: Any) -> None:
        place.calls.append((scope["method"], scope["path"]))
        await app(scope, receive, send)

    app = Starlette(
        routes=[
            Mount("/mailchimp", mail),
            Mount("/twilio", text),
            Route("/webhooks/{source:path}", take, methods=["POST"]),
        ]
    )
    server = uvicorn.Server(
        uvicorn.Config(counted, log_level="error", ws="none", lifespan="off", timeout_graceful_shutdown=0)
    )
    serving = asyncio.create_task(server.serve(sockets=[door]))
    while not server.started:  # noqa: ASYNC110  # uvicorn offers a flag only
        await asyncio.sleep(0.002)
    yield place
    await mail.state.account.mail.stop()
    await text.state.messages.callbacks.stop()
    server.should_exit = True
    await serving
    shelf.close()
