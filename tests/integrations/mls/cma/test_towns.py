"""Other towns than the one that the method grew up in: small, without coordinates, other units, gaps, condos."""

from __future__ import annotations

import dataclasses
import random
from datetime import date, timedelta

import pytest

from integrations.mls.cma import MarketModel, MissingFacts, NotValuable, SaleRow, backtest
from integrations.models.cma import ComparableChoices

START = date(2023, 1, 1)


def town(count=320, days=400, scale=1.0, seed=3):
    dice = random.Random(seed)  # noqa: S311
    rows = []
    for at in range(count):
        size = dice.uniform(800, 3500)
        area = dice.randrange(4)
        price = scale * 900 * size**0.75 * (1 + 0.25 * area) * dice.uniform(0.88, 1.14)
        rows.append(
            SaleRow(
                listing_key=f"L{at}",
                parcel_number=f"P{at}",
                close_date=START + timedelta(days=at * days // count),
                close_price=round(price, 2),
                postal_code=f"7501{area}",
                latitude=33.0 + 0.05 * area + dice.uniform(-0.01, 0.01),
                longitude=-97.0 + dice.uniform(-0.02, 0.02),
                living_area=round(size),
                bedrooms_total=2 + int(size // 900),
                year_built=dice.randint(1950, 2020),
                list_price=round(price * 1.02),
                local={"x_heat": dice.choice(["gas", "oil"])},
            )
        )
    return rows


def without(rows, *names):
    return [dataclasses.replace(row, **dict.fromkeys(names)) for row in rows]


def priced_as_well(rows, most, lag_days=0):
    result = backtest(rows, lag_days=lag_days)
    assert result.hit_rate == 100
    assert all(item.low_80 < item.estimate < item.high_80 for item in result.predictions)
    assert result.mdape < most
    return result


def test_three_hundred_sales_are_enough():
    result = priced_as_well(town(), 9)
    assert 65 <= result.coverage_80 <= 95


def test_a_town_without_coordinates_is_compared_by_zip_code():
    rows = town(800)
    assert priced_as_well(without(rows, "latitude", "longitude"), 9).mdape < 1.2 * backtest(rows).mdape
    half = [*without(rows[::2], "latitude", "longitude"), *rows[1::2]]
    priced_as_well(half, 9)


def test_size_and_zip_code_alone_are_enough():
    bare = [SaleRow(row.listing_key, row.close_date, row.close_price, postal_code=row.postal_code,
                    living_area=row.living_area) for row in town(800)]  # fmt: skip
    priced_as_well(bare, 9)


def test_a_price_and_a_place_alone_still_answer():
    bare = [SaleRow(row.listing_key, row.close_date, row.close_price, postal_code=row.postal_code) for row in town()]
    priced_as_well(bare, 40)


@pytest.mark.parametrize("scale", [0.02, 200])
def test_the_scale_of_prices_does_not_matter(scale):
    plain, other = backtest(town()), backtest(town(scale=scale))
    assert other.mdape == pytest.approx(plain.mdape, abs=0.05)
    assert other.coverage_80 == pytest.approx(plain.coverage_80, abs=2)


def test_slips_of_the_pen_in_a_few_records_spoil_nothing():
    rows = town()
    slips = (
        {"living_area": 1e9},
        {"close_price": 1.0},
        {"close_price": 1e12},
        {"bedrooms_total": 10**9},
        {"year_built": 9999},
    )
    wild = [dataclasses.replace(row, **slips[at]) if at < len(slips) else row for at, row in enumerate(rows)]
    assert priced_as_well(wild, 9).mdape < backtest(rows).mdape + 1.5


def test_a_market_where_all_prices_are_the_same_is_priced_so():
    result = backtest([dataclasses.replace(row, close_price=300_000.0) for row in town()])
    assert (result.hit_rate, round(result.mdape, 6)) == (100, 0)


def test_months_without_sales_and_few_days_with_many_are_fine():
    rows = [row for row in town(900, days=1500) if row.close_date.month not in (11, 12, 1, 2)]
    priced_as_well(rows, 9)
    crowded = [
        dataclasses.replace(row, close_date=START + timedelta(days=at // 100)) for at, row in enumerate(town(600))
    ]
    result = backtest(crowded)
    assert result.hit_rate == 100


def test_doubles_of_one_sale_change_nothing():
    rows = town()
    doubles = [dataclasses.replace(row, originating_system="other", listing_key=f"D{row.listing_key}") for row in rows]
    plain = {item.listing_key: item.estimate for item in backtest(rows).predictions}
    both = {item.listing_key: item.estimate for item in backtest([*doubles, *rows]).predictions}
    assert {key: both[key] for key in plain} == pytest.approx(plain)
    assert all(both[f"D{key}"] == both[key] for key in plain)


def test_condos_are_compared_with_condos():
    rows = [
        dataclasses.replace(row, property_sub_type="Condominium", close_price=row.close_price * 0.6) if at % 2 else
        dataclasses.replace(row, property_sub_type="Single Family Residence", lot_size_square_feet=7000 + at % 900)
        for at, row in enumerate(town(600))
    ]  # fmt: skip
    priced_as_well(rows, 11)
    model = MarketModel.fit(rows, START + timedelta(days=500))
    grid = model.value(rows[301].to_listing()).grid
    kinds = [model.sale(int(row)).property_sub_type for row in grid.rows]
    assert kinds == ["Condominium"] * 8


def test_most_prices_unpublished_widens_the_range_and_never_counts_as_a_price_of_nothing():
    rows = town(800)
    guessed = [dataclasses.replace(row, imputed=True) if at % 4 else row for at, row in enumerate(rows)]
    day = START + timedelta(days=500)
    open_, hidden = MarketModel.fit(rows, day), MarketModel.fit(guessed, day)
    subject = rows[790].to_listing()
    one, other = open_.value(subject), hidden.value(subject)
    assert other.grid.imputed_weight > 0.5
    assert other.value == pytest.approx(one.value, rel=0.1)
    assert other.grade >= "B"
    result = backtest(guessed)
    assert result.n < 60
    assert result.hit_rate == 100


def test_a_home_far_from_everything_is_refused_with_the_reason_and_one_of_an_unknown_area_asked_about():
    rows = town()
    model = MarketModel.fit(rows, START + timedelta(days=500))
    far = rows[0].to_listing().model_copy(update={"latitude": 40.0, "longitude": -90.0, "parcel_number": None})
    with pytest.raises(NotValuable, match="within 30 miles"):
        model.value(far)
    nowhere = far.model_copy(update={"latitude": None, "longitude": None, "postal_code": None, "city": None})
    with pytest.raises(MissingFacts) as asked:
        model.value(nowhere)
    assert asked.value.fields == ("postal_code",)


def test_what_is_moved_by_hand_moves_the_value_by_its_weight_and_nothing_else():
    rows = town(600)
    model = MarketModel.fit(rows, START + timedelta(days=500))
    subject = rows[10].to_listing()
    name = model.sale(int(model.value(subject).grid.rows[0])).listing_key
    put_in = ComparableChoices(include=(name,))
    moved = ComparableChoices(move=({"listing_id": name, "percent": -10.0},))
    one, other = model.value(subject, choices=put_in), model.value(subject, choices=moved)
    at = [model.sale(int(row)).listing_key for row in other.grid.rows].index(name)
    assert other.grid.weights == pytest.approx(one.grid.weights)
    assert other.value == pytest.approx(one.value * 0.9 ** float(other.grid.weights[at]))
