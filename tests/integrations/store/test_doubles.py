from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from integrations.mls.watch.board import set_up
from integrations.models.listing import Listing, ListingQuery, StandardStatus
from integrations.store import cmas, listings
from integrations.store.around import around
from integrations.store.doubles import also_in
from integrations.store.listing_search import search
from integrations.store.market_rows import market_rows

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SOLD = {"standard_status": StandardStatus.CLOSED, "close_date": date(2026, 5, 1), "close_price": Decimal(500_000)}


def home(system: str, listing_id: str, **facts) -> Listing:
    plain = {
        "originating_system": system, "listing_key": listing_id, "listing_id": listing_id, "postal_code": "75201",
        "standard_status": StandardStatus.ACTIVE, "unparsed_address": "12 Elm Street", "modification_timestamp": NOON,
    }  # fmt: skip
    return Listing.model_validate({**plain, **facts})


async def saved(store, *homes: Listing):
    await store.write(listings.save, "x", homes, first_copy=True, at=NOON)
    return homes


async def test_a_home_in_two_mlss_says_where_else_it_is(store):
    one, two, next_door = await saved(
        store, home("ntreis", "20123456"), home("har", "777"), home("har", "778", unparsed_address="14 Elm St")
    )
    total, _ = await store.read(search, ListingQuery(), [], ())
    assert total == 2
    assert await store.read(also_in, [one, two, next_door]) == {one.ref: ("HAR 777",), two.ref: ("NTREIS 20123456",)}
    beside = await store.read(around, [one, next_door], NOON)
    assert (beside[one.ref].also_in, beside[next_door.ref].also_in) == (("HAR 777",), ())


async def test_a_sale_says_where_else_it_was_reported_and_another_sale_of_the_home_does_not(store):
    one, two, _resale = await saved(
        store, home("ntreis", "20123456", **SOLD), home("har", "777", **SOLD),
        home("har", "778", **{**SOLD, "close_date": date(2020, 1, 1)}),
    )  # fmt: skip
    assert await store.read(also_in, [one]) == {one.ref: ("HAR 777",)}
    assert await store.read(also_in, [two]) == {two.ref: ("NTREIS 20123456",)}


async def test_what_a_seller_keeps_off_the_internet_is_not_named(store):
    one, _ = await saved(store, home("ntreis", "1"), home("har", "2", internet_entire_listing_display=False))
    assert await store.read(also_in, [one]) == {one.ref: ()}


async def test_the_copy_of_a_share_is_found_under_its_number_wherever_it_is_written(store):
    one, _ = await saved(
        store, home("NTREIS", "20123456"), home("har", "NT20123456", unparsed_address="Ranch behind the mill")
    )
    assert await store.read(also_in, [one]) == {one.ref: ("HAR NT20123456",)}


async def test_a_sale_whose_price_another_mls_publishes_is_not_counted_again_without_one(store):
    bare = {**SOLD, "close_price": None, "list_price": Decimal(510_000)}
    priced, _twin, alone = await saved(
        store, home("ntreis", "20123456", **{**SOLD, "list_price": Decimal(510_000)}), home("har", "777", **bare),
        home("har", "778", **{**bare, "unparsed_address": "14 Elm St"}),
    )  # fmt: skip
    assert await store.read(listings.closed_sales) == [priced]
    assert await store.read(cmas.unpriced_sales) == [alone]


async def test_the_market_watch_knows_one_home_by_two_spellings_of_its_parcel(store):
    await saved(
        store, home("ntreis", "1", parcel_number="00-1234.56", county_or_parish="Dallas", **SOLD),
        home("har", "2", parcel_number="0012 3456", county_or_parish="DALLAS COUNTY", unparsed_address="", **SOLD),
        home("har", "3", parcel_number="00123457", county_or_parish="Dallas", unparsed_address="14 Elm St", **SOLD),
    )  # fmt: skip
    rows = await store.read(market_rows, [])
    assert (len(rows), len({one.home for one in rows})) == (3, 2)
    assert set_up(rows).closed.size == 2
