"""Areas beside each other: Jorge's own without an area, several at once, and what lies around."""

from __future__ import annotations

from dataclasses import replace

import pytest

from integrations.mls import MLSIntegrationHub, UnknownArea
from integrations.mls.watch.meaning import compared, meaning_of, moved, moved_in_a_month
from integrations.models.market import AreaRow
from integrations.store import listings
from tests.integrations.mls.watch.test_watching import NOON, Clock, as_listing, fill  # noqa: F401
from tests.integrations.mls.watch.town import steady


@pytest.fixture
def town(store, fill):  # noqa: F811
    fast = steady(seed=2)
    slow = steady(seed=3, days=lambda _age, rng: rng.randint(20, 30))
    with store.writing() as connection:
        rows = [
            as_listing(at, row) for at, row in enumerate([*fast, *(replace(one, postal_code="98107") for one in slow)])
        ]
        rows = [one.model_copy(update={"list_agent_full_name": "Jorge Rivera"}) if at % 10 == 0 else one
                for at, one in enumerate(rows)]  # fmt: skip
        listings.save(connection, "nwmls", rows, first_copy=True, at=NOON)
    return MLSIntegrationHub(store, [], own_agent_keys=["Jorge Rivera"], clock=Clock())


async def test_without_an_area_it_is_jorges_own_areas_a_row_each_beside_the_county(town):
    report = await town.market_report()
    assert report.own.areas == ("98107", "98103")
    assert report.own.source == "listings"
    assert [(row.area, row.whole) for row in report.rows] == [
        ("98107", False), ("98103", False), ("King County", True)
    ]  # fmt: skip
    assert report.area == "98107 and 98103"
    assert report.now.sold_90_days == sum(row.sold_90_days for row in report.rows[:2])
    await town.set_own_areas(["98107"])
    assert (await town.market_report()).area == "98107"


async def test_several_areas_are_asked_about_at_once(town):
    for said in ("98103, 98107", "98103 and 98107", "98103 vs 98107"):
        assert [row.area for row in (await town.market_report(said)).rows] == ["98103", "98107", "King County"]
    with pytest.raises(UnknownArea, match="Atlantis"):
        await town.market_report("98103 and Atlantis")


async def test_everything_and_a_county_are_told_by_name(town):
    everything = await town.market_report("all")
    assert (everything.area, everything.rows, everything.own) == ("all areas", (), None)
    county = await town.market_report("King County")
    assert [row.area for row in county.rows] == ["King County", "all areas"]


async def test_the_words_say_which_is_slower_and_what_it_means(town):
    report = await town.market_report()
    assert "Homes go fastest in 98103" in compared(report.rows)
    assert "slowest in 98107" in compared(report.rows)
    assert "A seller:" in meaning_of(report)
    assert "A buyer:" in meaning_of(report)
    assert "under contract in about" in meaning_of(report)


async def test_how_the_heat_moved_is_told_of_one_area_and_never_of_several_by_the_first(town):
    one, several = await town.market_report("98103"), await town.market_report()
    first = one.rows[0].model_copy(update={"heat": one.heat.score, "heat_month_ago": one.heat.score + 20})
    assert "cooler than a month ago" in moved_in_a_month(one.model_copy(update={"rows": (first, *one.rows[1:])}))
    rows = (first.model_copy(update={"heat": several.heat.score}), *several.rows[1:])
    assert moved_in_a_month(several.model_copy(update={"rows": rows})) == ""


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [(60, 40, "hotter than a month ago (40)"), (40, 60, "cooler than a month ago (60)"),
     (41, 40, "about the same as a month ago (40)"), (None, 40, ""), (40, None, "")],
)  # fmt: skip
def test_how_the_heat_moved_is_told_in_words(now, then, said):
    assert moved(AreaRow(area="A", active=1, sold_90_days=20, heat=now, heat_month_ago=then)) == said
