from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.mls.watch.board import set_up
from integrations.mls.watch.forecasting import HORIZONS, NO_CHANGE, project
from integrations.mls.watch.price_index import index_of
from tests.integrations.mls.watch.town import TODAY, steady


def test_a_steady_rise_is_carried_on_and_beats_no_change():
    found = project(np.cumsum(np.full(48, 0.006)), 6)
    assert found.method != NO_CHANGE
    assert found.change > 0.01
    assert found.error < 0.95 * found.naive_error


def test_noise_without_direction_is_forecast_as_no_change():
    rng = np.random.default_rng(3)
    found = project(rng.normal(0, 0.01, 60), 6)
    assert found.method == NO_CHANGE
    assert found.change == 0


@pytest.mark.parametrize("months", HORIZONS)
def test_the_band_holds_about_as_often_as_it_says(months):
    held = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        course = np.cumsum(rng.normal(0.002, 0.01, 72 + months))
        one = project(course[:72], months)
        held.append(abs(one.change - (course[71 + months] - course[71])) <= one.half_width)
    assert 0.6 <= np.mean(held) <= 0.97


def test_a_short_history_says_that_it_could_not_be_tried_and_widens_its_band():
    found = project(np.cumsum(np.full(13, 0.004)), 12)
    assert (found.tests, found.method, found.coverage) == (0, NO_CHANGE, None)
    assert found.half_width > project(np.cumsum(np.full(13, 0.004)), 3).half_width


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-0.2, 0.2), min_size=3, max_size=60), st.sampled_from(HORIZONS))
def test_any_course_has_a_finite_forecast_with_a_band(course, months):
    found = project(np.array(course), months)
    assert np.isfinite([found.change, found.half_width]).all()
    assert found.half_width > 0


def test_the_index_follows_alike_homes_and_not_which_homes_sold():
    rows = steady(weeks=52, growth=0.01, spread=0.02)
    flat = index_of(set_up(rows), TODAY.toordinal())
    assert np.expm1(flat.smooth[-1]) == pytest.approx(1.01**11 - 1, abs=0.03)
    # Twice the homes, twice the size and price, only lately: the index must not jump.
    large = [
        replace(row, home=(f"L{at}",), close_price=row.close_price * 1.7, living_area=4000.0)
        for at, row in enumerate(rows)
        if (TODAY - row.closed).days < 40
    ]
    mixed = index_of(set_up([*rows, *large]), TODAY.toordinal())
    assert mixed.smooth[-1] == pytest.approx(flat.smooth[-1], abs=0.05)


def test_a_month_without_sales_breaks_the_course():
    rows = [row for row in steady(weeks=52) if not 150 < (TODAY - row.closed).days < 200]
    index = index_of(set_up(rows), TODAY.toordinal())
    assert len(index.ends) <= 5
