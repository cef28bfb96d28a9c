from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from bot.engine.inbox import Inbox
from bot.engine.matcher import Indexed
from bot.engine.news import MarketNews
from bot.engine.sweeps import MOST_A_DAY, Sweeps
from bot.rules import document_of, read_book
from integrations.mls import MLSIntegrationHub
from integrations.mls.terms import Terms
from integrations.models.contact import Contact, Temperature
from integrations.models.listing import Listing, StandardStatus
from integrations.store import contacts as people
from integrations.store import events as book
from integrations.store import feeds, listings
from integrations.store.feeds import FeedState
from tools.tool import Hubs

AT = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)


def home(key="K1", **facts):
    values = {
        "originating_system": "RAINIER", "listing_key": key, "standard_status": StandardStatus.ACTIVE,
        "unparsed_address": f"{key[1:]} 24th Ave NW", "city": "Seattle", "state_or_province": "WA",
        "postal_code": "98117", "list_price": Decimal(500_000), "list_agent_full_name": "Ann Other",
        "list_office_name": "Other Realty", "modification_timestamp": AT,
    }  # fmt: skip
    return Listing.model_validate(values | facts)


class Market:
    def __init__(self, store):
        self.store, self.time = store, AT
        mls = MLSIntegrationHub(store, [], own_agent_keys={"Jorge Rivera"}, clock=lambda: self.time)
        self.hubs = Hubs(store, mls, SimpleNamespace(), SimpleNamespace(), now=lambda: self.time)
        self.inbox = Inbox(store, lambda: self.time)
        self.index = Indexed(read_book())

    async def sync(self, *found):
        saved = await self.store.write(listings.save, "mls", found, first_copy=False, at=self.time)
        await MarketNews(self.hubs, self.inbox, lambda: self.time).tell([(one.kind, one.ref) for one in saved.changes])

    async def lead(self, name, temperature, areas=("98117",), days_quiet=0, **facts):
        heard = self.time - timedelta(days=days_quiet)
        person = Contact.model_validate(
            {"id": "", "first_name": name, "areas": areas, "price_max": 600_000, "external_ids": {"crm": name}} | facts
        )
        await self.store.write(people.save, "crm", [person], seen_at=self.time)
        kept = await self.store.read(people.by_external_id, "crm", name)
        await self.store.write(people.set_temperature, kept, Temperature(score=temperature), heard, self.time)
        return kept

    async def events(self, kind):
        found = await self.store.read(book.newest, limit=200, type_like=kind)
        return [one.event for one in reversed(found) if one.event.type == kind]

    async def fired(self):
        found = await self.store.read(book.newest, limit=500)
        fired = [rule.rule_id for one in found for rule in self.index.matching(document_of(one.event))]
        return {rule_id: fired.count(rule_id) for rule_id in set(fired)}

    async def sweep(self):
        return await Sweeps(self.hubs, self.inbox, lambda: self.time).sweep()


@pytest.fixture
async def market(store):
    made = Market(store)
    await MarketNews(made.hubs, made.inbox, lambda: made.time).begin()
    return made


async def test_a_price_cut_tells_the_old_price_the_change_and_whom_it_fits(market):
    await market.lead("Maria", 80, tags=("Investor",))
    await market.lead("Bob", 10, areas=("10001",))
    await market.sync(home())
    await market.sync(home(list_price=Decimal(440_000), modification_timestamp=AT + timedelta(hours=1)))
    (event,) = await market.events("listing.price_change")
    told = event.payload
    assert (told["old_list_price"], told["list_price"], told["change_percent"]) == (500_000, 440_000, -12.0)
    assert (told["price"], told["old_price"], told["change"]) == ("$440,000", "$500,000", "-12.0 %")
    assert (told["own"], told["in_lead_area"], told["buyers_count"], told["investors_count"]) == (False, True, 1, 1)
    assert told["buyers_said"] == "Maria"
    assert told["people"] == ["Maria"]
    assert told["listed_by"] == "Other Realty"
    assert (await market.fired())["price_drop_opportunity"] == 1


async def test_a_hidden_address_is_told_to_nobody_and_an_undisplayable_listing_tells_nothing(market):
    await market.lead("Maria", 80)
    await market.sync(
        home("K1", internet_address_display=False), home("K2", internet_entire_listing_display=False),
    )  # fmt: skip
    hidden, silent = sorted(await market.events("listing.new"), key=lambda one: one.payload["listing_ref"])
    assert "24th" not in str(hidden.payload)
    assert hidden.payload["address"].startswith("Address not disclosed")
    assert silent.payload == {
        "listing_ref": "RAINIER:K2", "own": False, "displayed": False, "in_lead_area": False, "buyers_count": 0,
    }  # fmt: skip


async def test_a_price_of_a_sale_by_others_is_not_displayed(market):
    await market.sync(home())
    later = {"modification_timestamp": AT + timedelta(hours=1), "close_price": Decimal(510_000)}
    await market.sync(home(standard_status=StandardStatus.CLOSED, **later))
    (sold,) = await market.events("listing.sold")
    assert "510" not in str(sold.payload)


async def test_the_same_sync_told_twice_is_told_once(market):
    await market.sync(home())
    await MarketNews(market.hubs, market.inbox, lambda: market.time).tell([("new", "RAINIER:K1")] * 2)
    assert len(await market.events("listing.new")) == 1


async def test_a_home_that_two_mlss_bring_is_told_once(market):
    await market.sync(home("K7", listing_id="700"))
    again = {"originating_system": "HAR", "listing_id": "H7", "modification_timestamp": AT + timedelta(hours=3)}
    await market.sync(home("K7", **again), home("K9", **again))
    told = await market.events("listing.new")
    assert [event.payload["listing_ref"] for event in told] == ["RAINIER:K7", "HAR:K9"]
    later = {"list_price": Decimal(450_000), "modification_timestamp": AT + timedelta(hours=5)}
    await market.sync(home("K7", listing_id="700", **later), home("K7", **again | later))
    assert len(await market.events("listing.price_change")) == 1


