from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.agent.offline.bounds import Bounds
from bot.agent.offline.dates import take_period
from bot.agent.offline.money import take_price
from bot.agent.offline.numbers import write_digits
from bot.agent.offline.sheet import Sheet

TODAY = date(2026, 3, 12)


def price(text):
    low = write_digits(text)
    return take_price(Sheet(text, low, low))


def period(text, today=TODAY):
    low = write_digits(text.lower())
    return take_period(Sheet(text, low, low), today)


thousands = st.integers(min_value=50, max_value=990)
dollars = st.integers(min_value=50_000, max_value=30_000_000)


@given(thousands)
def test_all_spellings_of_an_amount_are_one_amount(amount):
    value = Decimal(amount * 1000)
    for spelled in (
        f"{amount}k",
        f"${amount}k",
        f"{amount}K".lower(),
        f"{amount} thousand",
        f"${amount},000",
        f"{amount},000",
        f"{amount}000",
        f"{amount} grand",
    ):
        assert price(f"under {spelled}") == Bounds(high=value, strict=True), spelled
        assert price(f"at least {spelled}").low == value, spelled
        assert price(f"homes for {spelled}").bare == value, spelled


@given(st.integers(min_value=1, max_value=99))
def test_millions_with_a_fraction(tenths):
    said = f"{tenths // 10}.{tenths % 10}"
    value = Decimal(said) * 1_000_000
    for spelled in (f"${said}m", f"{said} mil", f"{said} million", f"{said}mm"):
        assert price(f"up to {spelled}").high == value, spelled


@given(thousands, thousands)
def test_a_range_in_any_spelling_has_both_ends(one, other):
    low, high = sorted((one, other))
    for said in (
        f"{low}k-{high}k",
        f"{low}-{high}k",
        f"between {low} and {high}k",
        f"${low}k to ${high}k",
        f"from {low},000 to {high},000",
        f"between {low}k and {high}k",
    ):
        assert price(said) == Bounds(low=Decimal(low * 1000), high=Decimal(high * 1000)), said


@given(dollars)
def test_around_is_ten_percent_either_way(amount):
    said = price(f"around ${amount:,}")
    assert said == Bounds(low=Decimal(amount) * Decimal("0.9"), high=Decimal(amount) * Decimal("1.1"))


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("half a million or less", None, 500_000),
        ("over a million", 1_000_000, None),
        ("a million and a half tops", None, 1_500_000),
        ("six hundred fifty thousand max", None, 650_000),
        ("one point two million and up", 1_200_000, None),
        ("no more than 800k", None, 800_000),
        ("not less than 800k", 800_000, None),
        ("800k+", 800_000, None),
        ("500k-1.2m", 500_000, 1_200_000),
        ("1-1.5m", 1_000_000, 1_500_000),
        ("800-1.2m", 800_000, 1_200_000),
        ("over 500k and under 800k", 500_000, 800_000),
        ("under 600", None, 600_000),
        ("in the 700s", 700_000, 799_999),
        ("between 1 and 1.2 million", 1_000_000, 1_200_000),
    ],
)
def test_prices_as_agents_say_them(said, low, high):
    found = price(said)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "said", ["3 beds", "98 leads", "2,000 sq ft", "top 10", "30 days", "within 20 miles", "built 1990", "5 pm", "10 %"]
)
def test_other_numbers_are_no_price(said):
    assert price(said) == Bounds()


days = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))


@given(days, st.integers(min_value=1, max_value=400))
def test_the_last_days_count_back_from_the_day_given(today, count):
    for said in (f"last {count} days", f"in the past {count} days", f"over the last {count} days"):
        span = period(said, today)
        assert (span.days, span.since) == (count, today - timedelta(days=count)), said


@given(days, st.integers(min_value=0, max_value=360))
def test_a_date_given_is_the_date_read(today, back):
    day = today - timedelta(days=back)
    assert period(f"since {day.isoformat()}", today).since == day
    assert period(f"since {day:%B} {day.day}, {day.year}", today).since == day
    assert period(f"since {day.month}/{day.day}/{day.year}", today).since == day
    assert period(f"since {day:%B} {day.day}".lower(), today).since == day if day.day + day.month != 31 else True


@given(days)
def test_no_period_begins_in_the_future(today):
    for said in (
        "today",
        "yesterday",
        "this week",
        "last week",
        "this month",
        "last month",
        "this year",
        "last year",
        "since monday",
        "since friday",
        "since march",
        "since december 25",
        "over the weekend",
        "last weekend",
        "ytd",
        "this quarter",
        "last quarter",
    ):
        span = period(said, today)
        assert span.since <= today, said
        assert span.until is None or span.since <= span.until <= today + timedelta(days=1), said
        assert span.days >= 0, said


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("today", "2026-03-12", None),
        ("yesterday", "2026-03-11", "2026-03-11"),
        ("this week", "2026-03-09", None),
        ("since monday", "2026-03-09", None),
        ("since march 1st", "2026-03-01", None),
        ("since december 25", "2025-12-25", None),
        ("in the last two weeks", "2026-02-26", None),
        ("last month", "2026-02-01", "2026-02-28"),
        ("in the last month", "2026-02-12", None),
        ("last 6 months", "2025-09-12", None),
        ("3 days ago", "2026-03-09", "2026-03-09"),
        ("in february", "2026-02-01", "2026-02-28"),
        ("between january and february", "2026-01-01", "2026-02-28"),
        ("last 24 hours", "2026-03-11", None),
        ("past fortnight", "2026-02-26", None),
    ],
)
def test_dates_as_people_say_them(said, since, until):
    span = period(said)
    assert span.since.isoformat() == since
    assert (span.until.isoformat() if span.until else None) == until


def test_the_end_of_february_is_no_trap():
    assert period("last 12 months", date(2024, 2, 29)).since == date(2023, 2, 28)


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_is_read_without_error(text):
    price(text.lower())
    period(text.lower())
