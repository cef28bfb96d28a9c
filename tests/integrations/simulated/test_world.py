"""The world is the same for the same seed, and it is made of the county's own sales."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import phonenumbers
import pytest

import integrations.simulated
from integrations.simulated.world import World, build_world
from integrations.simulated.world.clockwork import local_day
from integrations.simulated.world.life import live_a_day
from integrations.simulated.world.places import CITY_OF_ZIP
from integrations.simulated.world.statuses import ON_MARKET

TODAY = date(2026, 11, 24)
SALES = Path(integrations.simulated.__file__).parent / "data" / "king_county_sales.csv.gz"


@cache
def world() -> World:
    return build_world(7, TODAY)


@cache
def county() -> list[dict[str, str]]:
    with gzip.open(SALES, "rt", encoding="ascii") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_and_day_give_the_same_world():
    assert build_world(7, TODAY) == world()


def test_another_seed_gives_other_listings_but_the_same_sales_and_addresses():
    other = build_world(8, TODAY)
    assert other.listings != world().listings
    assert [(s.home, s.closed_on, s.close_price) for s in other.sales] == [
        (s.home, s.closed_on, s.close_price) for s in world().sales
    ]


def test_every_recorded_sale_is_there_with_its_own_facts():
    rows, sales = county(), world().sales
    assert len(sales) == len(rows) == 21_613
    assert len(world().homes) == len({row["id"] for row in rows}) == 21_436
    assert sum(sale.close_price for sale in sales) == sum(int(float(row["price"])) for row in rows)
    fact = Counter(
        (r["id"].zfill(10), r["date"], int(float(r["price"])), int(r["sqft_living"]), float(r["bathrooms"]))
        for r in rows
    )
    back = TODAY - timedelta(days=1) - date(2015, 5, 27)
    assert fact == Counter(
        (s.home.parcel, (s.closed_on - back).isoformat(), s.close_price, s.home.living_area, s.home.bathrooms)
        for s in sales
    )
    assert sum(sale.home.bedrooms == 33 for sale in sales) == 1


def test_the_newest_sale_closed_yesterday_and_every_sale_was_listed_before_it_closed():
    assert max(sale.closed_on for sale in world().sales) == TODAY - timedelta(days=1)
    assert all(sale.listed_on < sale.pending_on < sale.closed_on for sale in world().sales)


def test_each_parcel_has_one_address_that_no_other_has():
    by_address = {home.address.full: home.parcel for home in world().homes}
    assert len(by_address) == len(world().homes)
    assert len({sale.home.address.full for sale in world().sales}) == len(by_address)
    assert {home.address.postal_code for home in world().homes} == set(CITY_OF_ZIP)
    ballard = [home for home in world().homes if home.neighborhood == "Ballard"]
    assert len(ballard) > 200
    assert all(home.address.city == "Seattle" and " NW" in f" {home.address.line}" for home in ballard)


def test_the_market_has_about_1200_listings_and_some_are_new_today():
    listings = world().listings
    count = Counter(listing.status for listing in listings)
    on_market = sum(count[status] for status in ON_MARKET)
    assert 1150 <= on_market <= 1250
    assert 0.65 < count["Active"] / on_market < 0.75
    assert 0.2 < (count["Pending"] + count["Active Under Contract"]) / on_market < 0.3
    fresh = Counter(listing.on_market_on for listing in listings if listing.status == "Active")
    assert all(fresh[TODAY - timedelta(days=back)] >= 5 for back in range(7))
    assert sum(listing.change == "Price Reduced" for listing in listings) > 50
    assert sum(listing.change == "Back On Market" for listing in listings) > 5
    assert len({listing.home.parcel for listing in listings}) == len(listings)
    assert all(local_day(listing.modified) <= TODAY for listing in listings)
    homes = world().home_by_parcel
    assert all(homes[listing.home.parcel] is listing.home for listing in listings)


def test_jorge_has_a_dozen_listings_and_a_new_one_in_ballard():
    assert world().jorge.office.name == "Rivera & Co. Realty"
    his = [listing for listing in world().listings if listing.agent == world().jorge]
    assert len(his) == 12
    assert any(
        item.status == "Active" and item.home.neighborhood == "Ballard" and item.on_market_on == TODAY for item in his
    )


def test_leads_are_reachable_people_whose_histories_agree_with_the_market():
    leads, listings = world().leads, {listing.key: listing for listing in world().listings}
    assert len(leads) == 400
    assert len({lead.id for lead in leads}) == 400
    for lead in leads:
        assert lead.emails or lead.phones
        assert all(email.split("@")[1] in {"example.com", "example.org", "example.net"} for email in lead.emails)
        assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in lead.phones)
        assert lead.created <= lead.activities[0].when
        assert list(lead.activities) == sorted(lead.activities, key=lambda activity: activity.when)
        assert all(local_day(activity.when) < TODAY for activity in lead.activities)
        for activity in lead.activities:
            if activity.listing_key:
                seen = listings[activity.listing_key]
                assert local_day(activity.when) >= seen.listed_on
                assert seen.home.address.postal_code in lead.areas
                assert seen.list_price <= (lead.price_max or 0) * 1.05
        assert lead.home_parcel is None or lead.home_parcel in world().home_by_parcel


def test_some_leads_must_not_be_written_to_and_some_are_doubles():
    leads = world().leads
    assert sum(lead.email_status == "unsubscribed" for lead in leads) >= 5
    assert sum(lead.email_status == "never" for lead in leads) >= 5
    assert sum("SMS opt-out" in lead.tags for lead in leads) >= 2
    assert sum(not lead.sms_consent for lead in leads) > 50
    by_name = Counter((lead.first_name, lead.last_name) for lead in leads)
    assert sum(number > 1 for number in by_name.values()) == 6
    by_phone = Counter(phone for lead in leads for phone in lead.phones)
    assert sum(number > 1 for number in by_phone.values()) == 12


@pytest.mark.parametrize("seed", [1, 7])
def test_life_goes_on_with_new_listings_and_closings_each_day(seed):
    town = build_world(seed, TODAY)
    listings = {listing.key: listing for listing in town.listings}
    for step in range(1, 46):
        day = TODAY + timedelta(days=step)
        changed = live_a_day(town, listings, day)
        assert changed == live_a_day(town, listings, day)
        listings.update({listing.key: listing for listing in changed})
        assert sum(listing.listed_on == day for listing in changed) >= 10
        closed = [listing for listing in changed if listing.status == "Closed"]
        assert closed
        assert all(item.closed_on == day - timedelta(days=1) and item.close_price for item in closed)
    on_market = sum(listing.status in ON_MARKET for listing in listings.values())
    assert 900 < on_market < 1700
