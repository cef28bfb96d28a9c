from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Final

from bot.slack.card import Block, Card
from bot.slack.views.blocks import card, context, header, section, table
from bot.slack.views.words import brief_money, count, esc, money
from integrations.mls.display import say_time
from integrations.mls.watch.meaning import compared, meaning_of, moved, moved_in_a_month
from integrations.mls.watch.saying import called, said
from integrations.models.frozen import Frozen
from integrations.models.market import AreaRow, Forecast, HeatPart, MarketReport

_BAR: Final = 10
_NO_BAND: Final = "none yet"
_FLAT: Final = 0.5  # percent
_FEW: Final = "too few"


class SideBySide(Frozen):
    """Several markets that were asked about at once."""

    reports: tuple[MarketReport, ...]


def market_card(report: MarketReport) -> Card:
    """How a market is and what that means, beside what lies around it, and where prices may go with the record."""
    several = sum(not row.whole for row in report.rows) > 1
    return card(
        esc(_fallback(report)),
        [
            header(title(report)),
            section(esc(meaning_of(report))) if meaning_of(report) else None,
            compare_table(report.rows),
            context(esc(" ".join(filter(None, (compared(report.rows), ROWS_SAY))))) if len(report.rows) > 1 else None,
            section(esc(heat_words(report))),
            table([("All of these" if several else "Market", "Now", "3 mo. ago"), *measure_rows(report)],
                  right=(1, 2)),
            table([("In", "Price", "80 % band"), *forecast_rows(report)]) if report.forecasts else None,
            context(esc("\n".join(filter(None, (*record_lines(report), report.forecast_note))))),
            context(esc(" ".join(filter(None, (own_note(report), small_print(report)))))),
        ],
    )  # fmt: skip


def comparison_card(reports: Sequence[MarketReport]) -> Card:
    """Several markets side by side, one row each, with what lies around them."""
    rows = [row for report in reports for row in report.rows]
    each = tuple({row.area: row for row in sorted(rows, key=lambda row: row.whole)}.values())
    names = " and ".join(report.area for report in reports)
    said = compared(each) or "Too few homes to say which is warmer."
    return card(
        esc(f"{names}: {said}"),
        [
            header(f"Markets of {names}"),
            section(esc(said)),
            compare_table(each),
            context(esc(f"{ROWS_SAY} {small_print(reports[0])}")),
        ],
    )


def title(report: MarketReport) -> str:
    """What the report is of."""
    return f"Your areas: {report.area}" if report.own else f"Market in {report.area}"


def own_note(report: MarketReport) -> str:
    """How it is known that these are Jorge's areas."""
    if report.own is None or report.own.source != "listings":
        return ""
    return 'These are your areas because your listings and sales are there; say "my areas are ..." to change it.'


def compare_table(rows: Sequence[AreaRow]) -> Block | None:
    """One row an area, and what lies around them; None where there is nothing beside it."""
    return table([AREA_COLUMNS, *map(area_cells, rows)], right=(1, 2, 3)) if len(rows) > 1 else None


ROWS_SAY: Final = (
    "Heat: 0 to 100 by an area's own history, the arrow is against a month ago. Days: to a contract. Percent: prices "
    "of alike homes in 3 months."
)
AREA_COLUMNS: Final = ("Area", "Heat", "Days", "Median")


def area_cells(row: AreaRow) -> tuple[str, ...]:
    """An area's row: the arrow says how the heat moved in a month."""
    arrow = {"hotter": "↑", "cooler": "↓"}.get(moved(row).partition(" ")[0], "")
    median = _FEW if row.median_close_price is None else brief_money(row.median_close_price)
    change = "" if row.prices_percent is None else f"{row.prices_percent:+.0f}%"  # narrow, for a phone
    return (
        row.area,
        f"{row.heat}{arrow}" if row.heat is not None else _FEW,
        _say("{:.0f}", row.days_to_pending),
        " ".join(filter(None, (median, change))),
    )


