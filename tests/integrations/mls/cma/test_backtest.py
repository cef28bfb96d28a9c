from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from integrations.mls.cma import SaleRow, backtest
from integrations.mls.cma.market import read_history
from integrations.mls.cma.residuals import replay


def test_the_last_weeks_of_king_county_is_priced_well_and_honestly(king_county):
    result = backtest(king_county, test_share=0.06)
    assert result.hit_rate == 100
    assert result.n == len(result.predictions) > 1250
    assert result.mdape < 8.2
    assert result.within_10 > 57
    assert abs(result.bias) < 2
    assert 78 <= result.coverage_80 <= 82
    assert 46 < result.coverage_50 < 55
    assert result.half_width_80 < 17.5
    assert result.milliseconds < 50


def test_pricing_before_the_listing_uses_only_what_was_known_then(king_county):
    rows = [row for row in king_county if date(2014, 9, 15) < row.close_date < date(2014, 12, 15)]
    result = backtest(rows, test_share=0.05, lag_days=45)
    assert result.lag_days == 45
    assert result.mdape < 11
    # Sales inside the lag before the first test date must not matter.
    first = result.test_from.toordinal()
    changed = [
        dataclasses.replace(row, close_price=row.close_price * 3)
        if first - 45 <= row.close_date.toordinal() < first
        else row
        for row in rows
    ]
    other = backtest(changed, test_share=0.05, lag_days=45)
    same = [a.estimate == b.estimate for a, b in zip(result.predictions, other.predictions, strict=True)]
    on_first_day = sum(row.close_date == result.test_from for row in rows)
    assert all(same[:on_first_day])


def test_a_refit_cannot_see_its_block(king_county):
    rows = king_county[:4000]
    history = read_history(rows)
    last = int(history.days[-1]) - 6
    changed = [
        dataclasses.replace(row, close_price=row.close_price * 2) if row.close_date.toordinal() >= last else row
        for row in rows
    ]
    start = history.until(last)
    plain, other = replay(history, start), replay(read_history(changed), start)
    first_day = plain.days == plain.days[0]
    assert (plain.estimates[first_day] == other.estimates[first_day]).all()


def test_blank_columns_and_other_fields_are_fine(king_county):
    rows = [
        dataclasses.replace(
            row,
            stories=None,
            waterfront=None,
            below_grade_finished_area=None,
            postal_code=None,
            living_area=None if at % 40 == 0 else row.living_area,
            local={"x_quality": row.local["KC_Grade"], "x_style": "ab"[at % 2], "x_noise": float(at % 7)},
        )
        for at, row in enumerate(king_county[:5000])
    ]
    result = backtest(rows, test_share=0.1)
    assert result.hit_rate == 100
    assert result.mdape < 14


def test_a_backtest_without_sales_says_what_it_needs():
    with pytest.raises(ValueError, match="needs closed sales"):
        backtest([])


def test_a_thin_market_has_no_range_but_an_answer():
    rows = [
        SaleRow(str(day), date.fromordinal(735000 + day), 300_000 + 400 * day, latitude=47.5 + day / 9000,
                longitude=-122.2, living_area=1500 + 5 * (day % 9))
        for day in range(40)
    ]  # fmt: skip
    result = backtest(rows, test_share=0.2)
    assert result.hit_rate == 100
    assert all(item.low_80 is None for item in result.predictions)
