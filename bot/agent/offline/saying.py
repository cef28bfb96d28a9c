"""Amounts, counts and days in the words of a reply."""

from __future__ import annotations

from datetime import date


def dollars(amount: float | None) -> str:
    """1234567 as $1,234,567."""
    return "price unknown" if amount is None else f"${amount:,.0f}"


def counted(total: int, noun: str) -> str:
    """`1 sale`, `3 sales`."""
    return f"{total:,} {noun}{'' if total == 1 else 's'}"


def said_day(written: object) -> str:
    """2026-11-16 as Nov 16, 2026."""
    day = date.fromisoformat(str(written))
    return f"{day:%b} {day.day}, {day.year}"
