from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.agent.offline.addresses import find_addresses
from bot.agent.offline.gazetteer import Gazetteer, built_in
from bot.agent.offline.normalise import clean
from bot.agent.planning import plan

PLACES = built_in()


def found(text, places=PLACES):
    return [one.text for one in find_addresses(clean(text), places)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("what's 1423 NW 65th St worth?", "1423 NW 65th St"),
        ("1423 nw 65th", "1423 nw 65th"),
        ("what's 1837 NW 59ht St worth", "1837 NW 59ht St"),
        ("value 1423 NW 65 St now", "1423 NW 65 St"),
        ("1423 N.W. 65th St. please", "1423 N.W. 65th St"),
        ("4512 Phinney Ave N, Seattle, WA 98103!", "4512 Phinney Ave N, Seattle, WA 98103"),
        ("4512 phinney ave n seattle wa 98103", "4512 phinney ave n seattle wa 98103"),
        ("12 Oak St in Ballard to matching buyers", "12 Oak St, Ballard"),
        ("830 Broadway E #4 today", "830 Broadway E #4"),
        ("6226 Seaview Ave NW Unit 203 today", "6226 Seaview Ave NW Unit 203"),
        ("77 Yesler Way is nice", "77 Yesler Way"),
        ("20319 State Route 9 SE", "20319 State Route 9"),
        ("2211 Martin Luther King Jr Way S", "2211 Martin Luther King Jr Way S"),
        ("1423 NW 65th St's value", "1423 NW 65th St"),
        ("(1423 NW 65th St)", "1423 NW 65th St"),
        ("500 Fifth Ave, Portland, OR", "500 Fifth Ave, Portland"),
        ("15 Lake Ave, Smallville 12345 and more", "15 Lake Ave, Smallville 12345"),
        ("15 Lake Ave, Dallas, TX 75201 please", "15 Lake Ave, Dallas, TX 75201"),
        ("1310 northwest sixty-eighth street", "1310 northwest sixty-eighth street"),
        ("cma parcel 3052700472", "3052700472"),
        ("what's Unit C, 1837 NW 59th St worth?", "Unit C, 1837 NW 59th St"),
        ("value apt 5B, 2401 3rd Ave", "apt 5B, 2401 3rd Ave"),
        ("#5B 2401 3rd Ave please", "#5B 2401 3rd Ave"),
        ("what is 305270-0472 worth", "305270-0472"),
        ("run a cma on MLS# 1100005", "1100005"),
        ("value listing #1100005 for me", "1100005"),
        ("cma 1100005", "1100005"),
    ],
)
def test_an_address_is_kept_as_typed(text, address):
    assert found(text)[0].rstrip(".") == address


@pytest.mark.parametrize(
    "text",
    [
        "3/2 under 600k in 98103",
        "3 bedroom house on a nice street",
        "top 5 leads in Ballard",
        "2 buyers on the way",
        "30 days on the market",
        "homes over 2,000 sq ft with a lake view",
        "between 500 and 600k",
        "$500 per square foot",
        "built after 2000 with a view",
        "98103",
        "leads over 80 in Queen Anne",
        "the house on Linden Ave",
        "call Anna at 206-555-0100",
        "homes under 1250000",
        "the listing costs 750,000",
    ],
)
def test_other_numbers_are_no_address(text):
    assert [one for one in find_addresses(clean(text), PLACES) if one.sure] == []


def test_a_street_of_the_store_counts_without_a_suffix():
    places = Gazetteer.of((), (), ("summer st",))
    assert found("what is 4021 summer worth", places) == ["4021 summer"]


@settings(max_examples=300)
@given(
    st.integers(min_value=10, max_value=29999),
    st.sampled_from(("", "N ", "NW ", "e ")),
    st.sampled_from(("Oak", "65th", "Densmore", "Lake City", "3rd")),
    st.sampled_from(("St", "Ave", "Street", "Pl", "Dr", "ave")),
    st.sampled_from(("", " N", " SE")),
    st.sampled_from(("", ", Seattle", " 98103", ", Bellevue, WA 98004", " #B")),
    st.sampled_from(
        ("what is {} worth?", "cma for {} please", "send a just listed for {} to everyone", "{}", "price drop at {}!")
    ),
)
def test_every_shape_of_address_survives_every_sentence(number, direction, street, suffix, side, tail, sentence):
    address = f"{number} {direction}{street} {suffix}{side}{tail}"
    assert found(sentence.format(address)) == [address]


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text):
    found(text)


def test_a_house_number_and_a_known_street_alone_ask_what_the_home_is_worth():
    places = Gazetteer.of((), (), ("winslow ave n",))
    (asked,) = plan("8303 winslow", date(2026, 11, 24), places).calls
    assert asked == ("run_cma", {"address": "8303 winslow"})
    assert plan("30 days", date(2026, 11, 24), places).calls == ()
