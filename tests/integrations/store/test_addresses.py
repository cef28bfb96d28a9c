from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.store.addresses import normalise

SUFFIXES = [("Street", "St"), ("Avenue", "Ave."), ("Place", "pl"), ("Court", "CT"), ("Lane", "Ln"), ("Drive", "Dr")]
COMPASS = [("Northwest", "NW"), ("South", "S."), ("north east", "N.E."), ("West", "w")]
NAMES = ["24th", "65th", "Main", "Martin Luther King", "St Helens", "Queen Anne", "Pine", "1st", "Lake View"]

numbers = st.integers(1, 99999).map(str)
units = st.sampled_from(["", "A", "5B", "12", "C3"])


@given(numbers, st.sampled_from(NAMES), st.sampled_from(SUFFIXES), st.sampled_from(COMPASS), units)
def test_long_and_short_spellings_of_an_address_have_one_key(number, name, suffix, compass, unit):
    long = normalise(f"{number} {name} {suffix[0]} {compass[0]}" + (f", Apartment {unit}" if unit else ""))
    short = normalise(f"{number}  {name.upper()} {suffix[1]} {compass[1]}" + (f" #{unit.lower()}" if unit else ""))
    assert (long.street_key, long.unit) == (short.street_key, short.unit)
    assert long.number == number
    assert long.unit == unit.lower()


@given(numbers, st.sampled_from(NAMES), st.sampled_from(SUFFIXES), units)
def test_what_follows_the_street_changes_no_key(number, name, suffix, unit):
    street = f"{number} {name} {suffix[0]}" + (f" #{unit}" if unit else "")
    bare, full = normalise(street), normalise(f"{street}, Seattle, WA 98103-1234")
    assert (full.street_key, full.unit) == (bare.street_key, bare.unit)
    assert full.postal_code == "98103"
    assert "seattle" in full.place


@given(numbers, st.sampled_from(NAMES), st.sampled_from(SUFFIXES), st.sampled_from(["A", "B", "5A", "5B"]))
def test_different_units_never_have_one_key(number, name, suffix, unit):
    one = normalise(f"{number} {name} {suffix[1]} #{unit}")
    other = normalise(f"{number} {name} {suffix[1]} #{unit}1")
    assert (one.street_key, one.unit) != (other.street_key, other.unit)


@given(st.text())
def test_no_text_is_too_odd_to_be_taken_apart(text):
    assert isinstance(normalise(text).street_key, str)


@given(numbers, st.sampled_from(NAMES), st.sampled_from(SUFFIXES), units)
def test_a_key_is_its_own_key(number, name, suffix, unit):
    once = normalise(f"{number} {name} {suffix[1]}", unit)
    assert normalise(once.street_key, unit) == once


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("comps within 1 mile of 6512 24th Ave NW", "6512 24 ave nw"),
        ("12 Broadway, Seattle", "12 broadway"),
        ("12 Broadway 98102", "12 broadway"),
        ("44 Terrace St", "44 ter st"),
        ("17 Park Place Ct SE", "17 park pl ct se"),
        ("400 First Ave", "400 1 ave"),
        ("the yellow house", ""),
        ("", ""),
    ],
)
def test_streets_of_all_shapes_are_found_in_text(text, key):
    assert normalise(text).street_key == key
