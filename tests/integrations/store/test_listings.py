from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from integrations.models.listing import Listing, StandardStatus
from integrations.store import feeds, listings
from integrations.store.feeds import FeedState, Quarantined
from integrations.store.listing_changes import changes
from integrations.store.places import gazetteer

AT = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)


def listing(key: str = "K1", **facts) -> Listing:
    values = {
        "originating_system": "RAINIER",
        "listing_key": key,
        "standard_status": StandardStatus.ACTIVE,
        "unparsed_address": "6512 24th Ave NW",
        "city": "Seattle",
        "postal_code": "98117",
        "subdivision_name": "Ballard",
        "parcel_number": "0123",
        "list_price": Decimal("500000.50"),
        "bathrooms_total": 2.25,
        "latitude": 47.123456789,
        "close_date": date(2026, 5, 1),
        "waterfront": False,
        "local": {"KC_Grade": 8.0, "KC_Note": "x", "KC_Flag": True},
        "modification_timestamp": AT,
    }
    return Listing.model_validate(values | facts)


async def save(store, *found, first_copy=False):
    return await store.write(listings.save, "mls", found, first_copy=first_copy, at=AT)


async def test_a_listing_comes_back_as_it_was_kept(store):
    kept = listing()
    await save(store, kept)
    assert await store.read(listings.by_refs, [kept.ref]) == [kept]
    assert await store.read(listings.by_identifier, "0123") == [kept]
    assert await store.read(listings.by_number, "6512") == [("6512 24 ave nw", "", kept)]
    assert await store.read(listings.on_street, "24 ave nw") == [("6512 24 ave nw", "", kept)]
    assert await store.read(listings.on_street, "ave nw") == []


async def test_an_older_record_never_overwrites_a_newer_one(store):
    await save(store, listing(list_price=Decimal(2), modification_timestamp=AT + timedelta(microseconds=1)))
    saved = await save(store, listing(list_price=Decimal(1)))
    assert (saved.added, saved.changed, saved.changes) == (0, 0, [])
    (kept,) = await store.read(listings.by_refs, ["RAINIER:K1"])
    assert kept.list_price == 2


async def test_saving_twice_changes_nothing(store):
    assert (await save(store, listing(), listing("K2"))).added == 2
    again = await save(store, listing(), listing("K2"))
    assert (again.added, again.changed, again.changes) == (0, 0, [])


async def test_a_removed_listing_leaves_only_its_key(store):
    await save(store, listing(), listing("K2"))
    gone = listing(standard_status=StandardStatus.DELETE, modification_timestamp=AT + timedelta(hours=1))
    assert (await save(store, gone)).removed == 1
    assert (await save(store, gone)).removed == 0
    assert await store.read(listings.count) == 1
    assert await store.read(listings.keys_of, "mls") == {"K2": "RAINIER:K2"}


async def test_the_version_of_the_closed_sales_follows_them(store):
    before = await store.read(listings.closed_version)
    sold = listing(standard_status=StandardStatus.CLOSED, close_price=Decimal(1))
    await save(store, sold, listing("K2"))
    assert await store.read(listings.closed_version) != before
    assert await store.read(listings.closed_sales) == [sold]
    assert [one.listing_key for one in await store.read(listings.offered)] == ["K2"]


async def test_the_gazetteer_has_all_places_and_streets(store):
    await save(store, listing(), listing("K2", city="Renton", postal_code="98055", subdivision_name=None))
    known = await store.read(gazetteer)
    assert known.zips == {"98117", "98055"}
    assert known.cities == {"Seattle": {"98117"}, "Renton": {"98055"}}
    assert known.neighborhoods == {"Ballard": {"98117"}}
    assert known.streets == {"24 ave nw"}


async def test_a_feeds_state_comes_back_as_it_was_kept(store):
    assert await store.read(feeds.load, "mls") == FeedState("mls")
    state = FeedState("mls", watermark=AT, cursor_at=AT, cursor_key="K", last_error="x", revision=3)
    await store.write(feeds.keep, state)
    assert await store.read(feeds.load, "mls") == state
    assert await store.read(feeds.revision) == 3
    assert await store.read(feeds.load_all) == [state]


async def test_a_record_set_aside_is_kept_until_it_can_be_read(store):
    await store.write(feeds.set_aside, "mls", [Quarantined("K1", "bad", {"a": 1})], AT)
    await store.write(feeds.set_aside, "mls", [Quarantined("K1", "worse", {"a": 2})], AT)
    assert await store.read(feeds.quarantined, "mls") == [Quarantined("K1", "worse", {"a": 2})]
    await store.write(feeds.release, "mls", ["K1"])
    assert await store.read(feeds.quarantined, "mls") == []


A, P, C = StandardStatus.ACTIVE, StandardStatus.PENDING, StandardStatus.CLOSED
SOON, GONE, HOLD = StandardStatus.COMING_SOON, StandardStatus.WITHDRAWN, StandardStatus.HOLD


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (None, A, ["new"]),
        (None, SOON, ["new"]),
        (None, C, ["sold"]),
        (None, GONE, []),
        (A, A, []),
        (A, P, ["status_change"]),
        (SOON, A, ["status_change"]),
        (P, A, ["back_on_market"]),
        (GONE, A, ["back_on_market"]),
        (HOLD, A, ["back_on_market"]),
        (P, C, ["sold"]),
        (A, GONE, ["status_change"]),
    ],
)
def test_a_change_of_status_has_its_name(old, new, kinds):
    before = listing(standard_status=old) if old else None
    assert [change.kind for change in changes(before, listing(standard_status=new))] == kinds


def test_a_new_price_is_told_only_while_the_home_is_offered():
    before, after = listing(), listing(list_price=Decimal(475000))
    (change,) = changes(before, after)
    assert (change.kind, change.old, change.new) == ("price_change", "500000.50", "475000")
    sold = listing(standard_status=C, list_price=Decimal(475000))
    assert [change.kind for change in changes(before, sold)] == ["sold"]
    assert changes(before, listing(public_remarks="new words", modification_timestamp=AT + timedelta(1))) == []
