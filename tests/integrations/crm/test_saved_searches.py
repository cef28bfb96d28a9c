from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from types import SimpleNamespace

import pytest

from integrations.crm import CRMFactory
from integrations.mls import MLSIntegrationHub
from integrations.models.contact import Contact
from integrations.models.listing import Listing, StandardStatus
from integrations.store import contacts as people
from integrations.store import listings
from tools.errors import ToolError
from tools.tool import Hubs
from tools.toolbox import registry

NOW = datetime(2026, 3, 10, 18, tzinfo=UTC)
HOME = Listing(
    originating_system="rmls",
    listing_key="1",
    standard_status=StandardStatus.ACTIVE,
    unparsed_address="1 Oak St",
    city="Seattle",
    state_or_province="WA",
    postal_code="98107",
    subdivision_name="Ballard",
    list_price=Decimal(850_000),
    bedrooms_total=3,
    property_sub_type="Single Family Residence",
    modification_timestamp=NOW,
)


class Office:
    def __init__(self, store):
        ticks = count(1)
        self.store = store
        self.crm = CRMFactory(store, {}, now=lambda: NOW + timedelta(seconds=next(ticks)))
        self.hubs = Hubs(store, MLSIntegrationHub(store, [], clock=lambda: NOW), self.crm, SimpleNamespace())

    async def lead(self, first, last="Lee", **facts):
        person = Contact.model_validate({"id": "", "first_name": first, "last_name": last,
                                         "external_ids": {"crm": first + last}} | facts)  # fmt: skip
        await self.store.write(people.save, "crm", [person], seen_at=NOW)

    async def ask(self, tool, **args):
        found = registry()[tool]
        return await found.handler(found.arguments.model_validate(args), self.hubs)

    async def fitting(self, home=HOME):
        return [(contact.first_name, why) for contact, why in await self.crm.matching_buyers(home)]


@pytest.fixture
async def office(store):
    office = Office(store)
    await store.write(listings.save, "mls", [HOME], first_copy=True, at=NOW)
    await office.lead("Anna", areas=("98103",), price_max=600_000)
    yield office
    await office.crm.aclose()


async def test_a_saved_search_wins_over_what_the_crm_says_and_is_told_as_the_reason(office):
    assert await office.fitting() == []
    found = await office.ask("save_search", lead="Anna Lee", areas=["Ballard"], price_max=900_000, bedrooms_min=3)
    assert (found.done, found.for_sale) == ("saved", 1)
    assert await office.fitting() == [("Anna", "Saved search: 3+ beds, in Ballard, up to $900,000")]
    # The home that only the CRM's wishes fit is not hers any more.
    assert await office.fitting(HOME.model_copy(update={"postal_code": "98103", "list_price": Decimal(500_000)})) == []


async def test_the_same_search_twice_is_one_and_removed_the_crm_decides_again(office):
    wish = {"lead": "Anna", "areas": ["98107"], "price_max": 900_000}
    await office.ask("save_search", **wish)
    assert (await office.ask("save_search", **wish)).done == "kept"
    assert len((await office.ask("saved_searches", lead="Anna Lee")).searches) == 1
    await office.ask("save_search", lead="Anna", home_type="condo")
    left = await office.ask("remove_search", lead="Anna", number=1)
    assert [one.criteria for one in left.searches] == ["condo"]
    assert await office.fitting() == []
    await office.ask("remove_search", lead="Anna")
    cheap = HOME.model_copy(update={"postal_code": "98103", "list_price": Decimal(500_000)})
    assert await office.fitting(cheap) == [("Anna", "Budget up to $600,000, looks in 98103")]


async def test_a_seller_and_a_past_client_with_a_saved_search_look_for_a_home(office):
    await office.lead("Bo", "Hart", kind="seller", stage="Past Client")
    await office.ask("save_search", lead="Bo Hart", areas=["98107"])
    assert [name for name, _ in await office.fitting()] == ["Bo"]


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        ({"home_type": "house"}, True),
        ({"home_type": "townhouse"}, False),
        ({"price_min": 900_000}, False),
        ({"bedrooms_min": 4}, False),
        ({"bathrooms_min": 2.5}, True),
        ({"areas": ["98107", "Ballard"]}, True),
    ],
)
async def test_every_criterion_must_fit_and_what_the_record_leaves_open_does_not_stand_against(office, wish, fits):
    await office.ask("save_search", lead="Anna Lee", **wish)
    assert bool(await office.fitting()) is fits


async def test_without_criteria_or_with_an_unclear_name_it_asks_back(office):
    with pytest.raises(ToolError, match="What does Anna look for"):
        await office.ask("save_search", lead="Anna")
    await office.lead("Anna", "Moss")
    with pytest.raises(ToolError) as asked:
        await office.ask("saved_searches", lead="Anna")
    assert set(asked.value.options) == {"Anna Lee", "Anna Moss"}
    assert (await office.ask("saved_searches", lead="Anna Lee")).derived == "in 98103, up to $600,000"
    with pytest.raises(ToolError, match="no saved search"):
        await office.ask("remove_search", lead="Anna Moss")
    with pytest.raises(ToolError, match="a place called Atlantis"):
        await office.ask("save_search", lead="Anna Lee", areas=["Atlantis"])


async def test_a_change_takes_the_place_of_the_saved_search_and_of_several_the_one_that_is_named(office):
    await office.ask("save_search", lead="Anna Lee", areas=["ballard"], price_max=700_000)
    found = await office.ask("save_search", lead="Anna Lee", areas=["Ballard"], price_max=900_000, instead=True)
    assert [one.criteria for one in found.searches] == ["in Ballard, up to $900,000"]
    assert [one.criteria for one in found.removed] == ["in Ballard, up to $700,000"]
    await office.ask("save_search", lead="Anna Lee", home_type="condo")
    with pytest.raises(ToolError, match="Which of Anna Lee's searches"):
        await office.ask("save_search", lead="Anna Lee", price_max=1, instead=True)
    with pytest.raises(ToolError, match="no number 3"):
        await office.ask("save_search", lead="Anna Lee", price_max=1, instead=True, number=3)
    found = await office.ask("save_search", lead="Anna Lee", home_type="house", instead=True, number=2)
    assert [one.criteria for one in found.searches] == ["in Ballard, up to $900,000", "house"]
    same = await office.ask("save_search", lead="Anna Lee", home_type="house", instead=True, number=2)
    assert (same.done, len(same.searches), same.removed) == ("kept", 2, ())


async def test_a_neighbourhood_is_not_its_whole_zip_code(office):
    await office.ask("save_search", lead="Anna Lee", areas=["Ballard"])
    assert await office.fitting()
    assert await office.fitting(HOME.model_copy(update={"subdivision_name": None}))
    assert not await office.fitting(HOME.model_copy(update={"subdivision_name": "Sunset Hill"}))
    await office.ask("save_search", lead="Anna Lee", areas=["98107"])
    assert await office.fitting(HOME.model_copy(update={"subdivision_name": "Sunset Hill"}))
