from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import pytest_asyncio


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """`jorge run` in a folder of its own, as a newcomer would start it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk_port, self.town_port, self.web_port = free_port(), free_port(), free_port()
        self.process: asyncio.subprocess.Process | None = None
        self.screen = ""

    @property
    def desk(self) -> str:
        return f"http://127.0.0.1:{self.desk_port}"

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.town_port}/site/"

    @property
    def town(self) -> str:
        return f"http://127.0.0.1:{self.town_port}"

    @property
    def environment(self) -> dict[str, str]:
        ports = {
            "JORGE_DESK_PORT": str(self.desk_port),
            "JORGE_TOWN_PORT": str(self.town_port),
            "JORGE_WEB_PORT": str(self.web_port),
        }
        return {**os.environ, **ports, "PYTHONUNBUFFERED": "1"}

    async def start(self) -> float:
        """Start it and return after how many seconds it says that it is there."""
        began, self.screen = time.monotonic(), ""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "run",
            cwd=self.folder,
            env={**self.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        await asyncio.wait_for(self._until("Jorge is there"), 60)
        ready = time.monotonic() - began
        await asyncio.wait_for(self._until("Ready for questions"), 120)
        self._reader = asyncio.create_task(self._read_on())
        return ready

    async def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        code = await asyncio.wait_for(self.process.wait(), 20)
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader
        return code

    async def ask(self, *arguments: str) -> tuple[int, str]:
        """Run a `jorge` command in the same folder."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", *arguments,
            cwd=self.folder,
            env={**self.environment, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(), 120)
        return process.returncode, out.decode() + err.decode()

    async def listings(self) -> list[dict]:
        """Jorge's own active listings, as the simulated MLS tells them."""
        async with httpx.AsyncClient(base_url=self.town, timeout=30) as client:
            token = await client.post(
                "/mls/oauth2/token",
                data={"grant_type": "client_credentials", "client_id": "jorge", "client_secret": "jorge-town"},
            )
            wanted = {"$filter": "ListAgentFullName eq 'Jorge Rivera' and StandardStatus eq 'Active'", "$top": "20"}
            headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
            found = await client.get("/mls/reso/odata/Property", params=wanted, headers=headers)
            return found.json()["value"]

    async def _until(self, words: str) -> None:
        while words not in self.screen:
            line = await self.process.stdout.readline()
            if not line:
                raise AssertionError(f"jorge run ended before it said {words!r}:\n{self.screen}")
            self.screen += line.decode()

    async def _read_on(self) -> None:
        async for line in self.process.stdout:
            self.screen += line.decode()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def jorge(tmp_path_factory):
    running = Running(tmp_path_factory.mktemp("office"))
    running.ready_after = await running.start()
    yield running
    if running.process.returncode is None:
        await running.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def window(browser, jorge):
    """The desk in a fresh window, on the DM with Jorge."""
    opened = []

    async def go(user: str = "U0JORGE", *, width: int = 1440, height: int = 900, scheme: str = "light"):
        context = await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, timezone_id="America/Los_Angeles"
        )
        opened.append(context)
        page = await context.new_page()
        page.set_default_timeout(15000)
        await page.goto(f"{jorge.desk}/?as={user}")
        await page.locator("#app[aria-busy=false][data-link=open]").wait_for()
        return page

    yield go
    for context in opened:
        await context.close()
