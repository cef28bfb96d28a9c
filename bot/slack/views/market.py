from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Final

from bot.slack.card import Card
from bot.slack.views.blocks import card, context, header, section, table
from bot.slack.views.words import count, esc, money
from integrations.mls.display import say_time
from integrations.mls.watch.saying import called, said
from integrations.models.market import Forecast, HeatPart, MarketReport

_BAR: Final = 10


def market_card(report: MarketReport) -> Card:
    """How a market is, against three months ago, why, and where prices may go with the record of such forecasts."""
    return card(
        esc(_fallback(report)),
        [
            header(f"Market in {report.area}"),
            section(esc(heat_words(report))),
            table([("Market", "Now", "3 months ago"), *measure_rows(report)], right=(1, 2)),
            table([("In", "Typical home", "80 % band", "Method", "Record"), *forecast_rows(report)])
            if report.forecasts
            else None,
            context(esc(report.forecast_note)) if report.forecast_note else None,
            context(esc(small_print(report))),
        ],
    )


def chart_comment(report: MarketReport) -> str:
    """The line above the uploaded picture."""
    return f"Price course and forecasts for {esc(report.area)}"


def _fallback(report: MarketReport) -> str:
    now = report.now
    heat = f"{report.heat.label} ({report.heat.score} of 100). " if report.heat else ""
    supply = f", {now.months_of_supply:.1f} months of supply" if now.months_of_supply is not None else ""
    median = f", median {money(now.median_close_price)}" if now.median_close_price is not None else ""
    return f"{report.area}: {heat}{now.active} for sale, {count(now.sold, 'sale')} in 30 days{supply}{median}."


def heat_words(report: MarketReport) -> str:
    """The heat index as a bar with its reasons, or why there is none."""
    heat = report.heat
    if heat is None:
        return report.heat_note
    full = round(heat.score / 100 * _BAR)
    head = f"{'▰' * full}{'▱' * (_BAR - full)}  {heat.score} of 100: {heat.label}, by this area's own history"
    return "\n".join([head, *map(_part, heat.parts)])


def _part(part: HeatPart) -> str:
    words = f"{called(part.measure)} {said(part.measure, part.value)}"
    of = "" if part.measure == "inquiries" else f" ({part.sample} homes)"
    return f"• {words}: hotter than {part.percentile:.0f} % of its past{of}"


def measure_rows(report: MarketReport) -> Iterator[tuple[str, str, str]]:
    """What is measured, now and three months ago."""
    now, before = report.now, report.before
    for words, name, form in (
        ("For sale", "active", "{:,.0f}"),
        ("Under contract", "pending", "{:,.0f}"),
        ("New in 30 days", "new", "{:,.0f}"),
        ("Went under contract in 30 days", "went_pending", "{:,.0f}"),
        ("Sold in 30 days", "sold", "{:,.0f}"),
        ("Months of supply", "months_of_supply", "{:.1f}"),
        ("Days to a contract", "days_to_pending", "{:.0f}"),
        ("Sale to list price", "list_to_sale_percent", "{:.1f} %"),
        ("Contracts after a price cut", "cut_share_percent", "{:.0f} %"),
        ("Median sale", "median_close_price", "${:,.0f}"),
        ("Median per sq ft", "median_price_per_square_foot", "${:,.0f}"),
    ):
        one, other = getattr(now, name), getattr(before, name)
        # What was for sale on a past day is not known from the records of today.
        seen = name not in ("active", "pending", "months_of_supply")
        yield words, _say(form, one), _say(form, other) if seen else "–"


def _say(form: str, value: object) -> str:
    return "too few" if value is None else form.format(value)


def forecast_rows(report: MarketReport) -> list[tuple[str, ...]]:
    """The forecasts, each with its record."""
    return [_forecast(one) for one in report.forecasts]


def _forecast(one: Forecast) -> tuple[str, ...]:
    record = "could not be tried"
    if one.tests and one.error_percent is not None:
        record = f"off by {one.error_percent:.1f} % on average in {one.tests} tries"
        if one.method != "no change" and one.naive_error_percent is not None:
            record += f"; no change: {one.naive_error_percent:.1f} %"
        if one.coverage_percent is not None:
            record += f"; band held {one.coverage_percent:.0f} %"
    return (
        f"{one.months} months",
        f"{money(one.price)} ({one.change_percent:+.1f} %)",
        f"{money(one.low)} to {money(one.high)}",
        one.method,
        record,
    )


def small_print(report: MarketReport) -> str:
    """Where it is from, of when, and what it is not."""
    of = f", as of {say_time(report.as_of, report.as_of.tzinfo or UTC)}" if report.as_of else ""
    sources = ", ".join(report.sources)
    notices = " ".join(report.notices) or "Deemed reliable, not guaranteed."
    return (
        f"From our copy of the MLS ({sources}){of}. Medians over 90 days. {notices} "
        "A forecast is a reckoning from past sales, no promise."
        + "".join(f" Not counted: {one}" for one in report.withheld)
    )
