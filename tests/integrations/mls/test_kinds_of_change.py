"""`monitor_market_changes` through the hub's door, and the same changes as events that rules hear: each kind once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.engine.inbox import Inbox
from bot.engine.matcher import Indexed
from bot.engine.news import MarketNews
from bot.rules import document_of, read_book
from bot.slack.views.market_changes import changes_card
from integrations.store import events as book
from tools.errors import ToolError
from tools.tool import Hubs
from tools.toolbox import registry

OWN = {"ListAgentKey": "MEM1"}


@pytest.fixture
async def town(hub, server, store, clock, home, noon):
    """A copied town, and what tells its changes on."""
    # Listed long ago, so that only what happens in the test is a change.
    old = {"OnMarketDate": "2026-01-05", "ListingContractDate": "2026-01-05"}
    server.rows = [
        home(1, ListPrice=500000, OriginalListPrice=500000, **old), home(2, **old), home(3, **old),
        home(4, StandardStatus="Pending", PurchaseContractDate="2026-01-20", **old), home(5, **OWN, **old),
        home(6, **old),
    ]  # fmt: skip
    await hub.sync_property_data()
    hubs = Hubs(store, hub, SimpleNamespace(), SimpleNamespace(), now=clock)
    inbox = Inbox(store, clock)
    news = MarketNews(hubs, inbox, clock)
    await news.begin()

    async def sync():
        result = await hub.sync_property_data()
        await news.tell(result.changes)
        return result

    async def fired():
        index = Indexed(read_book())
        found = await store.read(book.newest, limit=500)
        return sorted(rule.rule_id for one in found for rule in index.matching(document_of(one.event)))

    async def events():
        return sorted(one.event.type for one in await store.read(book.newest, limit=500))

    return SimpleNamespace(
        hub=hub, server=server, sync=sync, fired=fired, events=events, later=noon + timedelta(days=1)
    )


async def changes(town):
    since = town.later - timedelta(hours=1)
    found = await town.hub.monitor_market_changes(["98103"], since=since)
    return sorted((one.kind, one.listing.listing_key, one.number, one.percent) for one in found)


async def test_every_kind_is_told_once_with_its_number_and_size(town, home):
    at, day = town.later, f"{town.later:%Y-%m-%d}"
    town.server.rows.append(home(9, at=at, OnMarketDate=day))
    town.server.change("K00001", at, ListPrice=490000)
    town.server.change("K00002", at, StandardStatus="Pending", PurchaseContractDate=day)
    town.server.change("K00003", at, StandardStatus="Closed", ClosePrice=510000, CloseDate=day)
    town.server.change("K00004", at, StandardStatus="Active", PurchaseContractDate=None)
    town.server.change("K00006", at, StandardStatus="Withdrawn")
    await town.sync()
    town.server.change("K00001", at + timedelta(hours=2), ListPrice=440000)
    await town.sync()
    await town.sync()
    expected = [
        ("back_on_market", "K00004", None, None), ("new", "K00009", None, None), ("pending", "K00002", None, None),
        ("price_change", "K00001", 1, -2.0), ("price_change", "K00001", 2, -10.2), ("sold", "K00003", None, None),
        ("status_change", "K00006", None, None),
    ]  # fmt: skip
    assert await changes(town) == expected
    assert await town.events() == [
        "listing.back_on_market", "listing.new", "listing.price_change", "listing.price_change", "listing.sold",
        "listing.status_change", "listing.status_change",
    ]  # fmt: skip


async def test_a_large_cut_and_the_own_listings_changes_are_alerts_and_a_small_cut_elsewhere_is_none(town):
    prices = {"K00005": 380000, "K00001": 495000}
    for key, price in prices.items():
        town.server.change(key, town.later, ListPrice=price)
    await town.sync()
    assert await town.fired() == ["price_drop_opportunity"]
    town.server.change("K00005", town.later + timedelta(hours=1), StandardStatus="Pending")
    await town.sync()
    assert await town.fired() == ["own_deal_status_change", "price_drop_opportunity"]


async def test_a_mass_touch_raises_nothing(town, home):
    town.server.rows += [home(100 + at) for at in range(600)]
    await town.sync()
    before, fired = await town.events(), await town.fired()
    for row in town.server.rows:
        town.server.change(row["ListingKey"], town.later + timedelta(days=1))
    result = await town.sync()
    assert (result.error, result.changes) == ("", ())
    assert result.read >= 600
    assert (await town.events(), await town.fired()) == (before, fired)


async def test_a_copy_that_is_read_anew_tells_nothing_twice(town):
    town.server.change("K00001", town.later, ListPrice=440000)
    await town.sync()
    first = await changes(town)
    await town.hub.sync_property_data(incremental=False)
    await town.sync()
    assert await changes(town) == first
    assert await town.events() == ["listing.price_change"]


async def test_asked_for_the_changes_come_as_one_card_with_offices_and_no_price_of_others_sales(town, home):
    at, day = town.later, f"{town.later:%Y-%m-%d}"
    town.server.rows.append(home(9, at=at, OnMarketDate=day))
    town.server.change("K00001", at, ListPrice=440000)
    town.server.change("K00003", at, StandardStatus="Closed", ClosePrice=512345, CloseDate=day)
    await town.sync()
    tool = registry()["market_changes"]
    hubs = Hubs(None, town.hub, SimpleNamespace(), SimpleNamespace(), now=lambda: town.later + timedelta(hours=1))
    found = await tool.handler(tool.arguments(areas=("98103",)), hubs)
    card = changes_card(found)
    shown = str(card.blocks)
    assert "98103, today: 1 new listing, 1 price change, 1 sale" in card.text
    assert "$500k → $440k (-12.0 %, 10 % or more), first change" in shown
    assert "512" not in shown
    assert found.credits["RAINIER:K00009"].office in shown
    with pytest.raises(ToolError, match="a place called Atlantis"):
        await tool.handler(tool.arguments(areas=("Atlantis",)), hubs)
    quiet = await tool.handler(tool.arguments(areas=("98103",)), replace(hubs, now=lambda: at + timedelta(days=9)))
    assert "nothing" in changes_card(quiet).text
