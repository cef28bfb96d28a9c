from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from integrations.mls.cma import SellingCosts, UnknownComparable, compose_cma
from integrations.mls.cma.advice import advise_list_price
from integrations.mls.cma.net_sheet import excise, write_net_sheet
from integrations.mls.cma.since import compare
from integrations.models.cma import ComparableChoices, MarketFacts, MovedComparable, PriceRange, PropertyDetails

NOW = datetime(2015, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def subject(subjects):
    return subjects[3].to_listing()


def test_each_corrected_fact_says_what_it_changed(model, subject):
    more = PropertyDetails(bathrooms_total=(subject.bathrooms_total or 1) + 1, living_area=subject.living_area)
    cma = compose_cma(model, subject, more, as_of=NOW)
    (effect,) = cma.effects
    assert effect.field == "bathrooms_total"
    exact = model.value(subject, more).value - model.value(subject).value
    assert effect.dollars == round(exact)


def test_leaving_out_putting_in_and_moving_are_logged_with_their_effect(model, subject):
    plain = compose_cma(model, subject, as_of=NOW)
    out, moved = plain.comparables[0].listing, plain.comparables[1].listing
    inside = plain.near_misses[-1].listing
    choices = ComparableChoices(
        exclude=(out.listing_key,),
        include=(inside.parcel_number,),
        move=(MovedComparable(listing_id=moved.ref, percent=5.0),),
    )
    cma = compose_cma(model, subject, as_of=NOW, choices=choices)
    shown = [item.listing.ref for item in cma.comparables]
    assert out.ref not in shown
    assert {inside.ref, moved.ref} <= set(shown)
    assert [item.kind for item in cma.overrides] == ["left out", "put in", "moved"]
    assert cma.overrides[2].dollars > 0
    line = next(item for item in cma.comparables if item.listing.ref == moved.ref).adjustments[-1]
    assert line.feature == "By hand"
    for item in cma.comparables:
        assert item.listing.close_price + sum(one.dollars for one in item.adjustments) == item.adjusted_price


def test_one_choice_shifts_the_value_by_the_logged_amount(model, subject):
    name = compose_cma(model, subject, as_of=NOW).comparables[0].listing.listing_key
    choices = ComparableChoices(exclude=(name,))
    cma = compose_cma(model, subject, as_of=NOW, choices=choices)
    assert cma.overrides[0].dollars == round(model.value(subject, choices=choices).value - model.value(subject).value)


def test_a_comparable_nobody_knows_is_asked_about(model, subject):
    with pytest.raises(UnknownComparable, match="No closed sale here is called 'no such'"):
        compose_cma(model, subject, as_of=NOW, choices=ComparableChoices(exclude=("no such",)))


def test_what_changed_since_names_facts_sales_and_the_market(model, subject):
    old = compose_cma(model, subject, as_of=NOW, valuation_date=date(2015, 3, 1))
    new = compose_cma(model, subject, PropertyDetails(bedrooms_total=6), as_of=NOW)
    since = compare(new, old)
    assert since.dollars == new.value - old.value
    assert any(reason.startswith("Bedrooms:") for reason in since.reasons)
    assert any("Prices move" in reason for reason in since.reasons)
    assert not compare(old, old).reasons


def test_the_excise_tax_is_graduated():
    assert excise(Decimal(500_000)) == 5500
    assert excise(Decimal(1_000_000)) == 5775 + 6080
    assert excise(Decimal(4_000_000)) == 5775 + 12_800 + 41_250 + 29_250


def test_the_net_sheet_adds_up_and_charges_washingtons_tax_only_there():
    sheet = write_net_sheet(Decimal(600_000), SellingCosts(repairs_and_concessions_percent=Decimal(1)), "WA")
    assert sheet.net == sheet.price - sum(line.dollars for line in sheet.lines)
    assert all(line.source for line in sheet.lines)
    assert "State excise tax" not in [
        line.label for line in write_net_sheet(Decimal(600_000), SellingCosts(), "TX").lines
    ]


def test_the_list_price_follows_what_sellers_get_and_stays_within_the_range():
    ranges = [PriceRange(level=50, low=Decimal(570_000), high=Decimal(630_000))]
    market = MarketFacts(area="ZIP 98103", active=4, months_of_supply=1.2, median_sale_to_list_percent=98.0)
    advice = advise_list_price(Decimal(600_000), ranges, market, (), 1500)
    assert advice.price == 618_000
    assert len(advice.reasons) == 3
    low = MarketFacts(area="ZIP 98103", median_sale_to_list_percent=80.0)
    assert advise_list_price(Decimal(625_000), ranges, low, (), 1500).price == 630_000


@pytest.mark.parametrize(
    ("state", "costs", "label", "dollars"),
    [
        ("CA", SellingCosts(), "Documentary transfer tax", 660),
        ("MD", SellingCosts(transfer_tax_percent=Decimal("1.5")), "Transfer tax", 9000),
        ("WA", SellingCosts(transfer_tax_percent=Decimal(1)), "Transfer tax", 6000),
        (None, SellingCosts(state="Washington"), "Local excise tax", 3000),
    ],
)
def test_the_tax_is_that_of_the_homes_state_or_as_jorge_set_it(state, costs, label, dollars):
    lines = {line.label: line.dollars for line in write_net_sheet(Decimal(600_000), costs, state).lines}
    assert lines[label] == dollars


def test_a_state_whose_tax_is_not_known_says_that_it_is_not_counted():
    lines = write_net_sheet(Decimal(600_000), SellingCosts(), "MD").lines
    assert [line.source for line in lines if line.label == "Transfer tax"] == [
        "not counted: set transfer_tax_percent under [net_sheet]"
    ]
