from __future__ import annotations

from typing import Final

from bot.slack.card import Card
from bot.slack.views.blocks import card, context, header, section, table
from bot.slack.views.words import day, esc
from integrations.models.accuracy import AreaAccuracy, CMAAccuracy

COLUMNS: Final = ("Area", "Priced", "Sales", "Median error", "Within 10 %", "Bias", "80 % range held", "± half-width")
_MOST: Final = 40


def accuracy_card(found: CMAAccuracy) -> Card:
    """How good our values are in an area, at closing and 45 days before."""
    return card(
        esc(headline(found)),
        [
            header(f"CMA accuracy: {found.area}"),
            section(esc(headline(found))),
            table([COLUMNS, *map(accuracy_row, found.rows[:_MOST])], right=(2, 3, 4, 5, 6, 7)),
            context(esc(accuracy_print(found))),
        ],
    )


def headline(found: CMAAccuracy) -> str:
    """The first row in a sentence, after what could not be said."""
    first = found.rows[0]
    told = (
        f"{first.area}: half of {first.sales:,} test sales were valued within {first.error_percent:.1f} % of the "
        f"price, {first.within_10_percent:.0f} % within 10 %."
    )
    return f"{found.note} {told}".strip()


def accuracy_row(row: AreaAccuracy) -> tuple[str, ...]:
    """One line of the table."""
    held, half = row.coverage_80_percent, row.half_width_80_percent
    return (
        row.area,
        f"{row.lag_days} days before" if row.lag_days else "at closing",
        f"{row.sales:,}",
        f"{row.error_percent:.1f} %",
        f"{row.within_10_percent:.0f} %",
        f"{row.bias_percent:+.1f} %",
        "–" if held is None else f"{held:.0f} %",
        "–" if half is None else f"{half:.1f} %",
    )


def accuracy_print(found: CMAAccuracy) -> str:
    """How it was measured, and when."""
    return (
        f"Sales from {day(found.test_from)} on, each priced only from sales closed before, never from its own parcel. "
        f"Measured {day(found.measured_at.date())}. ZIP codes with fewer than 30 test sales are left out."
    )
