from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from integrations.crm.criteria import fill
from integrations.crm.matching import match_buyers
from integrations.models.contact import Activity, Contact, ContactKind
from integrations.models.listing import Listing, StandardStatus

NOW = datetime(2026, 3, 10, tzinfo=UTC)
HOME = Listing(
    originating_system="rmls",
    listing_key="1",
    standard_status=StandardStatus.ACTIVE,
    city="Seattle",
    postal_code="98103",
    subdivision_name="Fremont",
    list_price=Decimal(700_000),
    bedrooms_total=3,
    bathrooms_total=2.0,
    modification_timestamp=NOW,
)


def buyer(**fields):
    wishes = {"price_min": Decimal(600_000), "price_max": Decimal(800_000), "areas": ("98103",), "bedrooms_min": 3}
    return Contact(**({"id": "c1", "first_name": "Ana"} | wishes | fields))


def test_a_buyer_whose_wishes_fit_is_told_why():
    ((found, why),) = match_buyers([buyer()], HOME)
    assert found.id == "c1"
    assert why == "Budget $600,000 to $800,000, looks in 98103, wants 3+ bedrooms (has 3)"


@pytest.mark.parametrize(
    "wish",
    [
        {"price_max": Decimal(699_999)},
        {"price_min": Decimal(700_001)},
        {"areas": ("98107",)},
        {"bedrooms_min": 4},
        {"bathrooms_min": 2.5},
        {"kind": ContactKind.SELLER},
        {"stage": "Trash"},
        {"stage": "Past Client"},
        {"areas": (), "price_min": None, "price_max": None},
    ],
)
def test_a_wish_that_does_not_fit_leaves_out(wish):
    assert match_buyers([buyer(**wish)], HOME) == ()


def test_names_of_places_fit_too_and_unknown_wishes_do_not_stand_against():
    assert match_buyers([buyer(areas=("fremont",), price_min=None, price_max=None, bedrooms_min=None)], HOME)


def test_the_hottest_come_first():
    people = [buyer(id="a", jorge_temperature=10), buyer(id="b", jorge_temperature=90)]
    assert [contact.id for contact, _ in match_buyers(people, HOME)] == ["b", "a"]


def test_wishes_left_open_come_from_the_homes_somebody_asked_about():
    asked = Activity(
        external_id="1",
        kind="Property Inquiry",
        occurred_at=NOW,
        property_address="8303 Winslow Ave N, Seattle, WA 98103",
        property_price=Decimal(700_000),
    )
    open_wishes = buyer(areas=(), price_min=None, price_max=None)
    filled = fill(open_wishes, [asked])
    assert (filled.areas, filled.price_max) == (("98103",), Decimal(770_000))
    assert fill(buyer(), [asked]) == buyer()
    assert fill(open_wishes, [asked.model_copy(update={"kind": "Viewed Property"})]) == open_wishes
