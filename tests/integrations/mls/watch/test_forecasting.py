from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.mls.watch.board import set_up
from integrations.mls.watch.forecasting import HORIZONS, Series, project
from integrations.mls.watch.methods import METHODS, NO_CHANGE
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


def test_a_short_history_says_that_it_could_not_be_tried_and_gives_no_band():
    found = project(np.cumsum(np.full(13, 0.004)), 12)
    assert (found.tests, found.method, found.coverage) == (0, NO_CHANGE, None)
    assert found.half_width is None
    assert project(np.cumsum(np.full(13, 0.004)), 3).half_width is None


def momentum(seed, months):
    """Growth that goes on for a while, as published indexes have it."""
    rng, growth = np.random.default_rng(seed), [0.003] * 14
    for _ in range(months):
        pull = 0.55 * growth[-1] + 0.15 * growth[-2] + 0.1 * np.mean(growth[-12:])
        growth.append(0.0006 + pull + rng.normal(0, 0.0025))
    return np.cumsum(growth[14:])


@pytest.mark.parametrize(("years", "months", "most"), [(5, 3, 0.7), (7, 6, 0.8), (10, 12, 0.95)])
def test_a_long_history_with_a_course_is_carried_on_and_beats_both_naive_methods(years, months, most):
    size, found, mine, naive = 12 * years, [], [], []
    for seed in range(12):
        course = momentum(seed, size + months)
        one = project(course[:size], months)
        happened = course[size - 1 + months] - course[size - 1]
        found.append(one)
        mine.append(abs(one.change - happened))
        naive.append(abs(happened))
        assert one.seasonal_error is not None
        assert one.method == NO_CHANGE or one.error < 0.95 * one.naive_error
    assert sum(one.method in ("growth model", "damped smoothing") for one in found) >= 6
    assert np.mean(mine) < most * np.mean(naive)
    assert all(one.half_width is not None for one in found)


def test_like_areas_tell_the_band_where_the_own_past_is_short_but_not_from_one_month_alone():
    rng = np.random.default_rng(5)
    together = np.cumsum(rng.normal(0.004, 0.004, 13))
    peers = [Series(together + rng.normal(0, 0.02, 13), np.full(13, 0.02)) for _ in range(20)]
    sure, doubtful = (Series(together, np.full(13, noise)) for noise in (0.005, 0.04))
    near, far = project(sure, 3, peers), project(doubtful, 3, peers)
    assert near.areas == 21
    assert 0 < near.half_width < far.half_width
    assert project(sure, 6, peers).half_width is None
    assert project(sure, 3).half_width is None


def test_the_course_that_all_areas_share_widens_the_band_of_an_area_with_many_sales():
    rng = np.random.default_rng(6)
    flat, rising = np.zeros(16), np.cumsum(np.full(16, 0.015))

    def band(course):
        peers = [Series(course + rng.normal(0, 0.01, 16), np.full(16, 0.01)) for _ in range(20)]
        return project(Series(course, np.full(16, 0.001)), 3, peers).half_width

    assert band(rising) > 0.04 > band(flat)


def test_what_came_later_changes_no_forecast_of_the_past():
    course = momentum(3, 80)
    for method in METHODS.values():
        early, late = method(course[:50]), method(course)
        assert np.array_equal(early[:36], late[:36], equal_nan=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(-0.2, 0.2), min_size=3, max_size=60), st.sampled_from(HORIZONS))
def test_any_course_has_a_finite_forecast_with_a_band(course, months):
    found = project(np.array(course), months)
    assert np.isfinite(found.change)
    assert found.half_width is None or 0 < found.half_width < np.inf


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
