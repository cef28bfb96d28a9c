"""What closed on or after a valuation date, or on the home's own parcel, never reaches its value or its range."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from bot.bench.made_towns import Town
from integrations.mls.cma import backtest
from integrations.mls.cma.sales_fields import read_sale


@pytest.fixture(scope="module")
def town():
    rows = [read_sale(record, at) for at, record in enumerate(Town("t", 300, seed=8, blanks=0.05).records())]
    return sorted(rows, key=lambda sale: (sale.close_date, sale.parcel_number))


def dearer(sale):
    """The same sale at another price, larger, elsewhere and of another kind."""
    local = {name: f"other {value}" if isinstance(value, str) else value + 3 for name, value in sale.local.items()}
    return dataclasses.replace(
        sale,
        close_price=sale.close_price * 3,
        living_area=(sale.living_area or 900) * 2,
        latitude=sale.latitude and sale.latitude + 0.02,
        local=local,
    )


@pytest.mark.parametrize("lag", [0, 30])
def test_later_sales_change_neither_value_nor_range(town, lag):
    plain = backtest(town, 0.3, lag)
    day = plain.test_from + timedelta(days=20)
    other = backtest([dearer(sale) if sale.close_date >= day else sale for sale in town], 0.3, lag)
    closed = {sale.listing_key: sale.close_date for sale in town}
    early = [
        (one, two)
        for one, two in zip(plain.predictions, other.predictions, strict=True)
        if closed[one.listing_key] < day
    ]
    assert len(early) > 8
    assert all(one == two for one, two in early)


def test_a_homes_own_earlier_sales_never_price_it(town):
    last = town[-1]
    own = [
        dataclasses.replace(town[at], parcel_number=last.parcel_number, listing_key=f"own{at}", latitude=last.latitude,
                            longitude=last.longitude, living_area=last.living_area)
        for at in (-40, -60)
    ]  # fmt: skip
    values = set()
    for price in (1.0, 0.7):
        rows = [
            *town[:-60],
            *(dataclasses.replace(one, close_price=one.close_price * price) for one in own),
            *town[-60:],
        ]
        values.add(round(next(one for one in backtest(rows, 0.05).predictions if one.listing_key == last.listing_key)
                         .estimate / last.close_price, 2))  # fmt: skip
    assert len(values) == 1
