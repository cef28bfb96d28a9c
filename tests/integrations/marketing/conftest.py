from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from integrations.marketing import MarketingOrchestrator
from integrations.store import Store
from tests.integrations.marketing.square import Clock, Square, make_hub
from tests.integrations.marketing.town_square import clock, square

__all__ = ["clock", "square"]


@pytest.fixture
def book(tmp_path: Path, new_book: Callable[[Path], Store]) -> Iterator[Store]:
    store = new_book(tmp_path / "jorge.db")
    yield store
    store.close()


@pytest.fixture
async def hub(square: Square, book: Store, clock: Clock) -> AsyncIterator[MarketingOrchestrator]:
    """The hub on both vendors, with quick patience."""
    made = make_hub(square, book, clock)
    yield made
    await made.aclose()
