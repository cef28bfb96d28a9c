from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mls.cma import compose_cma
from integrations.mls.cma.lines import split_dollars
from integrations.models.cma import CMA
from integrations.models.listing import StandardStatus

NOW = datetime(2015, 5, 1, 16, tzinfo=UTC)


@given(
    logs=st.lists(st.floats(-0.8, 0.8), min_size=1, max_size=16),
    price=st.integers(20_000, 9_000_000),
)
def test_lines_sum_to_the_adjusted_price_to_the_dollar(logs, price):
    values = np.array(logs)
    amounts = split_dollars(values, float(price))
    assert price + sum(amounts) == round(price * math.exp(float(values.sum())))


@given(logs=st.lists(st.floats(-0.3, 0.3), min_size=1, max_size=8), price=st.integers(50_000, 2_000_000))
def test_a_line_has_the_sign_of_its_effect(logs, price):
    for effect, dollars in zip(logs, split_dollars(np.array(logs), float(price)), strict=True):
        assert dollars * effect >= 0 or abs(dollars) <= 1


def test_every_comparable_adds_up_and_says_why(model, subjects):
    for row in subjects[:8]:
        cma = compose_cma(model, row.to_listing(), as_of=NOW)
        assert len(cma.comparables) == 8
        shown = sum(item.weight for item in cma.comparables)
        assert shown + cma.other_sales.weight == pytest.approx(1, abs=0.001)
        for item in cma.comparables:
            assert item.listing.close_price + sum(line.dollars for line in item.adjustments) == item.adjusted_price
            assert item.listing.close_date < cma.valuation_date
            assert "mi away" in item.why
        low, high = (next(band for band in cma.ranges if band.level == 80).model_dump()[end] for end in ("low", "high"))
        assert low < cma.value < high
        assert all(miss.reason for miss in cma.near_misses)
        assert cma.value % 1000 == 0


def test_the_analysis_survives_the_store(model, subjects):
    cma = compose_cma(model, subjects[0].to_listing(), as_of=NOW)
    assert CMA.model_validate_json(cma.model_dump_json()) == cma
    assert compose_cma(model, subjects[0].to_listing(), as_of=NOW) == cma


def test_both_accuracy_settings_are_told(model, subjects):
    cma = compose_cma(model, subjects[0].to_listing(), as_of=NOW)
    assert "on the day of closing" in cma.accuracy_note
    assert "45 days earlier" in cma.accuracy_note
    assert [item.grade for item in cma.grades] == ["A", "B", "C", "D"]
    assert "half were priced within" in cma.grade_note


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"bedrooms_total": 33, "living_area": 1620.0}, "33 bedrooms in 1,620 sq ft"),
        ({"bathrooms_total": 0.0}, "0 bathrooms"),
        ({"year_built": 2031}, "future"),
        ({"internet_automated_valuation_display": False}, "do not publish this value"),
        ({"internet_address_display": False}, "keep this analysis private"),
        ({"living_area": 9000.0}, "more than 15% net adjustment"),
    ],
)
def test_odd_facts_are_flagged_and_answered(model, subjects, facts, words):
    cma = compose_cma(model, subjects[6].to_listing().model_copy(update=facts), as_of=NOW)
    assert any(words in flag for flag in cma.flags), cma.flags
    assert Decimal(10_000) < cma.value < Decimal(50_000_000)


def test_an_own_earlier_sale_is_named_and_left_out(model, king_county):
    own = next(row for row in king_county if row.close_date.toordinal() == model.as_of.toordinal() - 40)
    cma = compose_cma(model, own.to_listing(), as_of=NOW)
    assert any("this very home" in miss.reason for miss in cma.near_misses)
    assert own.parcel_number not in {item.listing.parcel_number for item in cma.comparables}


def test_the_competition_is_alike_and_not_the_subject(model, subjects, king_county):
    subject = subjects[0].to_listing()
    near = [row for row in king_county if row.postal_code == subject.postal_code][-40:]
    listings = [
        row.to_listing().model_copy(
            update={
                "listing_key": f"A{at}",
                "standard_status": StandardStatus.ACTIVE if at % 2 else StandardStatus.PENDING,
                "close_price": None,
                "list_price": Decimal(round(row.close_price)),
            }
        )
        for at, row in enumerate(near)
    ]
    own = subject.model_copy(update={"standard_status": StandardStatus.ACTIVE, "list_price": Decimal(1)})
    cma = compose_cma(model, subject, as_of=NOW, competition=[*listings, own])
    assert 0 < len(cma.competition) <= 8
    assert subject.ref not in {listing.ref for listing in cma.competition}
    assert cma.market.active + cma.market.pending <= len(near)
    assert cma.market.active > 0
    assert cma.market.months_of_supply is not None
    assert len(cma.trend) > 6
    assert cma.recent_sales


def test_full_records_replace_the_models_rows(model, subjects):
    def fetch(refs):
        return {refs[0]: cma.comparables[0].listing.model_copy(update={"public_remarks": "full"})}

    cma = compose_cma(model, subjects[0].to_listing(), as_of=NOW)
    filled = compose_cma(model, subjects[0].to_listing(), as_of=NOW, listings=fetch)
    assert filled.comparables[0].listing.public_remarks == "full"
    assert filled.comparables[1] == cma.comparables[1]
