"""The whole way against the simulated MLS: real HTTP, its own OData, its own bad habits."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn

from integrations.mls import MLSIntegrationHub
from integrations.mls.connectors import reso
from integrations.models.listing import ListingQuery, StandardStatus
from integrations.simulated.mls import ENDPOINT
from integrations.simulated.shelf import Shelf
from integrations.simulated.town import create_town
from integrations.store import Store
from integrations.wire.vendor import Access


@pytest.fixture
async def town_url() -> AsyncIterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_town(Shelf(None), seed=7, public_url=url)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield url
    server.should_exit = True
    await task


async def test_the_simulated_mls_is_copied_and_a_home_is_valued(town_url, tmp_path):
    store = Store.at(tmp_path / "jorge.db")
    store.migrate()
    access = Access(town_url + ENDPOINT.path, ENDPOINT.resolved(town_url))
    hub = MLSIntegrationHub(store, [reso.connect(access)])
    first = await hub.sync_property_data(geographic_filter=["98103", "98117"])
    assert (first.error, first.quarantined, first.changes) == ("", 0, ())
    assert first.added > 1000
    again = await hub.sync_property_data(geographic_filter=["98103", "98117"])
    assert (again.error, again.added, again.changed) == ("", 0, 0)
    page = await hub.search(ListingQuery(areas=("98103",), statuses=(StandardStatus.ACTIVE,)))
    subject = next(listing for listing in page.listings if listing.internet_address_display)
    cma = await hub.generate_automated_cma(subject.display_address)
    assert cma.subject.ref == subject.ref
    assert len(cma.comparables) >= 3
    await hub.aclose()
    store.close()