async def test_jorges_own_listing_is_told_though_another_mls_had_it_first(market):
    await market.sync(home("K7", originating_system="HAR"))
    await market.sync(home("K7", list_agent_full_name="Jorge Rivera", modification_timestamp=AT + timedelta(hours=1)))
    assert len(await market.events("listing.new")) == 2


async def test_seventy_changes_become_one_card_about_what_fits_and_none_about_the_rest(market):
    for name, temperature in (("Maria", 70), ("Sam", 60)):
        await market.lead(name, temperature)
    await market.lead("Cold", 5, areas=("98101",))
    fitting = [home(f"K{n}") for n in range(30)]
    elsewhere = [home(f"E{n}", postal_code="98101", city="Tacoma") for n in range(40)]
    await market.sync(*fitting, *elsewhere)
    assert len(await market.events("listing.new")) == 70
    (grouped,) = await market.events("listing.matches")
    assert grouped.payload["count"] == 30
    assert grouped.payload["people"] == ["Maria", "Sam"]
    assert grouped.payload["buyers_waiting"] == "2 warm buyers wait"
    assert grouped.payload["reasons"][-1] == "and 22 more homes"
    assert await market.fired() == {"new_listing_matches_buyers": 1}


async def test_the_days_matches_grow_on_one_story(market):
    await market.lead("Maria", 60)
    await market.sync(home("K1"))
    market.time += timedelta(minutes=5)
    await market.sync(home("K2"))
    first, second = await market.events("listing.matches")
    assert (first.payload["count"], second.payload["count"]) == (1, 2)
    assert first.payload["day"] == second.payload["day"]


async def test_jorges_own_listing_fires_the_scenario_and_its_later_status_another(market):
    own = {"list_agent_full_name": "Jorge Rivera"}
    await market.sync(home(**own))
    assert await market.fired() == {"own_listing_active": 1}
    pending = {"standard_status": StandardStatus.PENDING, "modification_timestamp": AT + timedelta(hours=1)}
    await market.sync(home(**own, **pending))
    assert await market.fired() == {"own_listing_active": 1, "own_deal_status_change": 1}
    back = {"modification_timestamp": AT + timedelta(hours=2)}
    await market.sync(home(**own, **back))
    assert await market.fired() == {"own_listing_active": 1, "own_deal_status_change": 1, "back_on_market": 1}


async def test_a_lead_gone_quiet_is_told_once_in_fourteen_days_and_at_most_ten_a_day(market):
    await market.lead("Maria", 90, days_quiet=15)
    await market.lead("Busy", 90, days_quiet=13)
    await market.lead("Cold", 20, days_quiet=100)
    await market.lead("Sold", 90, days_quiet=100, stage="Closed")
    for _ in range(3):
        await market.sweep()
    (event,) = await market.events("lead.quiet")
    assert (event.payload["name"], event.payload["quiet_days"]) == ("Maria", 15)
    assert (await market.fired())["lead_gone_quiet"] == 1
    market.time += timedelta(days=14)
    await market.sweep()
    assert [one.payload["name"] for one in await market.events("lead.quiet")].count("Maria") == 2
    for n in range(2 * MOST_A_DAY):
        await market.lead(f"Lead {n}", 50, days_quiet=20)
    market.time += timedelta(days=1)
    await market.sweep()
    await market.sweep()
    today = [one for one in await market.events("lead.quiet") if one.received_at == market.time]
    assert len(today) == MOST_A_DAY


async def test_contacts_that_share_a_phone_or_address_are_told_once(market):
    await market.lead("Maria", 50, phones=("+12065550123",), emails=("m@example.com",))
    await market.lead("Mary", 40, phones=("206-555-0123",), emails=("M@example.com",))
    await market.lead("Other", 40, phones=("+12065550999",))
    await market.sweep()
    await market.sweep()
    (event,) = await market.events("contact.duplicate")
    assert event.payload["names"] == "Maria and Mary"
    assert (await market.fired())["duplicate_contact"] == 1


@pytest.mark.parametrize(("most", "warn", "told_at"), [(4, 3, 2), (12, 9, 9), (12, 12, 10), (24, 20, 20)])
async def test_a_copy_is_told_to_be_old_by_its_own_terms_and_two_hours_before_it_hides(market, most, warn, told_at):
    terms = Terms(stale_after=timedelta(hours=most), warn_after=timedelta(hours=warn))
    feed = SimpleNamespace(system="SWIFT", title="Swift", terms=terms)
    market.hubs = replace(market.hubs, mls=MLSIntegrationHub(market.store, [feed], clock=lambda: market.time))
    await market.store.write(feeds.keep, FeedState("SWIFT", as_of=AT - timedelta(hours=told_at)))
    await market.sweep()
    assert not await market.events("feed.stale")
    market.time += timedelta(minutes=59)
    await market.sweep()
    (event,) = await market.events("feed.stale")
    assert (event.payload["hours"], event.payload["most"]) == (told_at, most)
    assert (await market.fired())["feed_stale"] == 1


async def test_a_copy_older_than_ten_hours_is_told_once_a_stall(market):
    await market.store.write(feeds.keep, FeedState("RAINIER", as_of=AT - timedelta(hours=9)))
    await market.sweep()
    assert not await market.events("feed.stale")
    market.time += timedelta(hours=2)
    await market.sweep()
    await market.sweep()
    (event,) = await market.events("feed.stale")
    assert event.payload["hours"] == 11
    assert (await market.fired())["feed_stale"] == 1
