from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.copying import copy_everything
from bot.house import House, open_house
from bot.settings import Settings
from bot.vendors import connections
from integrations.store import listings


@asynccontextmanager
async def terminal_session(settings: Settings, *, fresh: bool = True) -> AsyncIterator[House]:
    """A house for one command: the town runs beside it where one is needed and none is up, and the store is filled.

    `fresh` copies everything once where the store is empty.
    """
    async with AsyncExitStack() as stack:
        if not all(one.access.live for one in connections(settings.vendors, settings.town_url)):
            await _ensure_town(stack, settings)
        house = await stack.enter_async_context(open_house(settings))
        if fresh and not await house.store.read(listings.count):
            await copy_everything(house)
        yield house


async def _ensure_town(stack: AsyncExitStack, settings: Settings) -> None:
    from bot.town import town_beside

    if not await asyncio.to_thread(_answers, settings.town_port):
        await stack.enter_async_context(town_beside(settings, with_desk=False))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
