"""The hub's reports and shifts, from listings in a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from integrations.mls import MLSIntegrationHub, UnknownArea
from integrations.mls.market import MarketChange
from integrations.models.contact import Contact
from integrations.models.listing import Listing
from integrations.store import contacts as people
from integrations.store import listings
from integrations.store.tables.contacts import activities
from tests.integrations.mls.watch.town import TODAY, steady

NOON = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=20)


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


def as_listing(at, row):
    return Listing(
        originating_system="NWMLS", listing_key=f"K{at}", listing_id=f"{at}", parcel_number=f"P{at}",
        standard_status="Closed", property_type="Residential", unparsed_address=f"{at} Main St", city="Seattle",
        county_or_parish="King", state_or_province="WA", postal_code=row.postal_code, subdivision_name="Ballard",
        list_price=round(Decimal(row.list_price)), original_list_price=round(Decimal(row.original_price)),
        close_price=round(Decimal(row.close_price)), listing_contract_date=row.listed, on_market_date=row.listed,
        purchase_contract_date=row.pended, close_date=row.closed, living_area=row.living_area,
        list_office_name="Office",
        modification_timestamp=datetime.combine(row.closed, datetime.min.time(), UTC),
    )  # fmt: skip


@pytest.fixture
def fill(store):
    def put(rows):
        with store.writing() as connection:
            made = [as_listing(at, row) for at, row in enumerate(rows)]
            listings.save(connection, "nwmls", made, first_copy=True, at=NOON)

    return put


async def test_the_report_of_an_area_tells_measures_heat_course_and_forecasts(store, fill):
    fill(steady(weeks=170))
    hub = MLSIntegrationHub(store, [], clock=Clock())
    report = await hub.market_report("Ballard")
    assert report.area == "Ballard"
    assert report.now.sold_90_days > 60
    assert report.heat is not None
    assert [one.months for one in report.forecasts] == [3, 6, 12]
    assert all(one.low < one.price < one.high for one in report.forecasts)
    widths = [one.high - one.low for one in report.forecasts]
    assert widths == sorted(widths)
    assert all(one.naive_error_percent is not None for one in report.forecasts)
    assert report.forecasts[0].seasonal_error_percent is not None


async def test_a_short_history_gives_forecasts_without_bands_and_says_so(store, fill):
    fill(steady(weeks=40))
    report = await MLSIntegrationHub(store, [], clock=Clock()).market_report("Ballard")
    assert [(one.low, one.high) for one in report.forecasts] == [(None, None)] * 3
    assert "there is no band where too few were" in report.forecast_note


async def test_an_unknown_area_is_asked_back(store, fill):
    fill(steady(weeks=10))
    with pytest.raises(UnknownArea):
        await MLSIntegrationHub(store, [], clock=Clock()).market_report("Atlantis")


async def test_a_thin_area_borrows_the_course_of_its_county_and_says_so(store, fill):
    rows = steady()
    fill([*rows, *(replace(row, postal_code="98039") for row in rows[-3:])])
    report = await MLSIntegrationHub(store, [], clock=Clock()).market_report("98039")
    assert "too few sales a month; the course is that of King County" in report.forecast_note
    assert report.heat is None


async def test_a_shift_is_told_once_and_the_first_look_tells_nothing(store, fill):
    calm = steady(weeks=80)
    fill(calm)
    clock = Clock()
    hub = MLSIntegrationHub(store, [], clock=clock)
    assert await hub.market_shifts() == []
    slow = steady(weeks=12, days=lambda _age, rng: rng.randint(35, 60), seed=9)
    later = timedelta(days=91)
    moved = [
        replace(row, listed=row.listed + later, pended=row.pended + later, closed=row.closed + later) for row in slow
    ]
    with store.writing() as connection:
        made = [as_listing(1000 + at, row) for at, row in enumerate(moved)]
        listings.save(connection, "nwmls", made, first_copy=False, at=NOON)
    clock.now += timedelta(days=91)
    told = await hub.market_shifts()
    assert {(one.area, one.measure, one.direction) for one in told} >= {("98103", "days_to_pending", 1)}
    assert await hub.market_shifts() == []


@pytest.mark.parametrize(
    ("old", "new", "original", "said"),
    [
        ("800000", "780000", 800_000, (-2.5, False, True)),
        ("780000", "702000", 800_000, (-10.0, True, False)),
        ("500000", "550000", None, (10.0, True, None)),
    ],
)
def test_a_price_change_says_how_large_it_is_and_whether_it_is_the_first(old, new, original, said):
    listing = Listing(originating_system="NWMLS", listing_key="K", standard_status="Active",
                      original_list_price=original, modification_timestamp=NOON)  # fmt: skip
    change = MarketChange(kind="price_change", at=NOON, listing=listing, old=old, new=new)
    assert (change.percent, change.is_large, change.is_first) == said


async def test_what_leads_ask_about_in_an_area_is_counted_from_the_crms_activities(store, fill):
    rows = steady()
    fill([*rows, *(replace(row, postal_code="98107") for row in rows)])
    with store.writing() as connection:
        people.save(connection, "crm", [Contact(id="", first_name="Ann", external_ids={"crm": "1"})], seen_at=NOON)
        ann = people.by_external_id(connection, "crm", "1")
        looks = [{"system": "crm", "external_id": f"{age}.{one}", "contact_id": ann.id, "kind": "Viewed Property",
                  "listing_id": "5", "occurred_at": NOON - timedelta(days=age)}
                 for age in range(250) for one in range(3 if age < 30 else 1)]  # fmt: skip
        connection.execute(activities.insert(), looks)
    hub = MLSIntegrationHub(store, [], clock=Clock())
    parts = {one.measure: one for one in (await hub.market_report("98103")).heat.parts}
    assert parts["inquiries"].value == 90
    assert parts["inquiries"].percentile > 90
    elsewhere = (await hub.market_report("98107")).heat.parts
    assert "inquiries" not in {one.measure for one in elsewhere}
