from __future__ import annotations

import asyncio
import contextlib
from datetime import date, datetime
from typing import TYPE_CHECKING

from integrations.mls.cma.errors import NotValuable
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
        self._ahead: asyncio.Task[None] | None = None

    async def current(self, today: date) -> MarketModel:
        """The model of now; learning takes two seconds in a worker thread. Raises `NotValuable` with too few sales."""
        async with self._lock:
            count, newest = await self._store.read(listings.closed_version)
            version = (count, newest, today)
            if self._model is None or version != self._version:
                self._model = await self._store.read(_learn, today)
                self._version = version
            return self._model

    def learn_ahead(self, today: date) -> None:
        """Learn again in the background, so that the next question need not wait; only if there was a question."""
        if self._model and (self._ahead is None or self._ahead.done()):
            self._ahead = asyncio.create_task(self._learn_ahead(today))

    async def _learn_ahead(self, today: date) -> None:
        with contextlib.suppress(NotValuable):
            await self.current(today)

    async def aclose(self) -> None:
        """Wait for the learning that may still run."""
        if self._ahead:
            await self._ahead


def _learn(connection: Connection, today: date) -> MarketModel:
    from integrations.mls.cma.model import MarketModel

    model = MarketModel.fit(listings.closed_sales(connection), today)
    model.calibrate()
    return model