def chart_comment(report: MarketReport) -> str:
    """The line above the uploaded picture."""
    return f"Price course and forecasts for {esc(report.area)}"


def _fallback(report: MarketReport) -> str:
    now = report.now
    heat = f"heat {report.heat.score} of 100 by its own history. " if report.heat else ""
    supply = f", {now.months_of_supply:.1f} months of supply" if now.months_of_supply is not None else ""
    median = f", median {money(now.median_close_price)}" if now.median_close_price is not None else ""
    return f"{report.area}: {heat}{now.active} for sale, {count(now.sold, 'sale')} in 30 days{supply}{median}."


def heat_words(report: MarketReport) -> str:
    """The heat index as a bar with its reasons, or why there is none."""
    heat = report.heat
    if heat is None:
        return report.heat_note
    full = round(heat.score / 100 * _BAR)
    month = moved_in_a_month(report)
    head = f"{'▰' * full}{'▱' * (_BAR - full)}  {heat.score} of 100 by its own history"
    head += f", {month}" if month else ""
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
        ("Sale to list price", "list_to_sale_percent", "{:.0f} %"),
        ("Contracts after a price cut", "cut_share_percent", "{:.0f} %"),
        ("Median sale", "median_close_price", "{}"),
        ("Median per sq ft", "median_price_per_square_foot", "${:,.0f}"),
    ):
        one, other = getattr(now, name), getattr(before, name)
        # What was for sale on a past day is not known from the records of today.
        seen = name not in ("active", "pending", "months_of_supply")
        yield words, _say(form, one), _say(form, other) if seen else "–"


def _say(form: str, value: object) -> str:
    if isinstance(value, Decimal):
        return brief_money(value)
    return _FEW if value is None else form.format(value)


def forecast_rows(report: MarketReport) -> list[tuple[str, ...]]:
    """The forecasts, each with its band where the past gives one."""
    return [_forecast(one) for one in report.forecasts]


def _forecast(one: Forecast) -> tuple[str, ...]:
    change = "" if abs(one.change_percent) < _FLAT else f" ({one.change_percent:+.0f} %)"
    if one.low is None or one.high is None:
        return (f"{one.months} months", f"{brief_money(one.price)}{change}", _NO_BAND)
    band = f"{brief_money(one.low)}–{brief_money(one.high)}"
    return (f"{one.months} months", f"{brief_money(one.price)}{change}", band)


def record_lines(report: MarketReport) -> list[str]:
    """By which method each forecast was made, and how far that was off in the past."""
    return [f"{one.months} months: {one.method}, {_record(one)}." for one in report.forecasts]


def _record(one: Forecast) -> str:
    if not one.tests or one.error_percent is None:
        return "could not be tried"
    record = f"off by {one.error_percent:.1f} % on average in {count(one.tests, 'try', 'tries')}"
    others = (("no change", one.naive_error_percent), ("same as last year", one.seasonal_error_percent))
    beside = [f"'{name}' {error:.1f} %" for name, error in others if error is not None and name != one.method]
    record += f" ({', '.join(beside)})" if beside else ""
    if one.low is not None and one.areas > 1:
        record += f"; the band is from {one.areas} areas"
    if one.coverage_percent is not None:
        record += f"; such bands held {one.coverage_percent:.0f} %"
    return record


def small_print(report: MarketReport) -> str:
    """Where it is from, of when, and what it is not."""
    of = f", as of {say_time(report.as_of, report.as_of.tzinfo or UTC)}" if report.as_of else ""
    sources = ", ".join(report.sources)
    notices = " ".join(report.notices) or "Deemed reliable, not guaranteed."
    caution = "" if report.as_of else "The first copy of the MLS is not done, so this may be incomplete. "
    return (
        f"{caution}From our copy of the MLS ({sources}){of}. Medians over 90 days. {notices} "
        "A forecast is a reckoning from past sales, no promise."
        + "".join(f" Not counted: {one}" for one in report.withheld)
    )
