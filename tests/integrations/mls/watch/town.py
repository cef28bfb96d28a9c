"""A made-up market for the watch's tests: sales week by week, with what the test wants changed."""

from __future__ import annotations

import random
from datetime import date, timedelta

from integrations.store.market_rows import MarketRow

TODAY = date(2026, 3, 12)


def sale(
    number, closed, *, days=12, wait=30, price=500_000.0, list_price=None, original=None, code="98103", system="A"
):
    """One closed sale: `days` from listing to contract, `wait` from there to closing."""
    pended = closed - timedelta(days=wait)
    asked = list_price or price
    return MarketRow(
        home=(f"P{number}",), system=system, postal_code="98103", status="Closed", listed=pended - timedelta(days=days),
        pended=pended, ended=None, closed=closed, list_price=asked, original_price=original or asked, close_price=price,
        living_area=2000.0,
    )  # fmt: skip


def steady(weeks=60, a_week=6, *, seed=1, days=lambda _age, rng: rng.randint(8, 16), growth=0.0, spread=0.05):
    """A calm market up to today; `days` tells the days to a contract by a sale's age in weeks."""
    rng, rows = random.Random(seed), []  # noqa: S311  # a made-up market
    for age in range(weeks, -1, -1):
        for _ in range(a_week):
            closed = TODAY - timedelta(days=7 * age + rng.randint(0, 6))
            price = 500_000 * (1 + growth) ** ((weeks - age) * 7 / 30.4) * rng.lognormvariate(0, spread)
            cut = rng.random() < 0.2
            asked = price * rng.uniform(0.98, 1.02)
            rows.append(
                sale(len(rows), closed, days=days(age, rng), price=price, list_price=asked,
                     original=asked * (1.04 if cut else 1))
            )  # fmt: skip
    return rows
