"""A market that leaves its usual range: from the daily look to the alert, once a crossing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.mls import MLSIntegrationHub
from integrations.store import listings
from tests.bot.engine.test_news import Market
from tests.integrations.mls.watch.test_watching import NOON, as_listing
from tests.integrations.mls.watch.town import steady

QUARTER = timedelta(days=91)


def moved(rows, later):
    return [replace(row, listed=row.listed + later, pended=row.pended + later, closed=row.closed + later)
            for row in rows]  # fmt: skip


@pytest.fixture
async def market(store):
    made = Market(store)
    made.time = NOON
    made.hubs = replace(made.hubs, mls=MLSIntegrationHub(store, [], clock=lambda: made.time))

    async def sell(first, rows):
        found = [as_listing(first + at, row) for at, row in enumerate(rows)]
        await store.write(listings.save, "nwmls", found, first_copy=True, at=made.time)

    made.sell = sell
    await sell(0, steady(weeks=80))
    await made.sweep()
    return made


async def shifts(market):
    return [(one.payload["measure"], one.payload["direction"]) for one in await market.events("market.shift")]


async def test_homes_that_suddenly_sit_are_one_quiet_alert_in_plain_words_and_their_return_is_none(market):
    assert await shifts(market) == []
    await market.sell(1000, moved(steady(weeks=12, days=lambda _age, rng: rng.randint(35, 60), seed=9), QUARTER))
    market.time += QUARTER
    await market.sweep()
    await market.sweep()
    found = await shifts(market)
    assert ("days_to_pending", 1) in found
    assert len(found) == len(set(found))
    event = next(one for one in await market.events("market.shift") if one.payload["measure"] == "days_to_pending")
    assert event.payload["measure_said"] == "Days to a contract"
    assert event.payload["moved"] == "above its usual range"
    assert (await market.fired())["market_shift"] == len(found)
    for week in range(1, 14):
        await market.sell(2000 + 10 * week, moved(steady(weeks=0, seed=week), QUARTER + timedelta(days=7 * week)))
    market.time += QUARTER
    await market.sweep()
    assert ("days_to_pending", 0) in await shifts(market)
    assert (await market.fired())["market_shift"] == len([one for one in await shifts(market) if one[1]])


async def test_the_look_is_taken_once_a_day(market):
    await market.sweep()
    market.time += timedelta(hours=1)
    await market.sweep()
    assert len(await market.events("market.looked")) == 1
