from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from integrations.mls.watch.board import set_up
from integrations.mls.watch.heat import heat_of, label_of
from integrations.mls.watch.history import courses
from integrations.mls.watch.shifts import direction_of
from tests.integrations.mls.watch.town import TODAY, steady


def slowing(age, rng):
    """Days to a contract that treble in the last quarter."""
    return rng.randint(30, 50) if age <= 9 else rng.randint(8, 16)


def test_a_market_in_which_homes_sit_is_colder_than_one_in_which_they_fly():
    flying = heat_of(courses(set_up(steady(days=lambda age, rng: 3 if age <= 9 else rng.randint(8, 16))), TODAY))
    sitting = heat_of(courses(set_up(steady(days=slowing)), TODAY))
    assert sitting.score < 45 < flying.score
    assert {part.measure for part in sitting.parts} >= {"days_to_pending", "fast_share", "cut_share", "list_to_sale"}


def test_an_area_with_too_few_homes_has_no_heat():
    assert heat_of(courses(set_up(steady(a_week=1)[:20]), TODAY)) is None


@pytest.mark.parametrize(
    ("score", "words"),
    [(70, "strong sellers' market"), (69, "sellers' market"), (50, "balanced"), (28, "buyers' market"),
     (27, "strong buyers' market")],
)  # fmt: skip
def test_the_labels_are_those_of_the_scale(score, words):
    assert label_of(score) == words


def test_homes_that_suddenly_sit_are_a_shift_and_a_calm_market_is_none():
    calm, moved = courses(set_up(steady()), TODAY), courses(set_up(steady(days=slowing)), TODAY)
    assert {direction_of(one, 0) for one in calm.values()} == {0}
    assert direction_of(moved["days_to_pending"], 0) == 1


def test_one_mad_month_is_no_shift():
    rows = steady()
    rows = [
        replace(row, listed=row.pended - timedelta(days=90)) if row.closed > TODAY - timedelta(days=10) else row
        for row in rows
    ]
    assert direction_of(courses(set_up(rows), TODAY)["days_to_pending"], 0) == 0


def test_a_shift_holds_until_the_measure_is_well_back():
    course = courses(set_up(steady(days=slowing)), TODAY)["days_to_pending"]
    past = course.before(13)
    edge = float(sorted(past)[len(past) // 2]) + 2.2 * 2.0
    between = replace(course, values=(*course.values[:-1], edge))
    assert direction_of(between, 0) == 0
    assert direction_of(between, 1) == 1


def test_a_shift_of_too_few_homes_is_not_told():
    course = courses(set_up(steady(days=slowing)), TODAY)["days_to_pending"]
    assert direction_of(replace(course, sample=14), 0) is None


def asked(lately):
    """A lead a day who asks about a home here, and `lately` a day in the last month."""
    noon = datetime.combine(TODAY, time(12), UTC)
    return [noon - timedelta(days=age, minutes=one)
            for age in range(300) for one in range(lately if age < 30 else 1)]  # fmt: skip


def test_more_inquiries_than_ever_make_it_hotter_and_their_part_is_shown():
    board = set_up(steady())
    quiet, busy = (heat_of(courses(board, TODAY, asked=asked(lately))) for lately in (1, 4))
    part = {one.measure: one for one in busy.parts}["inquiries"]
    assert (part.value, part.sample) == (120, 120)
    assert part.percentile > 90
    assert busy.score > quiet.score


def test_too_few_inquiries_or_too_short_a_time_are_no_part():
    board = set_up(steady())
    for few in (asked(1)[:9], asked(1)[:90]):
        assert "inquiries" not in {one.measure for one in heat_of(courses(board, TODAY, asked=few)).parts}
