"""A home valued again through the hub: sales named as the last analysis shows them, and what changed since."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from integrations.mls import MLSIntegrationHub, UnknownComparable
from integrations.models.cma import ComparableChoices, PropertyDetails, WeighedComparable
from integrations.models.listing import StandardStatus
from integrations.store import Store, listings
from tests.integrations.mls.cma.test_towns import town

NOON = datetime(2024, 3, 1, 20, tzinfo=UTC)
HOME = "P129"


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def sold(tmp_path_factory):
    rows = [
        row.to_listing().model_copy(
            update={
                "originating_system": "NTREIS", "standard_status": StandardStatus.CLOSED, "city": "Frisco",
                "unparsed_address": f"{at} {'Elm St' if at % 2 else 'Oak Ave'}", "modification_timestamp": NOON,
            }
        )
        for at, row in enumerate(town(count=130))
    ]  # fmt: skip
    store = Store.at(tmp_path_factory.mktemp("copy") / "jorge.db")
    store.migrate()
    with store.writing() as connection:
        listings.save(connection, "ntreis", rows, first_copy=True, at=NOON)
    yield store
    store.close()


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def hub(sold, clock):
    """One learned market for all tests of this file."""
    return MLSIntegrationHub(sold, [], clock=clock)


async def test_a_number_means_the_sale_that_the_last_analysis_shows_under_it(hub):
    first = await hub.generate_automated_cma(HOME)
    second = await hub.generate_automated_cma(HOME, choices=ComparableChoices(exclude=("1",)))
    assert second.choices.exclude == (first.comparables[0].listing.ref,)
    again = await hub.generate_automated_cma(HOME, choices=ComparableChoices(exclude=(*second.choices.exclude, "1")))
    assert again.choices.exclude == (first.comparables[0].listing.ref, second.comparables[0].listing.ref)
    assert [item.kind for item in again.overrides] == ["left out", "left out"]


async def test_a_street_is_enough_and_several_on_it_are_asked_about(hub):
    first = await hub.generate_automated_cma(HOME)
    street = first.comparables[2].listing.unparsed_address
    choices = ComparableChoices(weigh=(WeighedComparable(listing_id=f"the one at {street}", factor=2),))
    assert (await hub.generate_automated_cma(HOME, choices=choices)).overrides[0].address.startswith(street)
    with pytest.raises(UnknownComparable) as told:
        await hub.generate_automated_cma(HOME, choices=ComparableChoices(exclude=("the one on Elm",)))
    assert all("Elm St" in option for option in told.value.options)


async def test_a_correction_of_the_same_day_tells_its_effect_and_no_change_since(hub):
    await hub.generate_automated_cma(HOME)
    cma = await hub.generate_automated_cma(HOME, PropertyDetails(bathrooms_total=5))
    assert cma.effects
    assert cma.since is None


async def test_since_a_day_without_an_analysis_the_home_is_valued_as_of_that_day(hub):
    cma = await hub.generate_automated_cma(HOME, since=date(2024, 1, 2))
    assert cma.since.cma_id == ""
    assert cma.since.valuation_date == date(2024, 1, 2)
    assert cma.since.dollars == cma.value - cma.since.value
    assert not any("for sale" in reason for reason in cma.since.reasons)


async def test_a_later_day_is_compared_with_the_last_analysis_of_an_earlier_one(hub, clock):
    clock.now += timedelta(hours=1)
    old = await hub.generate_automated_cma(HOME)
    clock.now += timedelta(days=7)
    new = await hub.generate_automated_cma(HOME)
    assert new.since.cma_id == old.id
    assert new.since.valuation_date == date(2024, 3, 1)
