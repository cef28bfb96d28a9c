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


WORDS = [
    "12",
    "4512",
    "130a",
    "31-15",
    "2000-2002",
    "123-1/2",
    "lot",
    "7",
    "#",
    "apt",
    "unit",
    "5",
    "5b",
    "b",
    "ph",
    "2",
    "no",
    "so",
    "n",
    "nw",
    "north",
    "west",
    "e",
    "the",
    "of",
    "de",
    "la",
    "saint",
    "st",
    "mount",
    "fort",
    "o'",
    "farrell",
    "main",
    "oak",
    "king",
    "martin",
    "luther",
    "mlk",
    "jr",
    "dr",
    "avenue",
    "ave",
    "highway",
    "hwy",
    "us",
    "state",
    "route",
    "county",
    "road",
    "fm",
    "farm",
    "to",
    "market",
    "loop",
    "i-35",
    "9",
    "101",
    "one",
    "hundred",
    "fifty-ninth",
    "twenty",
    "second",
    "park",
    "view",
    "lake",
    "run",
    "po",
    "box",
    ",",
    ",",
    ".",
    "-",
    "(",
    "seattle",
    "bend",
    "wa",
    "98107",
    "98107-3045",
    "é",
    "w245n6531",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=60))
def test_an_address_taken_apart_and_written_again_is_the_same(text):
    once = normalise(text)
    again = normalise(f"{once.street_key}, Seattle" if " " in once.street_key else once.street_key, once.unit)
    assert (again.number, again.street_key, again.unit) == (once.number, once.street_key, once.unit)


STREETS = [
    "24",
    "main",
    "mlk",
    "ofarrell",
    "queen anne",
    "st helens",
    "mt baker",
    "old mill pond",
    "lake city",
    "ocean view",
]
places = st.sampled_from(["", ", Seattle, WA", ", North Bend, WA 98045", " 98103-7731"])


@given(
    st.integers(1, 99999).map(str) | st.sampled_from(["123-1/2", "3115"]),
    st.sampled_from(["", "n", "sw"]),
    st.sampled_from(STREETS),
    st.sampled_from(["st", "ave", "rd", "blvd", "ter", "xing", "pkwy"]),
    st.sampled_from(["", "ne", "s"]),
    st.sampled_from(["", "a", "5b", "ph2", "1204"]),
    places,
)
def test_the_parts_of_an_address_survive_being_written_in_one_line(number, ahead, name, suffix, behind, unit, place):
    street = " ".join(part for part in (number, ahead, name, suffix, behind) if part)
    read = normalise(f"{street}{f' Unit {unit}' if unit else ''}{place}")
    assert (read.number, read.street_key, read.unit) == (number, street, unit)


@pytest.mark.parametrize(
    "text", ["PO Box 12, Seattle", "P.O. Box 12", "", "#", ",,,", "Apt", "½", "\x00", "unit unit unit"]
)
def test_what_is_no_address_has_no_house_number(text):
    assert normalise(text).number == ""


def test_a_lot_on_a_county_road_has_a_key_of_its_own():
    assert normalise("Lot 7 County Rd 130").street_key == "lot7 cr 130" != normalise("7 County Rd 130").street_key


def test_a_text_of_any_length_is_read():
    assert normalise("12 Oak St " * 1000).street_key == "12 oak st"


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
