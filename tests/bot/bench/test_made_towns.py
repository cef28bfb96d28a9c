from __future__ import annotations

import dataclasses

import pytest

from bot.bench.made_towns import Town, standard_towns
from integrations.mls.cma import SaleRow, backtest
from integrations.mls.cma.sales_fields import read_sale


def read(town):
    found = [read_sale(record, number) for number, record in enumerate(town.records())]
    assert all(isinstance(sale, SaleRow) for sale in found)
    return found


@pytest.mark.parametrize("town", standard_towns().values(), ids=lambda town: town.name)
def test_a_made_town_is_the_same_every_time_and_each_of_its_records_is_a_sale(town):
    small = dataclasses.replace(town, sales=120)
    assert small.records() == small.records()
    assert len(read(small)) == 120 + int(120 * town.doubles)


def test_a_towns_sales_are_priced_all_and_within_its_noise():
    result = backtest(read(Town("a town", 300, seed=4, noise=0.05, blanks=0.1, kinds=3, distressed=0.0)), 0.15)
    assert result.hit_rate == 100
    assert result.mdape < 10
