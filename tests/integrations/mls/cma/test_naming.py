"""Which sale Jorge means when he speaks of one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrations.mls.cma import UnknownComparable, compose_cma
from integrations.mls.cma.naming import name_sales
from integrations.models.cma import ComparableChoices, MovedComparable, WeighedComparable

NOW = datetime(2015, 5, 1, 12, tzinfo=UTC)
STREETS = (
    *("7422 20th Ave NE", "16 NE 75th St", "9 12th Ave NE", "11 12th Ave NE"),
    *("5 Elm Ct", "6 Oak Dr", "7 Ash Pl", "8 Fir Way"),
)


@pytest.fixture(scope="module")
def subject(subjects):
    return subjects[3].to_listing()


@pytest.fixture(scope="module")
def shown(model, subject):
    """An analysis whose comparables have streets; the fifth is a condominium."""
    cma = compose_cma(model, subject, as_of=NOW)
    named = []
    for at, (item, street) in enumerate(zip(cma.comparables, STREETS, strict=True)):
        kind = "Condominium" if at == 4 else "Single Family Residence"
        changes = {"unparsed_address": street, "property_sub_type": kind}
        named.append(item.model_copy(update={"listing": item.listing.model_copy(update=changes)}))
    return cma.model_copy(update={"comparables": tuple(named)})


@pytest.mark.parametrize(
    ("said", "at"),
    [("3", 2), ("#3", 2), ("number 3", 2), ("comp 3", 2), ("the third one", 2), ("the last one", 7),
     ("the one on 20th Ave", 0), ("20th Avenue NE", 0), ("7422 20th", 0), ("the house on Elm", 4), ("the condo", 4),
     ("9 12th ave ne", 2), ("the Oak Drive sale", 5)],
)  # fmt: skip
def test_a_sale_is_meant_by_its_number_street_or_kind(model, shown, said, at):
    named = name_sales(model.history, ComparableChoices(exclude=(said,)), [shown])
    assert named.exclude == (shown.comparables[at].listing.ref,)


def test_the_one_next_door_is_the_nearest_and_the_cheapest_the_cheapest(model, shown):
    choices = ComparableChoices(exclude=("the one next door",), include=("the cheapest one",))
    named = name_sales(model.history, choices, [shown])
    nearest = min(shown.comparables, key=lambda item: item.distance_miles)
    cheapest = min(shown.comparables, key=lambda item: item.listing.close_price)
    assert named.exclude == (nearest.listing.ref,)
    assert named.include == (cheapest.listing.ref,)


def test_where_several_fit_the_question_offers_them(model, shown):
    with pytest.raises(UnknownComparable) as told:
        name_sales(model.history, ComparableChoices(exclude=("the one on 12th Ave",)), [shown])
    assert told.value.options == ("9 12th Ave NE", "11 12th Ave NE")


@pytest.mark.parametrize("said", ["the one on 99th St", "12", "the"])
def test_a_sale_that_is_not_there_is_told(model, shown, said):
    with pytest.raises(UnknownComparable):
        name_sales(model.history, ComparableChoices(exclude=(said,)), [shown])


def test_what_was_left_out_and_is_put_back_is_as_the_rule_has_it(model, shown):
    choices = ComparableChoices(exclude=("1", "2"), include=("the one on 20th Ave",))
    named = name_sales(model.history, choices, [shown])
    assert named.exclude == (shown.comparables[1].listing.ref,)
    assert named.include == ()


def test_more_weight_moves_the_value_toward_the_sale_by_the_logged_amount(model, subject):
    plain = compose_cma(model, subject, as_of=NOW)
    high = max(plain.comparables, key=lambda item: item.adjusted_price)
    choices = ComparableChoices(weigh=(WeighedComparable(listing_id=high.listing.ref, factor=3, reason="next door"),))
    cma = compose_cma(model, subject, as_of=NOW, choices=choices)
    (override,) = cma.overrides
    assert (override.kind, override.factor, override.reason) == ("weighed", 3, "next door")
    assert override.dollars > 0
    put_in = ComparableChoices(include=(high.listing.ref,))
    exact = model.value(subject, choices=choices).value - model.value(subject, choices=put_in).value
    assert override.dollars == round(exact)
    now = next(item for item in cma.comparables if item.listing.ref == high.listing.ref)
    assert now.weight > high.weight
    assert sum(item.weight for item in cma.comparables) + cma.other_sales.weight == pytest.approx(1, abs=0.001)
    assert "weighed 3 times by hand (next door)" in override.said


def test_a_choice_says_what_it_is(model, subject):
    first = compose_cma(model, subject, as_of=NOW).comparables[0].listing
    choices = ComparableChoices(move=(MovedComparable(listing_id=first.ref, percent=-5, reason="sold to a brother"),))
    (override,) = compose_cma(model, subject, as_of=NOW, choices=choices).overrides
    assert override.said.endswith("moved -5% by hand (sold to a brother)")
