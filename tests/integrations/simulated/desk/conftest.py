from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from websockets.asyncio.client import connect

from integrations.simulated.desk import DeskOptions, create_desk
from integrations.simulated.shelf import Shelf

MANIFEST = {
    "display_information": {"name": "Jorge"},
    "features": {
        "bot_user": {"display_name": "Jorge"},
        "app_home": {"home_tab_enabled": True},
        "agent_view": {"suggested_prompts": [{"title": "Hot buyers", "message": "Who is hot?"}]},
        "slash_commands": [
            {"command": "/cma", "description": "Value a home", "usage_hint": "<address>"},
            {"command": "/slow", "description": "Never answers"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "assistant:write",
                "channels:history",
                "channels:read",
                "chat:write",
                "commands",
                "files:read",
                "files:write",
                "im:history",
                "im:read",
                "im:write",
                "reactions:read",
                "reactions:write",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": ["app_home_opened", "app_mention", "message.im", "agent_session_stopped", "reaction_added"]
        },
        "socket_mode_enabled": True,
    },
}
QUICK = DeskOptions(ack_seconds=0.3, retry_after=(0.0, 0.05, 0.1), trigger_seconds=0.5, limit_rates=False)


async def until(check, seconds=5.0):
    """Wait for `check()` to be true, looking often; return what it returned."""
    end = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.005)
    return found


@dataclass
class Page:
    """What the browser does: JSON requests and one live socket."""

    http: httpx.AsyncClient
    user: str
    heard: list[dict] = field(default_factory=list)

    async def post(self, path, **body):
        return (await self.http.post(f"/desk/{path}", json={"user": self.user, **body})).json()

    async def get(self, path, **query):
        return (await self.http.get(f"/desk/{path}", params={"user": self.user, **query})).json()

    async def say(self, channel, text, **more):
        return (await self.post("messages", channel=channel, text=text, **more))["message"]

    async def messages(self, channel, **query):
        return (await self.get(f"channels/{channel}/messages", **query))["messages"]

    async def hear(self, kind, **fields):
        def found():
            return next(
                (
                    each
                    for each in self.heard
                    if each["type"] == kind and all(each.get(key) == value for key, value in fields.items())
                ),
                None,
            )

        return await until(found)


class Running:
    """A desk in a real server on a port of its own."""

    def __init__(self, path: Path | None, options: DeskOptions, manifest: dict, port: int = 0) -> None:
        self.listener = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.shelf = Shelf(path)
        self.app = create_desk(self.shelf, manifest, base_url=self.url, options=options)
        config = uvicorn.Config(self.app, log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.stack = contextlib.AsyncExitStack()

    until = staticmethod(until)

    @property
    def desk(self):
        return self.app.state.desk

    async def start(self):
        self.task = asyncio.create_task(self.server.serve(sockets=[self.listener]))
        await until(lambda: self.server.started)

    @property
    def port(self):
        return int(self.url.rpartition(":")[2])

    async def stop(self, *, leave_app=False):
        if not leave_app:
            await self.stack.aclose()
        self.server.should_exit = True
        await self.task
        self.listener.close()
        self.shelf.close()

    def client(self, token="xoxb-desk"):  # noqa: S107 - the public token of the desk
        return AsyncWebClient(token=token, base_url=f"{self.url}/api/")

    async def page(self, user="U0JORGE"):
        http = await self.stack.enter_async_context(httpx.AsyncClient(base_url=self.url, timeout=10))
        page = Page(http, user)
        live = await self.stack.enter_async_context(connect(f"{self.url.replace('http', 'ws')}/desk/live?user={user}"))
        task = asyncio.create_task(_listen(live, page.heard))
        self.stack.callback(task.cancel)
        return page

    async def bolt(self, *listeners, connected=True):
        """Start a Bolt app with these listeners: each is a function that gets the app and registers on it."""
        app = AsyncApp(client=self.client())
        for register in listeners:
            register(app)
        handler = AsyncSocketModeHandler(app, "xapp-desk", web_client=self.client("xapp-desk"), ping_interval=0.2)
        await handler.connect_async()
        self.stack.push_async_callback(handler.close_async)
        await until(self.desk.sockets.connected.is_set)
        return app, handler


async def _listen(live, heard):
    with contextlib.suppress(Exception):
        async for frame in live:
            heard.append(json.loads(frame))


@pytest.fixture
async def desks():
    """A maker of running desks; all are stopped at the end."""
    running: list[Running] = []

    async def make(path=None, options=QUICK, manifest=MANIFEST, port=0):
        made = Running(path, options, manifest, port)
        await made.start()
        running.append(made)
        return made

    yield make
    for each in running:
        if not each.task.done():
            await each.stop()


@pytest.fixture
async def town(desks):
    return await desks()
