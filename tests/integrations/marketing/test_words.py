from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.marketing.fair_housing import check_text
from integrations.marketing.hours import allowed_from, zones_of
from integrations.marketing.optout import asks_to_start, asks_to_stop
from integrations.marketing.segments import count_segments, price_texts

SEATTLE = ZoneInfo("America/Los_Angeles")
# HUD's memo of 9 January 1995, the sheet's other phrases, and plain words of the trade.
MAY_BE_SAID = """master bedroom|mother-in-law suite|bachelor apartment|great view|fourth-floor walk-up|walk-in closets|
jogging trails|walk to bus-stop|apartment complex with chapel|Santa Claus|Easter Bunny|Happy Easter|rare find|
desirable neighborhood|family room|quiet streets|wheelchair ramp|kosher meals available|non-smoking|
exclusive right to sell|exclusive listing agreement|private entrance|traditional style|single-family home|
white kitchen cabinets|perfect for gardeners|ideal for a home office|black granite counters|no HOA dues|
Equal Housing Opportunity"""
MUST_NOT_BE_SAID = """no children|no kids|Adults only|adult building|Perfect for empty nesters|singles only|
ideal for a young couple|mature persons|no  children  allowed|no wheelchairs|able-bodied tenants|
not suitable for the handicapped|Christian home|Catholic family preferred|Jewish community|close to the synagogue|
whites only|integrated neighborhood|English speakers only|no immigrants|female preferred|no section 8|55+ only|
no\u200b children|no\u00a0kids"""
STOPS = """STOP|stop.|Stop!!!|unsubscribe|END|Quit|STOPALL|revoke|optout|cancel|please dont text me anymore|Stpo|
don't contact me|take me off your list|remove me from this list|ok stop texting|no mas|leave me alone|wrong number|
opt out|I want to opt out of these"""
GOES_ON = """Can I stop by tomorrow?|Please stop by at 5|cancel our tour, see you Friday|Yes, interested|
What time does the open house end?|I can't make it, don't worry|Do you want me to call?|the quit claim deed is signed"""


def each(words):
    return [one.strip("\n") for one in words.split("|")]


@pytest.mark.parametrize("phrase", each(MAY_BE_SAID))
def test_it_may_be_said(phrase):
    assert check_text(f"Charming home. {phrase}. Come and see it.") == []


@pytest.mark.parametrize("phrase", each(MUST_NOT_BE_SAID))
def test_it_must_not_be_said(phrase):
    hits = check_text(f"Charming home. {phrase}. Come and see it.")
    assert hits
    assert hits[0].tier == "hard"
    assert hits[0].law
    assert hits[0].instead


@pytest.mark.parametrize(
    "phrase", ["family-friendly street", "safe neighborhood", "top-rated schools", "near the church", "bachelor pad"]
)
def test_it_is_shown_before_it_is_sent(phrase):
    assert [hit.tier for hit in check_text(f"A home, {phrase}.")] == ["soft"]


@pytest.mark.parametrize("said", each(STOPS))
def test_it_means_stop(said):
    assert asks_to_stop(said)


@pytest.mark.parametrize("said", each(GOES_ON))
def test_it_does_not_mean_stop(said):
    assert not asks_to_stop(said)


def test_start_means_start():
    assert asks_to_start(" Start ")
    assert not asks_to_start("Let us start with the kitchen")


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("é" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("🏡" * 35, 1),
        ("🏡" * 36, 2),
    ],
)
def test_segments_are_counted_as_they_are_billed(body, count):
    assert count_segments(body) == count


def test_a_price_is_rounded_up_to_the_cent():
    assert price_texts("hello", 1) == Decimal("0.01")
    assert price_texts("a" * 161, 100) == Decimal("1.66")


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(["+12065550142", "+12125550142", "+18085550142", "+14155550142", "+18005550142", "+15005550006"]),
)
def test_whenever_it_is_the_next_allowed_moment_is_allowed_and_near(now, phone):
    moment = allowed_from(phone, now, SEATTLE)
    assert now <= moment <= now + timedelta(hours=24)
    zones = zones_of(phone, SEATTLE)
    if len(zones) == 1:
        assert time(8) <= moment.astimezone(zones[0]).time() < time(21)
    assert allowed_from(phone, moment, SEATTLE) == moment


@pytest.mark.parametrize("day", [datetime(2026, 3, 8, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)])
def test_on_the_night_that_the_clocks_change_morning_is_still_at_eight(day):
    opens = allowed_from("+12065550142", day.replace(hour=9), SEATTLE)
    assert opens.astimezone(SEATTLE).time() == time(8)


def test_a_number_in_two_zones_is_texted_when_it_is_day_in_both():
    # Idaho's 208 lies in Mountain and in Pacific time.
    assert {zone.key for zone in zones_of("+12085550142", SEATTLE)} == {"America/Boise", "America/Los_Angeles"}
    morning = datetime(2026, 7, 1, 14, 30, tzinfo=UTC)  # 8:30 Mountain, 7:30 Pacific
    assert allowed_from("+12085550142", morning, SEATTLE) == datetime(2026, 7, 1, 15, tzinfo=UTC)
    evening = datetime(2026, 7, 2, 3, tzinfo=UTC)  # 21:00 Mountain, 20:00 Pacific
    assert allowed_from("+12085550142", evening, SEATTLE) == datetime(2026, 7, 2, 15, tzinfo=UTC)
