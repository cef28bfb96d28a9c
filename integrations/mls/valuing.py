from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import TYPE_CHECKING

from integrations.store import Connection, Store, listings

if TYPE_CHECKING:
    from integrations.mls.cma.model import MarketModel

Version = tuple[int, datetime | None, date]


class LearnedMarket:
    """The market model of the store's closed sales, learned again when they changed and every day."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = asyncio.Lock()
        self._version: Version | None = None
        self._model: MarketModel | None = None
        self._measuring: asyncio.Task[object] | None = None

    async def current(self, today: date) -> MarketModel:
        """The model of now; it is fitted in a worker thread. Raises `NotValuable` where sales are too few."""
        async with self._lock:
            count, newest = await self._store.read(listings.closed_version)
            version = (count, newest, today)
            if self._model is None or version != self._version:
                self._model = await self._store.read(_fit, today)
                self._version = version
                # Values are given at once with a quickly measured range; the full measure takes a second more.
                self._measuring = asyncio.create_task(asyncio.to_thread(self._model.calibrate))
            return self._model

    async def aclose(self) -> None:
        """Wait for the measuring that may still run."""
        if self._measuring:
            await self._measuring


def _fit(connection: Connection, today: date) -> MarketModel:
    from integrations.mls.cma.model import MarketModel

    return MarketModel.fit(listings.closed_sales(connection), today)
