from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml

from bot.house import prepare_folder
from bot.settings import Settings, SettingsError
from bot.web.server import Server

READY = "town ready"
_PATIENCE = 60.0


class TownFailed(SettingsError):
    """The town did not come up; the message is what it said."""


async def serve_town(settings: Settings, *, webhook_url: str, with_desk: bool = True, child: bool = False) -> None:
    """Serve the simulated vendors, and the Slack desk beside them, until asked to stop.

    A child also stops when its standard input closes, so that it never outlives the one who started it.
    """
    from integrations.simulated.shelf import Shelf
    from integrations.simulated.town import create_town

    prepare_folder(settings.data_dir)
    async with contextlib.AsyncExitStack() as stack:
        shelf = stack.enter_context(contextlib.closing(Shelf(settings.data_dir / "town.db")))
        vendors = create_town(shelf, seed=settings.seed, public_url=settings.town_url, webhook_url=webhook_url)
        await _serve(stack, vendors, settings.town_port, "JORGE_TOWN_PORT")
        if with_desk:
            from integrations.simulated.desk import create_desk

            desk_shelf = stack.enter_context(contextlib.closing(Shelf(settings.data_dir / "desk.db")))
            desk = create_desk(desk_shelf, read_manifest(), base_url=settings.desk_url)
            await _serve(stack, desk, settings.desk_port, "JORGE_DESK_PORT")
        print(READY if child else _greeting(settings, with_desk=with_desk), flush=True)  # noqa: T201  # the parent reads it
        await _until_stopped(child=child)


@asynccontextmanager
async def town_beside(settings: Settings, *, with_desk: bool) -> AsyncIterator[asyncio.subprocess.Process]:
    """The town in a process of its own, ready when this yields, gone when it ends.

    Raises:
        TownFailed: it did not come up.
    """
    arguments = ["town", "--child", "--port", str(settings.town_port), "--seed", str(settings.seed)]
    arguments += ["--data-dir", str(settings.data_dir), "--webhook-url", settings.web_url]
    arguments += ["--desk-port", str(settings.desk_port) if with_desk else "0"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    try:
        await asyncio.wait_for(_ready(process), _PATIENCE)
        pump = asyncio.create_task(_relay(process))
        yield process
        pump.cancel()
    finally:
        await _end(process)


def read_manifest() -> dict[str, Any]:
    """The Slack app's manifest: beside the code in a clone, in the package's metadata where installed."""
    beside = Path(__file__).resolve().parent.parent / "manifest.yml"
    text = beside.read_text("utf-8") if beside.is_file() else None
    if text is None:
        for file in importlib.metadata.files("jorge") or ():
            if file.name == "manifest.yml":
                text = file.read_text("utf-8")
    if text is None:
        raise SettingsError("manifest.yml is missing; install jorge again.")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


async def _serve(stack: contextlib.AsyncExitStack, app: Any, port: int, setting: str) -> None:
    server = Server(app, port, setting=setting)
    await server.start()
    stack.push_async_callback(server.stop)


async def _until_stopped(*, child: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if child:
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        watch = asyncio.create_task(reader.read())
        watch.add_done_callback(lambda _task: stop.set())
    await stop.wait()


def _greeting(settings: Settings, *, with_desk: bool) -> str:
    lines = [
        f"The town (seed {settings.seed}) is open at {settings.town_url}",
        f"  listing site  {settings.town_url}/site",
    ]
    if with_desk:
        lines.append(f"  Slack desk    {settings.desk_url}")
    return "\n".join([*lines, "Ctrl-C closes it; everything is kept."])


async def _ready(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    async for line in process.stdout:
        if line.decode().strip() == READY:
            return
    said = (await process.stderr.read()).decode("utf-8", "replace").strip()
    last = said.splitlines()[-1] if said else "it ended without a word"
    raise TownFailed(f"The simulated town did not come up: {last.removeprefix('jorge: ')}")


async def _relay(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None  # noqa: S101
    async for line in process.stderr:
        sys.stderr.write(f"town: {line.decode('utf-8', 'replace')}")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    assert process.stdin is not None  # noqa: S101
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), 8)
    except TimeoutError:
        process.kill()
        await process.wait()
