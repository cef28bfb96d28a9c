"""What a sync finds, matched to saved searches: each home once a lead, on one card a day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.engine.news import MarketNews
from integrations.models.listing import StandardStatus
from integrations.models.saved_search import SavedSearch
from integrations.store import saved_searches
from tests.bot.engine.test_news import AT, Market, home


@pytest.fixture
async def market(store):
    made = Market(store)
    await MarketNews(made.hubs, made.inbox, lambda: made.time).begin()
    anna = await made.lead("Anna", 5, areas=("98117",))
    search = SavedSearch(contact_id=anna.id, zips=("98117",), areas=("98117",), price_max=Decimal(450_000))
    await store.write(saved_searches.keep, search, AT)
    return made


async def matches(market):
    return [(one.payload["refs"], one.payload["people"], one.payload["buyers_waiting"])
            for one in await market.events("listing.matches")]  # fmt: skip


async def later(market, key="K1", **facts):
    market.time += timedelta(minutes=10)
    await market.sync(home(key, modification_timestamp=market.time, **facts))


async def test_a_cold_leads_saved_search_wins_over_the_crm_and_makes_a_match(market):
    await market.sync(home("K1"))  # 500,000 fits the CRM's wish, not the search
    assert await matches(market) == []
    await later(market, "K2", list_price=Decimal(440_000))
    assert await matches(market) == [(["RAINIER:K2"], ["Anna"], "1 buyer waits")]
    assert (await market.fired())["new_listing_matches_buyers"] == 1
    (event,) = await market.events("listing.matches")
    assert "2 24th Ave NW" in event.payload["reasons"][0]
    assert "Anna" in event.payload["reasons"][0]


async def test_the_card_names_those_who_wait_and_nobody_whom_the_home_only_happens_to_fit(market):
    await market.lead("Cold", 3)
    await later(market, "K2", list_price=Decimal(440_000))
    (event,) = await market.events("listing.matches")
    assert event.payload["people"] == ["Anna"]
    assert "Cold" not in str(event.payload)


async def test_a_price_that_falls_into_the_search_is_a_match_once_and_a_further_cut_none(market):
    await market.sync(home("K1"))
    await later(market, list_price=Decimal(449_000))
    (found,) = await matches(market)
    assert found == (["RAINIER:K1"], ["Anna"], "1 buyer waits")
    (event,) = await market.events("listing.matches")
    assert "$449,000 (was $500,000)" in event.payload["reasons"][0]
    assert event.payload["homes_said"] == "1 home fits"
    await later(market, list_price=Decimal(440_000))
    assert len(await matches(market)) == 1


async def test_a_new_home_that_gets_cheaper_on_the_same_day_stays_one_home_with_all_whom_it_fits(market):
    await market.lead("Maria", 80)
    await market.sync(home("K1"))
    await later(market, list_price=Decimal(449_000))
    first, second = await matches(market)
    assert first == (["RAINIER:K1"], ["Maria"], "1 warm buyer waits")
    assert second == (["RAINIER:K1"], ["Maria", "Anna"], "2 buyers wait")


async def test_back_on_market_is_a_match_and_an_alert(market):
    await market.sync(home("K1", list_price=Decimal(440_000)))
    await later(market, list_price=Decimal(440_000), standard_status=StandardStatus.PENDING)
    market.time += timedelta(days=1)
    await later(market, list_price=Decimal(440_000))
    found = await matches(market)
    assert [refs for refs, _, _ in found] == [["RAINIER:K1"], ["RAINIER:K1"]]
    assert (await market.fired())["back_on_market"] == 1


async def test_without_the_search_the_crm_decides_again(market):
    (kept,) = (await market.store.read(saved_searches.seekers))[1].values()
    await market.store.write(saved_searches.remove, [kept[0].id])
    await market.sync(home("K1", list_price=Decimal(440_000)))
    assert await matches(market) == []  # she is cold, and nothing is saved for her
