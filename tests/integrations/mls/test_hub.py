from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from integrations.mls import AmbiguousAddress, UnknownAddress, UnknownArea, UnknownSort
from integrations.models.listing import ListingQuery, StandardStatus

SOLD = {"StandardStatus": "Closed", "ClosePrice": 480000, "CloseDate": "2026-01-05"}


@pytest.fixture
def street(home, noon):
    """A few homes: one sold and now listed again, two units of one house, one whose seller hides the street."""
    return [
        home(1, UnparsedAddress="6512 24th Ave NW", PostalCode="98117", SubdivisionName="Ballard", **SOLD),
        home(
            2, UnparsedAddress="6512 24th Ave NW", PostalCode="98117", SubdivisionName="Ballard", ParcelNumber="P00001"
        ),
        home(3, UnparsedAddress="6540 24th Ave NW", PostalCode="98117", SubdivisionName="Ballard", ListPrice=900000),
        home(4, UnparsedAddress="123 NE 65th St #A", UnitNumber="A", ParcelNumber="P7", PostalCode="98115"),
        home(5, UnparsedAddress="123 NE 65th St #B", UnitNumber="B", ParcelNumber="P7", PostalCode="98115"),
        home(
            6,
            UnparsedAddress="77 Secret Ln",
            City="Bellevue",
            PostalCode="98004",
            SubdivisionName="Clyde Hill",
            Latitude=47.6,
            Longitude=-122.2,
            InternetAddressDisplayYN=False,
        ),
        home(7, UnparsedAddress="78 Hidden Ln", City="Bellevue", InternetEntireListingDisplayYN=False),
        home(8, UnparsedAddress="12 Pine St", City="Seattle", PostalCode="98101", SubdivisionName="Downtown"),
        home(9, UnparsedAddress="12 Pine St", City="Renton", PostalCode="98055", SubdivisionName="Downtown Renton"),
    ]


@pytest.fixture
async def town(hub, server, street):
    server.rows = street
    assert (await hub.sync_property_data()).error == ""
    return hub


async def test_a_home_is_found_however_its_address_is_written(town):
    for text in (
        "6512 24th Ave NW, Seattle, WA 98117",
        "6512 24TH AVENUE NORTHWEST",
        "6512 24th ave n.w. seattle",
        "what's 6512 24th Ave NW worth?",
        "6512 24th NW",
        "6512 24 ave",
        "6512 NW 24th Ave",
    ):
        found = await town.current_listing(text)
        assert (found.listing_key, found.standard_status) == ("K00002", StandardStatus.ACTIVE), text


async def test_a_home_is_found_by_parcel_and_by_listing_id(town):
    assert (await town.current_listing("P00001")).listing_key == "K00002"
    assert (await town.current_listing("1003")).listing_key == "K00003"
    assert (await town.listing("RAINIER:K00001")).listing_key in {"K00001", "K00002"}
    assert await town.listing("6512 24th Ave NW") is None


async def test_units_of_one_house_are_asked_about_and_never_merged(town):
    with pytest.raises(AmbiguousAddress, match="fits 2 homes") as refusal:
        await town.current_listing("123 NE 65th St")
    assert len(refusal.value.candidates) == 2
    assert (await town.current_listing("123 Northeast 65th Street, Unit B")).listing_key == "K00005"
    assert (await town.current_listing("123 NE 65th St apt a seattle")).listing_key == "K00004"
    with pytest.raises(UnknownAddress):
        await town.current_listing("123 NE 65th St #C")


async def test_one_address_in_two_cities_is_settled_by_the_city_or_asked_about(town):
    with pytest.raises(AmbiguousAddress):
        await town.current_listing("12 Pine St")
    assert (await town.current_listing("12 Pine St, Renton")).listing_key == "K00009"
    assert (await town.current_listing("12 Pine St 98101")).listing_key == "K00008"


@pytest.mark.parametrize("text", ["6514 24th Ave NW, Seattle", "6512 24th Avve NW", "6512 24th Ave NE"])
async def test_an_unknown_address_suggests_its_neighbours(town, text):
    with pytest.raises(UnknownAddress) as refusal:
        await town.current_listing(text)
    assert any("6512 24th Ave NW" in suggestion for suggestion in refusal.value.suggestions)


async def test_a_direction_that_the_home_has_not_is_another_street(town):
    assert (await town.current_listing("12 Pine Street Renton")).listing_key == "K00009"
    with pytest.raises(UnknownAddress):
        await town.current_listing("12 Pine St NE, Renton")


async def test_words_that_are_no_address_find_nothing(town):
    assert await town.find_address("the yellow house") == []
    with pytest.raises(UnknownAddress, match="Check the spelling"):
        await town.current_listing("the yellow house")


