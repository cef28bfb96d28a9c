"""The market on a card: what it means first, then rows, figures and the record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.agent.question import Answer
from bot.slack.views.market import comparison_card, market_card
from bot.slack.views.market_changes import changes_card
from integrations.mls.market import MarketChange, MarketChanges
from integrations.models.market import AreaRow, Forecast, Heat, HeatPart, MarketMeasures, MarketReport
from integrations.models.own_areas import OwnAreas
from tools.toolbox import Outcome

DAY = date(2026, 3, 12)
NOW = MarketMeasures(day=DAY, active=6, pending=5, new=8, went_pending=5, sold=9, sold_90_days=50,
                     days_to_pending=15, list_to_sale_percent=98.2, median_close_price=Decimal(585_500))  # fmt: skip


def row(area, heat, **facts):
    return AreaRow(area=area, heat=heat, heat_month_ago=42, active=6, sold_90_days=50, days_to_pending=15,
                   median_close_price=Decimal(585_500), prices_percent=4.6, **facts)  # fmt: skip


def report(area="Ballard", heat=32, **facts):
    part = HeatPart(measure="days_to_pending", value=15, percentile=21, sample=35)
    ahead = Forecast(months=3, method="no change", price=Decimal(580_000), low=Decimal(536_000),
                     high=Decimal(629_000), change_percent=0, error_percent=5.9, tests=4)  # fmt: skip
    return MarketReport(
        area=area, now=NOW, before=NOW, heat=Heat(score=heat, label="buyers' market", parts=(part,)),
        rows=(row(area, heat), row("King County", 53, whole=True)), forecasts=(ahead,), sources=("NWMLS",), **facts,
    )  # fmt: skip


def test_a_card_begins_with_what_it_means_for_seller_and_buyer():
    shown = market_card(report()).blocks
    assert shown[0]["text"]["text"] == "Market in Ballard"
    assert "cooler than usual" in shown[1]["text"]["text"]
    assert "A seller: price" in shown[1]["text"]["text"]
    assert "A buyer:" in shown[1]["text"]["text"]
    assert "cooler than a month ago (42)" in str(shown)
    assert "$536k–$629k" in str(shown)
    assert "off by 5.9 % on average in 4 tries" in str(shown)


def test_no_table_is_wider_than_a_phone_takes():
    tables = [block for block in market_card(report()).blocks if block["type"] == "table"]
    assert len(tables) == 3
    for one in tables:
        assert max(len(cells) for cells in one["rows"]) <= 4
        assert max(sum(len(cell["text"]) for cell in cells) for cells in one["rows"]) <= 50


def test_own_areas_say_so_and_how_that_is_known():
    shown = str(market_card(report(own=OwnAreas(areas=("Ballard",), source="listings"))).blocks)
    assert "Your areas: Ballard" in shown
    assert "your listings and sales are there" in shown


def test_two_markets_stand_in_one_table_with_the_county_once():
    card = comparison_card([report(), report("Fremont", 61)])
    assert "Fremont is warmer (61 of 100) than Ballard (32)" in card.text
    (table,) = [block for block in card.blocks if block["type"] == "table"]
    assert [cells[0]["text"] for cells in table["rows"]] == ["Area", "Ballard", "Fremont", "King County"]


async def test_markets_asked_about_together_are_shown_together(room):
    asked = [report(), report("Fremont", 61)]
    outcomes = tuple(Outcome("market_report", {"area": one.area}, value=one) for one in asked)
    room.mind.script = [Answer("Two areas.", outcomes=outcomes)]
    await room.ask("compare Ballard and Fremont")
    (post,) = room.slack.posts("D0JORGE")[-1:]
    assert "Markets of Ballard and Fremont" in str(post["blocks"])


def test_changes_of_a_kind_that_are_not_all_shown_say_how_many_there_are(make):
    changes = tuple(
        MarketChange(kind="new", listing=make.listing(listing_key=f"L{at}"), at=make.now) for at in range(7)
    )
    shown = str(changes_card(MarketChanges(areas=("Ballard",), days=1, changes=changes)).blocks)
    assert "*New listings, 5 of 7*" in shown
