"""Where Jorge works: said, set or guessed from his listings."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from integrations.mls import MLSIntegrationHub, UnknownArea
from integrations.models.listing import Listing, ListingQuery
from integrations.store import listings
from tools.errors import ToolError
from tools.tool import Hubs
from tools.toolbox import registry

NOW = datetime(2026, 3, 12, 20, tzinfo=UTC)


def sold(number, code, place, agent="Jorge Rivera", day=date(2026, 2, 1)):
    return Listing(
        originating_system="NWMLS", listing_key=f"K{number}", standard_status="Closed", postal_code=code,
        unparsed_address=f"{number} Main St", city="Seattle", county_or_parish="King", state_or_province="WA",
        subdivision_name=place, close_price=Decimal(500_000), close_date=day, list_agent_full_name=agent,
        modification_timestamp=NOW,
    )  # fmt: skip


@pytest.fixture
def filled(store):
    rows = [sold(at, "98107", "Ballard") for at in range(6)]
    rows += [sold(10 + at, "98103", "Fremont") for at in range(9)]
    rows += [sold(20, "98039", "Medina"), sold(21, "98115", "Wedgwood", day=date(2024, 1, 5))]
    rows += [sold(30 + at, "98115", "Wedgwood", agent="Somebody Else") for at in range(20)]
    with store.writing() as connection:
        listings.save(connection, "nwmls", rows, first_copy=True, at=NOW)
    return store


def hub(store, *areas):
    return MLSIntegrationHub(store, [], own_agent_keys=["Jorge Rivera"], own_areas=areas, clock=lambda: NOW)


async def ask(hub, **args):
    tool = registry()["set_my_areas"]
    hubs = Hubs(None, hub, SimpleNamespace(), SimpleNamespace())
    return await tool.handler(tool.arguments.model_validate(args), hubs)


async def test_his_areas_are_where_his_listings_and_sales_are(filled):
    found = await hub(filled).own_areas()
    assert (found.areas, found.source) == (("98103", "98107"), "listings")


async def test_the_settings_win_over_his_listings_and_what_no_listing_has_is_told(filled):
    found = await hub(filled, "medina", "king county", "Atlantis").own_areas()
    assert (found.areas, found.source, found.unknown) == (("Medina", "King County"), "settings", ("Atlantis",))


async def test_what_he_says_wins_over_the_settings_until_he_forgets_it(filled):
    office = hub(filled, "Medina")
    assert (await ask(office, areas=["ballard", "98103", "Ballard"])).areas == ("Ballard", "98103")
    assert (await ask(office, areas=["fremont"], how="add")).areas == ("Ballard", "98103", "Fremont")
    left = await ask(office, areas=["98103"], how="remove")
    assert (left.areas, left.source, left.changed) == (("Ballard", "Fremont"), "said", True)
    assert (await hub(filled).own_areas()).areas == ("Ballard", "Fremont")
    assert (await ask(office, how="forget")).areas == ("Medina",)


async def test_an_unknown_area_or_none_left_changes_nothing(filled):
    office = hub(filled)
    await ask(office, areas=["Ballard"])
    with pytest.raises(ToolError, match="a place called Atlantis"):
        await ask(office, areas=["Fremont", "Atlantis"])
    with pytest.raises(ToolError, match="No area would be left"):
        await ask(office, areas=["Ballard"], how="remove")
    with pytest.raises(ToolError, match="Which areas are yours"):
        await ask(office)
    assert (await office.own_areas()).areas == ("Ballard",)
    with pytest.raises(UnknownArea):
        await office.set_own_areas(["Nowhere"])


async def test_without_listings_of_his_nothing_is_guessed(store):
    found = await hub(store).own_areas()
    assert (found.areas, found.source) == ((), "nothing")


async def test_my_areas_is_a_place_in_every_search_and_in_the_changes(filled):
    office = hub(filled)
    await office.set_own_areas(["Ballard", "98039"])
    assert await office.zips_for("my areas") == {"98107", "98039"}
    found = await office.search(ListingQuery(areas=("my areas",), statuses=(), limit=50))
    assert found.total == 7
    changes = await office.monitor_market_changes(["my areas"], since=NOW - timedelta(days=60))
    assert {change.listing.postal_code for change in changes} == {"98107", "98039"}
    assert (await office.market_report("my areas")).area == "Ballard and 98039"


async def test_my_areas_that_nobody_knows_are_asked_for(store):
    with pytest.raises(UnknownArea):
        await hub(store).zips_for("my areas")
