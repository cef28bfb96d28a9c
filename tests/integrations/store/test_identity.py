from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.models.listing import Listing, StandardStatus
from integrations.store.identity import cluster, homes_once, sales_once

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def home(system: str, key: str, **facts) -> Listing:
    plain = {
        "originating_system": system,
        "listing_key": key,
        "listing_id": key,
        "standard_status": StandardStatus.ACTIVE,
        "unparsed_address": "12 Elm Street",
        "postal_code": "75201",
        "county_or_parish": "Dallas County",
        "modification_timestamp": NOON,
    }
    return Listing.model_validate({**plain, **facts})


def sold(system: str, key: str, price: int = 500_000, day: date = date(2026, 1, 5), **facts) -> Listing:
    closed = {"standard_status": StandardStatus.CLOSED, "close_price": Decimal(price), "close_date": day}
    return home(system, key, **closed, **facts)


def test_one_parcel_is_one_home_however_it_is_punctuated():
    one = home("ntreis", "1", parcel_number="00-12.34", county_or_parish="DALLAS")
    two = home("har", "2", parcel_number="1234", unparsed_address="Elm St 12 rear")
    assert cluster([one, two]) == [(one, two)]


def test_an_address_is_one_home_without_parcels_and_units_never_join():
    a, b = home("ntreis", "1", unit_number="5A"), home("har", "2", unit_number="5B")
    assert len(cluster([a, b])) == 2
    again = home("har", "3", unparsed_address="12 Elm St", unit_number="# 5A")
    assert cluster([a, b, again]) == [(a, again), (b,)]


def test_near_homes_join_only_with_the_same_size_and_number():
    place = {"latitude": 32.78, "longitude": -96.8, "living_area": 1800, "bedrooms_total": 3, "postal_code": None}
    one = home("ntreis", "1", **place)
    near = home("har", "2", **{**place, "latitude": 32.7801, "unparsed_address": "12 Elm Way"})
    far = home("har", "3", **{**place, "latitude": 32.7806, "unparsed_address": "12 Elm Way"})
    next_door = home("har", "4", **{**place, "unparsed_address": "14 Elm Way"})
    assert cluster([one, near]) == [(one, near)]
    assert len(cluster([one, far])) == 2
    assert len(cluster([one, next_door])) == 2


def test_two_numbers_of_one_office_on_offer_at_once_are_two_homes():
    one = home("ntreis", "1", list_office_name="Rivera")
    two = home("ntreis", "2", list_office_name="Rivera")
    assert len(cluster([one, two])) == 2


def test_a_sale_in_two_mlss_counts_once_and_the_fresher_record_stays():
    old, new = sold("ntreis", "1"), sold("har", "2", day=date(2026, 1, 7), modification_timestamp=NOON + timedelta(1))
    assert sales_once([old, new]) == [new]
    other_price, resale = sold("har", "3", price=560_000), sold("har", "4", day=date(2026, 4, 1))
    assert sales_once([old, other_price, resale]) == [old, other_price, resale]
    assert len(sales_once([sold("ntreis", "5"), sold("ntreis", "6")])) == 2


def test_parcels_sold_together_stay_apart():
    assert len(sales_once([sold("a", "1", parcel_number="1", unparsed_address="1 A St"),
                           sold("b", "2", parcel_number="2", unparsed_address="3 A St")])) == 2  # fmt: skip


def test_a_home_that_two_mlss_offer_is_shown_once():
    one, two = home("ntreis", "1"), home("har", "2", modification_timestamp=NOON + timedelta(hours=1))
    assert homes_once([one, two]) == [two]
    assert homes_once([one]) == [one]


units = st.sampled_from(["", "1", "2"])
records = st.lists(
    st.tuples(st.sampled_from("ab"), units, st.sampled_from(["", "7", "8"]), st.sampled_from(["1 A St", "2 A St"])),
    max_size=8,
)


@given(records)
def test_every_record_is_in_one_home_and_no_home_has_two_units(drawn):
    listings = [
        home(system, str(at), unit_number=unit or None, parcel_number=parcel or None, unparsed_address=street)
        for at, (system, unit, parcel, street) in enumerate(drawn)
    ]
    homes = cluster(listings)
    assert sorted(one.listing_key for group in homes for one in group) == sorted(one.listing_key for one in listings)
    assert all(len({one.unit_number for one in group}) == 1 for group in homes)


sold_records = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        units,
        st.sampled_from(["", "7", "8"]),
        st.sampled_from([500_000, 501_000, 560_000]),
        st.integers(0, 12),
        st.integers(0, 3),
        st.sampled_from(["Rivera", "Other", None]),
        st.booleans(),
    ),
    max_size=8,
)


def drawn_records(drawn) -> list[Listing]:
    found = []
    for at, (system, unit, parcel, price, day, hour, office, closed) in enumerate(drawn):
        facts = {
            "unit_number": unit or None,
            "parcel_number": parcel or None,
            "modification_timestamp": NOON + timedelta(hours=hour),
            "list_office_name": office,
        }
        when = date(2026, 1, 5) + timedelta(days=day)
        found.append(sold(system, str(at), price, when, **facts) if closed else home(system, str(at), **facts))
    return found


@given(sold_records, st.randoms(use_true_random=False))
def test_what_is_one_does_not_depend_on_the_order(drawn, chance):
    listings = drawn_records(drawn)
    shuffled = chance.sample(listings, len(listings))
    for once in (sales_once, homes_once):
        assert {one.ref for one in once(listings)} == {one.ref for one in once(shuffled)}
    groups = [{frozenset(one.ref for one in group) for group in cluster(some)} for some in (listings, shuffled)]
    assert groups[0] == groups[1]


