from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.mls.spoken import read_spoken


@given(st.text(max_size=80))
def test_any_words_are_read_without_error(text):
    read_spoken(text)


@pytest.mark.parametrize("text", ["PO Box 12", "Lot 7 County Rd 130", "", "x" * 10_000, "½" * 10_000])
def test_what_the_libraries_refuse_is_left_to_our_own_reading(text):
    assert read_spoken(text) is None


@pytest.mark.parametrize(
    ("text", "street", "unit"),
    [
        ("1337 S Jackson 101", "1337 s jackson", "101"),
        ("850 N San Vicente Blvd West Hollywood CA 90069 apt 12", "850 n san vicente blvd", "12"),
        ("214 Main St North Bend WA 98045", "214 main st", ""),
    ],
)
def test_the_libraries_know_where_a_street_ends_without_a_sign(text, street, unit):
    pytest.importorskip("scourgify")
    read = read_spoken(text)
    assert read is not None
    assert (read.street_key, read.unit) == (street, unit)