async def test_search_narrows_by_place_price_and_status(town):
    page = await town.search(ListingQuery(areas=("Ballard",), sort="price_low"))
    assert [listing.listing_key for listing in page.listings] == ["K00002", "K00003"]
    assert page.total == 2
    assert page.as_of is not None
    assert (await town.search(ListingQuery(areas=("ballard", "98115"), price_max=Decimal(600000)))).total == 3
    assert (await town.search(ListingQuery(statuses=(StandardStatus.CLOSED,)))).total == 1
    sold = ListingQuery(statuses=(), closed_since=date(2026, 1, 1), price_max=Decimal(490000))
    assert (await town.search(sold)).total == 1
    assert (await town.search(ListingQuery(bathrooms_min=2.5, living_area_min=1500, limit=1))).total == 7
    assert (await town.search(ListingQuery(listed_since=date(2026, 6, 2)))).total == 0
    with pytest.raises(UnknownSort, match="price_low"):
        await town.search(ListingQuery(sort="beauty"))


async def test_own_listings_and_price_cuts_are_found(hub, server, home):
    server.rows = [home(1, ListAgentKey="MEM1"), home(2, ListAgentKey="MEM2", OriginalListPrice=550000)]
    await hub.sync_property_data()
    own = await hub.search(ListingQuery(own_only=True))
    assert [listing.listing_key for listing in own.listings] == ["K00001"]
    assert hub.is_own(own.listings[0])
    cut = await hub.search(ListingQuery(price_cut=True))
    assert [listing.listing_key for listing in cut.listings] == ["K00002"]
    assert not hub.is_own(cut.listings[0])


async def test_price_changes_are_numbered_from_the_listing_on(hub, server, home, noon):
    server.rows = [home(1, ListPrice=500000, OriginalListPrice=500000)]
    await hub.sync_property_data()
    for at, price in enumerate((490000, 440000), 1):
        server.rows = [home(1, ListPrice=price, OriginalListPrice=500000, at=noon + timedelta(hours=at))]
        await hub.sync_property_data()
    told = await hub.monitor_market_changes([], since=noon)
    cuts = [one for one in told if one.kind == "price_change"]
    assert [(one.number, one.is_first, one.is_large) for one in cuts] == [(2, False, True), (1, True, False)]


async def test_a_hidden_street_is_shown_without_street_and_coordinates(town):
    (listing,) = (await town.search(ListingQuery(areas=("Clyde Hill",)))).listings
    assert "Secret" not in listing.model_dump_json()
    assert (listing.latitude, listing.longitude) == (None, None)
    assert listing.display_address == "Address not disclosed, Bellevue, WA 98004"
    changed = await town.monitor_market_changes(["Bellevue"], since=listing.modification_timestamp - timedelta(days=9))
    assert changed
    assert all("Secret" not in change.model_dump_json() for change in changed)


async def test_a_listing_that_may_not_be_shown_at_all_is_never_found(town):
    assert (await town.search(ListingQuery(areas=("Bellevue",)))).total == 1


async def test_areas_are_known_by_their_usual_names(town):
    for said, kind, zips in (
        ("98117", "zip", {"98117"}),
        ("98117-1234", "zip", {"98117"}),
        ("BALLARD", "neighborhood", {"98117"}),
        ("the Ballard neighborhood", "neighborhood", {"98117"}),
        ("City of Bellevue", "city", {"98004", "98103"}),
        ("renton", "city", {"98055"}),
        ("King County", "county", {"98117", "98115", "98004", "98103", "98101", "98055"}),
    ):
        assert (await town.resolve_area(said)).kind == kind
        assert await town.zips_for(said) == zips


async def test_an_unknown_area_suggests_the_nearest_name(town):
    with pytest.raises(UnknownArea, match="Did you mean Ballard") as refusal:
        await town.resolve_area("Balard")
    assert refusal.value.suggestions[0] == "Ballard"
    with pytest.raises(UnknownArea):
        await town.search(ListingQuery(areas=("Atlantis",)))


async def test_the_gazetteer_follows_the_store(town, server, home, noon):
    known = await town.gazetteer()
    assert "24 ave nw" in known.streets
    assert known.neighborhoods["Ballard"] == {"98117"}
    server.rows.append(home(99, SubdivisionName="Atlantis", at=noon + timedelta(days=3)))
    await town.sync_property_data()
    assert (await town.resolve_area("Atlantis")).name == "Atlantis"


async def test_a_display_credits_the_listing_office_on_the_readers_clock(town):
    (listing,) = await town.find_address("6540 24th Ave NW")
    office = {"list_office_name": "Rainier Homes", "attribution_contact": "206-555-0100"}
    credit = await town.credit(listing.model_copy(update=office))
    said = "Listed by Rainier Homes (206-555-0100). Source: RAINIER, as of Jun 11, 2026, 5:00 AM PDT."
    assert credit.full == f"{said} Deemed reliable, not guaranteed."
