from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.mls.watch.board import set_up
from integrations.mls.watch.measures import measure
from tests.integrations.mls.watch.town import TODAY, sale, steady


def test_supply_is_homes_for_sale_by_sales_a_month():
    sold = [sale(at, TODAY - timedelta(days=5 * at)) for at in range(12)]
    open_homes = [
        replace(sale(100 + at, TODAY), status="Active", pended=None, closed=None, close_price=None) for at in range(6)
    ]
    found = measure(set_up([*sold, *open_homes]), TODAY)
    assert found.active == 6
    assert found.sold_90_days == 12
    assert found.months_of_supply == 1.5


def test_what_happens_after_a_day_plays_no_part_in_its_measures():
    rows = steady()
    then = TODAY - timedelta(days=120)
    known = [row for row in rows if row.listed <= then]
    later = measure(set_up(rows), then)
    assert measure(set_up(known), then) == later


def test_measures_of_too_few_homes_are_not_told():
    found = measure(set_up([sale(1, TODAY), sale(2, TODAY)]), TODAY)
    assert found.sold == 2
    assert found.months_of_supply is None
    assert found.days_to_pending is None
    assert found.median_close_price is None


def test_a_sale_that_two_mlss_report_counts_once():
    rows = steady(weeks=20)
    again = [replace(row, system="B", closed=row.closed + timedelta(days=2)) for row in rows]
    one, both = measure(set_up(rows), TODAY), measure(set_up([*rows, *again]), TODAY)
    assert (both.sold_90_days, both.days_to_pending) == (one.sold_90_days, one.days_to_pending)


def test_a_missing_closing_price_never_counts_as_nothing():
    rows = [replace(row, close_price=None) if at % 2 else row for at, row in enumerate(steady(weeks=20, spread=0.001))]
    assert abs(float(measure(set_up(rows), TODAY).median_close_price) - 500_000) < 5_000


@settings(max_examples=25, deadline=None)
@given(order=st.randoms(use_true_random=False), price=st.sampled_from([1.0, 9e9]))
def test_neither_the_order_of_records_nor_one_mad_price_moves_the_measures(order, price):
    rows = steady(weeks=30)
    shuffled = rows[:]
    order.shuffle(shuffled)
    calm = measure(set_up(rows), TODAY)
    assert measure(set_up(shuffled), TODAY) == calm
    mad = [replace(rows[-1], close_price=price), *rows[:-1]]
    shaken = measure(set_up(mad), TODAY)
    assert abs(shaken.list_to_sale_percent - calm.list_to_sale_percent) < 1
    assert abs(shaken.median_close_price / calm.median_close_price - 1) < 0.02
