"""What the measures are called, and their values as people say them."""

from __future__ import annotations

from typing import Final

from integrations.models.market import Measure

_SAID: Final[dict[Measure, tuple[str, str]]] = {
    "months_of_supply": ("months of supply", "{:.1f}"),
    "days_to_pending": ("days to a contract", "{:.0f}"),
    "list_to_sale": ("sale price to list price", "{:.1f} %"),
    "cut_share": ("contracts after a price cut", "{:.0f} %"),
    "fast_share": ("contracts within 21 days", "{:.0f} %"),
    "inquiries": ("looks and inquiries of your leads in 30 days", "{:.0f}"),
}


def called(measure: Measure) -> str:
    """What a measure is called, in small letters."""
    return _SAID[measure][0]


def said(measure: Measure, value: float) -> str:
    """A measure's value; shares are in percent."""
    form = _SAID[measure][1]
    return form.format(100 * value if form.endswith("%") else value)
