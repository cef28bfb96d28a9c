"""Pushes to the open pages: one queue per page, one WebSocket each."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

_MOST_WAITING = 2000


class Live:
    """The pages that are open now, by user."""

    def __init__(self) -> None:
        """Start with no page open."""
        self._pages: dict[str, set[asyncio.Queue[dict[str, Any]]]] = defaultdict(set)

    def push(self, users: Iterable[str], kind: str, **fields: Any) -> None:
        """Send `{"type": kind, ...}` to every open page of these users; never waits."""
        for user in users:
            for page in tuple(self._pages.get(user, ())):
                if page.qsize() < _MOST_WAITING:
                    page.put_nowait({"type": kind, **fields})

    def push_all(self, kind: str, **fields: Any) -> None:
        """Send to every open page."""
        self.push(tuple(self._pages), kind, **fields)

    async def serve(self, socket: WebSocket, user: str) -> None:
        """Feed one page until it goes away."""
        await socket.accept()
        page: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._pages[user].add(page)
        feeding = asyncio.create_task(_feed(socket, page))
        try:
            while True:
                await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            self._pages[user].discard(page)
            feeding.cancel()


async def _feed(socket: WebSocket, page: asyncio.Queue[dict[str, Any]]) -> None:
    try:
        while True:
            await socket.send_json(await page.get())
    except (WebSocketDisconnect, RuntimeError):
        return
