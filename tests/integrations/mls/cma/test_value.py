from __future__ import annotations

import dataclasses
import math
import random
from datetime import date

import pytest

from integrations.mls.cma import MarketModel, MissingFacts, NotValuable, SaleRow
from integrations.models.cma import PropertyDetails

AS_OF = date(2015, 5, 1)


def test_every_home_is_priced(model, subjects):
    values = [model.value(row.to_listing()).value for row in subjects]
    assert all(math.isfinite(value) and value > 0 for value in values)


def test_a_sale_on_or_after_the_valuation_date_never_changes_the_value(king_county, subjects):
    late = [dataclasses.replace(row, close_price=9e6) for row in king_county if row.close_date >= AS_OF]
    early = [row for row in king_county if row.close_date < AS_OF]
    subject = subjects[0].to_listing()
    with_late = MarketModel.fit(early + late, AS_OF).value(subject).value
    assert with_late == MarketModel.fit(early, AS_OF).value(subject).value


def test_a_home_is_never_compared_with_itself(king_county, model):
    own = next(row for row in reversed(king_county) if row.close_date < AS_OF)
    valuation = model.value(own.to_listing())
    parcels = {model.sale(int(row)).parcel_number for row in valuation.grid.rows}
    assert own.parcel_number not in parcels
    assert min(valuation.grid.miles) >= 0


def test_doubling_all_prices_doubles_the_value(king_county, model, subjects):
    doubled = [dataclasses.replace(row, close_price=2 * row.close_price) for row in king_county]
    other = MarketModel.fit(doubled, AS_OF)
    for row in subjects[:5]:
        subject = row.to_listing()
        assert other.value(subject).value == pytest.approx(2 * model.value(subject).value, rel=1e-6)


def test_order_and_doubles_of_sales_change_nothing(king_county, model, subjects):
    mixed = [*king_county, *king_county[::50]]
    random.Random(3).shuffle(mixed)  # noqa: S311
    other = MarketModel.fit(mixed, AS_OF)
    for row in subjects[:5]:
        assert other.value(row.to_listing()).value == model.value(row.to_listing()).value


def test_two_records_of_one_sale_are_one_comparable(king_county):
    twin = [
        dataclasses.replace(row, originating_system="other", listing_key="o" + row.listing_key) for row in king_county
    ]
    alone, twice = MarketModel.fit(king_county, AS_OF), MarketModel.fit(king_county + twin, AS_OF)
    assert len(alone.history.rows) == len(twice.history.rows)


def test_a_home_like_its_comparables_is_adjusted_for_time_only(model, subjects):
    subject = subjects[3].to_listing()
    valuation = model.value(subject)
    twin = model.sale(int(valuation.grid.rows[0])).model_copy(update={"parcel_number": None})
    same = model.value(twin)
    assert same.grid.rows[0] == valuation.grid.rows[0]
    assert abs(same.grid.lines[0][:-1]).max() == 0
    assert same.grid.lines[0][-1] != 0


def test_missing_living_area_is_asked_for_and_an_answer_is_enough(model, subjects):
    blank = subjects[1].to_listing().model_copy(update={"living_area": None})
    with pytest.raises(MissingFacts) as raised:
        model.value(blank)
    assert raised.value.fields == ("living_area",)
    assert "living area" in str(raised.value)
    told = model.value(blank, PropertyDetails(living_area=subjects[1].living_area))
    assert told.value == model.value(subjects[1].to_listing()).value


def test_other_missing_facts_are_assumed_and_told(model, subjects):
    record = (
        subjects[2]
        .to_listing()
        .model_copy(update={"bedrooms_total": None, "year_built": None, "lot_size_square_feet": None, "local": {}})
    )
    valuation = model.value(record)
    assert {item.label for item in valuation.assumed} >= {"Bedrooms", "Year built", "Lot size", "View"}
    assert valuation.value == pytest.approx(model.value(subjects[2].to_listing()).value, rel=0.5)


def test_jorges_facts_override_the_record(model, subjects):
    subject = subjects[4].to_listing()
    plain = model.value(subject).value
    larger = model.value(subject, PropertyDetails(living_area=(subject.living_area or 0) * 1.3)).value
    better = model.value(subject, PropertyDetails(condition=5)).value
    worse = model.value(subject, PropertyDetails(condition=2)).value
    assert larger > plain
    assert better > worse


def test_never_renovated_is_not_renovated_in_the_year_zero(model, subjects):
    listing = subjects[5].to_listing()
    never = model.value(listing.model_copy(update={"year_renovated": 0})).value
    blank = model.value(listing.model_copy(update={"year_renovated": None})).value
    lately = model.value(listing.model_copy(update={"year_renovated": 2012})).value
    assert never == blank
    assert abs(lately / blank - 1) < 0.25


def test_a_missing_price_is_no_sale_at_all(king_county):
    listing = king_county[0].to_listing().model_copy(update={"close_price": None})
    rows = [row.to_listing() for row in king_county[1:200]]
    model = MarketModel.fit([*rows, listing], AS_OF)
    assert len(model.history.rows) == len(MarketModel.fit(rows, AS_OF).history.rows)
    with pytest.raises(ValueError, match="not a sale"):
        SaleRow.from_listing(listing)


def test_no_sales_nearby_is_refused_with_a_reason(model, subjects):
    far = subjects[0].to_listing().model_copy(update={"latitude": 44.0, "longitude": -110.0})
    with pytest.raises(NotValuable, match="within 30 miles"):
        model.value(far)
    with pytest.raises(NotValuable, match="30 are needed"):
        MarketModel.fit([], AS_OF)


def test_better_grades_err_less(model):
    calibration = model.calibration()
    errors = [accuracy.median_error for accuracy in calibration.by_grade]
    assert errors[0] < errors[3]
    assert calibration.before_listing.sales == 200
