from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.alerts.routing import for_others, initials

NAME = st.text(alphabet=string.ascii_letters, min_size=4, max_size=12).map(str.capitalize)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Maria Lopez", "M. L."),
        ("maria", "M."),
        ("maria@example.com", "a lead"),
        ("+12065550123", "a lead"),
        ("", "a lead"),
    ],
)
def test_a_name_becomes_initials(name, said):
    assert initials(name) == said


@given(NAME, NAME, st.booleans())
def test_no_name_number_or_address_of_a_lead_leaves_the_dm(first, last, about_lead):
    words = {"lead", "hot", "budget", "matches", "wants", "area", "jorge", "details", "title", "call", "story", "kind"}
    assume(not {first.lower(), last.lower()} & words)
    secret = f"{first} {last}, {first.lower()}@example.com, (206) 555-0123, +12065550123"
    one = alert(
        title=f"Matches: {secret}", why=f"{first} wants it. {secret}", first_step=f"Call {first}", quote=secret,
        people=(f"{first} {last}",), reasons=(secret,), record_url="https://crm.example/1",
        facts=(("Phone", "+12065550123"), ("E-mail", "x@example.com"), ("Budget", f"up to $800k for {first}")),
        contact_id="c1" if about_lead else None,
    )  # fmt: skip
    shared = for_others(one)
    told = " ".join((shared.title, shared.why, shared.first_step, shared.quote, *shared.reasons, str(shared.facts)))
    words_told = {word.strip(".,:()'\"") for word in told.split()}
    assert not {first, last, first.lower()} & words_told
    for personal in ("@example.com", "555-0123", "2065550123", "crm.example"):
        assert personal not in told
    assert shared.record_url is None


def test_a_home_on_the_market_is_told_as_it_is_and_its_buyers_are_not():
    facts = (("Home", "12 Lincoln Ave"), ("Price", "$850,000"), ("Buyers", "Abe Lincoln"))
    shared = for_others(alert(facts=facts, people=("Abe Lincoln",), contact_id=None))
    assert shared.facts == facts[:2]


def test_the_home_of_a_lead_stays_in_the_dm():
    assert for_others(alert(facts=(("Home", "12 Lincoln Ave"),), contact_id="c1")).facts == ()


def test_prices_and_addresses_of_listings_stay_readable():
    one = alert(title="12 Oak St: $850,000, was $1,250,000", why="Down 11 % on 2026-03-04", contact_id=None, people=())
    assert (for_others(one).title, for_others(one).why) == (one.title, one.why)


def alert(**facts):
    from datetime import UTC, datetime

    from integrations.models.alert import Alert, Severity

    at = datetime(2026, 3, 4, tzinfo=UTC)
    given_facts = {"id": "a", "story": "s", "kind": "matches", "severity": Severity.NORMAL, "title": "t", "why": "w"}
    return Alert.model_validate(given_facts | {"opened_at": at, "updated_at": at} | facts)
