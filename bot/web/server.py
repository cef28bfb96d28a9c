from __future__ import annotations

import asyncio
import gc
import socket

import uvicorn
from starlette.types import ASGIApp


class PortTaken(Exception):
    """Another program listens there; the message says which setting moves ours."""


class Server:
    """A uvicorn server on loopback that starts inside a running event loop and leaves signals alone."""

    def __init__(self, app: ASGIApp, port: int, *, setting: str = "", host: str = "127.0.0.1") -> None:
        self._app = app
        self._port = port
        self._setting = setting
        self._host = host
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    async def start(self) -> None:
        """Listen.

        Raises:
            PortTaken: the port is in use.
        """
        self._socket = listen(self._host, self._port, self._setting)
        self._port = int(self._socket.getsockname()[1])
        config = uvicorn.Config(self._app, log_level="warning", access_log=False)
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server._serve([self._socket]), name=f"server:{self._port}")  # noqa: SLF001  # serve() would take the signals
        while not self._server.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Finish what is under way and close."""
        if self._server is not None and self._task is not None:
            self._server.should_exit = True
            self._server.force_exit = False
            await asyncio.wait([self._task], timeout=3)
            self._server.force_exit = True
            await asyncio.wait([self._task], timeout=2)
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def listen(host: str, port: int, setting: str = "") -> socket.socket:
    """A listening socket.

    Raises:
        PortTaken: the port is in use.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(512)
    except OSError as error:
        taken.close()
        hint = f" Stop it, or choose another port with {setting}." if setting else ""
        raise PortTaken(f"Port {port} is taken by another program.{hint}") from error
    return taken


def settle() -> None:
    """Once all is loaded: never look for garbage again in what is there by now.

    Python's full collections walk through every library otherwise and stop all requests for 40 ms each time (measured
    under load).
    """
    gc.collect()
    gc.freeze()
