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