@given(sold_records)
def test_sales_counted_once_are_counted_once_again_and_none_is_lost(drawn):
    sales = [one for one in drawn_records(drawn) if one.close_date]
    kept = sales_once(sales)
    assert sales_once(kept) == kept
    assert {one.listing_key for one in sales} >= {one.listing_key for one in kept}
    assert bool(kept) == bool(sales)


@given(sold_records)
def test_no_merge_breaks_a_veto(drawn):
    for group in cluster(drawn_records(drawn)):
        assert len({one.unit_number for one in group}) == 1
        offered = [one for one in group if one.standard_status is StandardStatus.ACTIVE and one.list_office_name]
        named = [(one.originating_system, one.list_office_name) for one in offered]
        assert len(named) == len(set(named))


def test_a_sale_without_a_published_price_counts_once_too():
    facts = {"close_price": None, "list_price": Decimal(400_000)}
    one, two = sold("ntreis", "1").model_copy(update=facts), sold("har", "2").model_copy(update=facts)
    assert len(sales_once([one, two])) == 1


def test_the_property_number_of_all_mlss_joins_whatever_else_is_written():
    one = home("ntreis", "1", universal_property_id="US-48113-N-R000022230-S-N", unparsed_address="12 Elm St")
    two = home("har", "2", universal_property_id="us-48113-n-r000022230-s-n", unparsed_address="Old Mill Estate 4")
    other = home("har", "3", universal_property_id="US-48113-N-R000022231-S-N")
    assert cluster([one, two, other]) == [(one, two), (other,)]


def test_different_parcels_at_one_address_are_different_homes():
    house, lot = home("ntreis", "1", parcel_number="00-1234-5"), home("har", "2", parcel_number="00-1234-6")
    assert cluster([house, lot]) == [(house,), (lot,)]
    spelled_otherwise = home("har", "3", parcel_number="R-0012345-A")
    assert cluster([house, spelled_otherwise]) == [(house, spelled_otherwise)]


def test_a_deed_over_several_parcels_is_no_part_of_one_of_them():
    both, one = sold("ntreis", "1", parcel_number="1234, 1235"), sold("har", "2", parcel_number="1234")
    assert len(cluster([both, one])) == 2
    assert len(sales_once([both, one])) == 2
    again = sold("har", "3", parcel_number="1235; 1234")
    assert len(sales_once([both, again])) == 1


@pytest.mark.parametrize("filled", ["0", "TBD", "9999", "N/A", "see remarks"])
def test_what_only_fills_the_parcel_field_joins_nothing(filled):
    one = home("ntreis", "1", parcel_number=filled, unparsed_address="12 Elm St")
    two = home("har", "2", parcel_number=filled, unparsed_address="14 Oak St")
    assert len(cluster([one, two])) == 2


def test_a_sale_counts_once_where_only_one_mls_names_the_unit():
    named, bare = sold("ntreis", "1", unit_number="5A", parcel_number="1234"), sold("har", "2", parcel_number="1234")
    assert len(sales_once([named, bare])) == 1
    assert len(sales_once([named, sold("har", "3", unit_number="5B", parcel_number="1234")])) == 2


def test_har_shows_a_listing_of_ntreis_under_its_number_and_the_original_is_kept():
    later = NOON + timedelta(hours=1)
    original = home("NTREIS", "1", listing_id="20123456", unparsed_address="12 Elm St")
    copy = home(
        "har", "2", listing_id="NT20123456", unparsed_address="Elm Street Ranch 12", modification_timestamp=later
    )
    assert cluster([original, copy]) == [(original, copy)]
    assert homes_once([original, copy]) == [original]
    sales = [one.model_copy(update={"standard_status": StandardStatus.CLOSED, "close_date": date(2026, 1, 5)})
             for one in (original, copy)]  # fmt: skip
    assert sales_once(sales) == [sales[0]]


def test_the_record_that_more_people_may_see_is_shown_though_another_is_fresher():
    later = NOON + timedelta(hours=1)
    shown, office = (
        home("a", "1", permitted_uses=("IDX",)),
        home("b", "2", permitted_uses=("BO",), modification_timestamp=later),
    )
    assert homes_once([shown, office]) == [shown]
    hidden = home("b", "3", internet_entire_listing_display=False, modification_timestamp=later)
    assert homes_once([shown, hidden]) == [shown]


def test_two_corner_houses_of_one_mls_are_two_homes():
    place = {"latitude": 32.78, "longitude": -96.8, "living_area": 1800, "bedrooms_total": 3}
    one, two = home("ntreis", "1", **place), home("ntreis", "2", unparsed_address="12 Oak St", **place)
    assert len(cluster([one, two])) == 2


def test_near_homes_of_many_mlss_are_one_home_and_no_chain_along_the_street():
    place = {"longitude": -96.8, "living_area": 1800, "bedrooms_total": 3, "postal_code": None}
    street = [home(system, f"{at}", latitude=32.78 + at * 0.0002, unparsed_address=f"{12 + 2 * at} Elm St", **place)
              for at in range(20) for system in ("a", "b", "c")]  # fmt: skip
    assert [len(group) for group in cluster(street)] == [3] * 20


@given(sold_records, st.randoms(use_true_random=False))
def test_what_is_one_home_stays_one_when_it_is_looked_at_alone(drawn, chance):
    groups = cluster(drawn_records(drawn))
    for group in groups:
        assert len(cluster(chance.sample(group, len(group)))) == 1
    assert cluster([one for group in groups for one in group]) == groups
