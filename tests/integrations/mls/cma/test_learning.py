"""What sales share is learned from the market itself."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from integrations.mls.cma import MarketModel, SaleRow

START = date(2022, 1, 1)


def town(place, alone, hood=0.0, count=700):
    """Prices that follow the place on the map, the subdivision, or nothing but chance."""
    dice = np.random.default_rng(5)
    rows = []
    for at in range(count):
        east, north, part = dice.uniform(-3, 3), dice.uniform(-3, 3), int(dice.integers(12))
        log = (
            12 + place * (np.sin(2.5 * east) + np.cos(2.5 * north)) + hood * np.sin(5.1 * part) + dice.normal(0, alone)
        )
        size = float(dice.uniform(1000, 3000))
        rows.append(
            SaleRow(
                f"L{at}", START + timedelta(days=at // 2), float(np.exp(log) * (size / 2000) ** 0.7),
                parcel_number=f"P{at}", latitude=40 + north / 69.055, longitude=-90 + east / 52.9, living_area=size,
                subdivision_name=f"Part {part}", postal_code="61401",
            )
        )  # fmt: skip
    return rows


def learned(rows):
    return MarketModel.fit(rows, START + timedelta(days=400)).market.kernel


def test_place_counts_where_prices_follow_the_map_and_hardly_where_they_do_not():
    assert learned(town(place=0.15, alone=0.05)).place > 3 * learned(town(place=0.0, alone=0.15)).place


def test_a_subdivision_counts_where_prices_follow_it():
    usual = learned(town(place=0.0, alone=0.05))
    assert learned(town(place=0.0, alone=0.05, hood=0.2)).part > 2 * usual.part


def test_the_order_of_the_sales_changes_nothing_of_what_is_learned():
    rows = town(place=0.1, alone=0.05)
    assert learned(rows) == learned(rows[::-1])
