"""How good our values are in Jorge's areas, from the closed sales of a store, through the hub and the tool."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.engine.measuring import measure_values
from bot.slack.views.accuracy import accuracy_card
from integrations.mls import MLSIntegrationHub, NotValuable
from integrations.mls.cma import backtest
from integrations.mls.report.brand import Brand
from integrations.mls.report.content import write_content
from integrations.mls.report.render import render_pdf
from integrations.models.listing import StandardStatus
from integrations.simulated.desk.blocks import check_blocks
from integrations.store import listings
from tests.integrations.mls.cma.test_towns import town
from tools.tool import Hubs

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
BRAND = Brand("Jorge Rivera", "Rivera & Co. Realty")


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


def as_listings(rows):
    return [
        row.to_listing().model_copy(
            update={
                "originating_system": "NTREIS", "listing_id": row.listing_key, "city": "Frisco",
                "standard_status": StandardStatus.CLOSED, "unparsed_address": f"{at} Main St",
                "modification_timestamp": NOON,
            }
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip


@pytest.fixture
def book(tmp_path, new_book):
    """On SQLite alone, as reckoning takes seconds; one test keeps and reads figures on PostgreSQL too."""
    opened = new_book(tmp_path / "jorge.db")
    yield opened
    opened.close()


def fill(store, rows):
    with store.writing() as connection:
        listings.save(connection, "ntreis", as_listings(rows), first_copy=True, at=NOON)


async def test_the_record_says_what_a_backtest_of_the_same_sales_says(book):
    fill(book, town())
    found = await MLSIntegrationHub(book, [], clock=Clock()).cma_accuracy()
    sales = await book.read(listings.closed_sales)
    for row, lag in zip(found.rows[:2], (0, 45), strict=True):
        wanted = backtest(sales, lag_days=lag)
        assert (row.area, row.lag_days, row.sales) == ("All areas", lag, wanted.n)
        assert row.error_percent == pytest.approx(wanted.mdape, abs=0.01)
        assert row.within_10_percent == pytest.approx(wanted.within_10, abs=0.01)
        assert row.bias_percent == pytest.approx(wanted.bias, abs=0.01)
        assert row.coverage_80_percent == pytest.approx(wanted.coverage_80, abs=0.01)
        assert row.half_width_80_percent == pytest.approx(wanted.half_width_80, abs=0.01)


async def test_a_zip_code_has_figures_of_its_own_from_thirty_test_sales_on(book):
    fill(book, town(count=900))
    hub = MLSIntegrationHub(book, [], clock=Clock())
    everywhere = await hub.cma_accuracy()
    named = {row.area for row in everywhere.rows} - {"All areas"}
    assert named
    assert all(row.sales >= 30 for row in everywhere.rows)
    code = min(named)
    own = await hub.cma_accuracy(code)
    assert [row.area for row in own.rows] == [code, code, "All areas", "All areas"]
    assert {row for row in everywhere.rows if row.area == code} == set(own.rows[:2])


async def test_a_thin_zip_code_is_told_as_such_beside_all_areas(store):
    fill(store, town(count=200))
    found = await MLSIntegrationHub(store, [], clock=Clock()).cma_accuracy("75011")
    assert found.note == "Fewer than 30 test sales in 75011: no figures of its own."
    assert {row.area for row in found.rows} == {"All areas"}


async def test_the_figures_stand_for_a_week_and_are_measured_anew_when_asked(book):
    fill(book, town())
    clock = Clock()
    first = await MLSIntegrationHub(book, [], clock=clock).cma_accuracy()
    clock.now += timedelta(days=6)
    hub = MLSIntegrationHub(book, [], clock=clock)
    assert await hub.cma_accuracy() == first
    assert (await hub.cma_accuracy(fresh=True)).measured_at == clock.now
    clock.now += timedelta(days=8)
    assert (await hub.cma_accuracy()).measured_at == clock.now


async def test_too_few_sales_are_said_to_be(book):
    fill(book, town(count=20))
    with pytest.raises(NotValuable, match="fewer than 30 sales"):
        await MLSIntegrationHub(book, [], clock=Clock()).cma_accuracy()


async def test_the_card_shows_every_row_and_both_settings(book):
    fill(book, town())
    card = accuracy_card(await MLSIntegrationHub(book, [], clock=Clock()).cma_accuracy("75010"))
    check_blocks(list(card.blocks))
    assert "at closing" in str(card.blocks)
    assert "45 days before" in str(card.blocks)


async def test_an_analysis_tells_the_measured_figures_of_its_zip_code_and_none_before_they_are_measured(book):
    fill(book, town(count=900))
    hub = MLSIntegrationHub(book, [], clock=Clock())
    assert (await hub.generate_automated_cma("P899")).measured == ()
    code = "75010"
    wanted = (await hub.cma_accuracy(code)).rows[:2]
    subject = next(row.parcel_number for row in town(count=900) if row.postal_code == code)
    cma = await hub.generate_automated_cma(subject)
    assert cma.measured == wanted
    assert [row[0] for row in write_content(cma, BRAND)["measured"]] == [
        f"{code}, at closing",
        f"{code}, 45 days before closing",
    ]
    assert render_pdf(cma, BRAND).startswith(b"%PDF")


async def test_the_figures_are_measured_ahead_in_the_night_so_that_nobody_waits(book):
    fill(book, town())
    clock = Clock()
    hubs = Hubs(book, MLSIntegrationHub(book, [], clock=clock), None, None)
    assert await measure_values(hubs, clock.now) == "values measured"
    assert await measure_values(hubs, clock.now) == "values were measured lately"
    clock.now = NOON + timedelta(days=6, hours=1)
    assert await measure_values(hubs, clock.now) == "values were measured lately"
    clock.now = NOON + timedelta(days=6, hours=22)  # two o'clock in the town
    assert await measure_values(hubs, clock.now) == "values measured"
    clock.now += timedelta(days=6)
    assert (await hubs.mls.cma_accuracy()).measured_at == NOON + timedelta(days=6, hours=22)


async def test_too_few_sales_to_measure_by_stop_no_night(book):
    fill(book, town(count=20))
    hubs = Hubs(book, MLSIntegrationHub(book, [], clock=Clock()), None, None)
    assert await measure_values(hubs, NOON) == "too few sales to measure values by"
