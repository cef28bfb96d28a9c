"""After an analysis Jorge corrects it in his own words: facts, comparables, what changed."""

from __future__ import annotations

from datetime import date

import pytest

from bot.agent.offline.conversation import Memory, think
from bot.agent.offline.gazetteer import built_in

TODAY = date(2026, 3, 12)
PLACES = built_in()


def after(*lines):
    memory, step = Memory(), None
    for line in lines:
        step = think(line, TODAY, PLACES, memory)
        memory = Memory(step.pending, step.calls[-1] if step.calls else memory.previous)
    return step


def corrected(*lines):
    (call,) = after("cma for 12 Oak St", *lines).calls
    assert call.tool == "run_cma"
    assert call.args["address"] == "12 Oak St"
    return {name: value for name, value in call.args.items() if name != "address"}


@pytest.mark.parametrize(
    ("said", "args"),
    [
        ("it has a new kitchen, 4 beds", {"bedrooms_total": 4, "year_renovated": 2026}),
        ("use 1500 sqft", {"living_area": 1500}),
        ("it was remodeled last year", {"year_renovated": 2025}),
        ("the kitchen was redone 5 years ago", {"year_renovated": 2021}),
        ("it was remodeled in 2019", {"year_renovated": 2019}),
        ("it's in excellent condition", {"condition": 5}),
        ("it's a fixer", {"condition": 2}),
        ("it needs work, 2 beds", {"condition": 2, "bedrooms_total": 2}),
        ("condition 4", {"condition": 4}),
        (
            "it has a new kitchen and new baths, 4 beds, 2.5 baths, 1,900 square feet and was built in 1995",
            {"bedrooms_total": 4, "bathrooms_total": 2.5, "living_area": 1900, "year_built": 1995,
             "year_renovated": 2026},
        ),
        ("leave out the one on 12th Ave", {"exclude_comparables": ["the one on 12th Ave"]}),
        ("leave the one on 12th Ave out", {"exclude_comparables": ["the one on 12th Ave"]}),
        ("drop number 3", {"exclude_comparables": ["3"]}),
        ("drop comps 3, 5 and 7", {"exclude_comparables": ["3", "5", "7"]}),
        ("don't use 7422 20th Ave NE", {"exclude_comparables": ["7422 20th Ave NE"]}),
        (
            "leave out 7422 20th Ave NE and use 1500 sqft",
            {"exclude_comparables": ["7422 20th Ave NE"], "living_area": 1500},
        ),
        ("add 1770 NE 78th St", {"include_comparables": ["1770 NE 78th St"]}),
        ("put back the one on 20th Ave", {"include_comparables": ["the one on 20th Ave"]}),
        (
            "weigh the condo next door more",
            {"weigh_comparables": [{"listing_id": "the condo next door", "factor": 2}]},
        ),
        ("give number 2 less weight", {"weigh_comparables": [{"listing_id": "2", "factor": 0.5}]}),
        (
            "weigh the one on Oak Dr less because it sold to a brother",
            {"weigh_comparables": [
                {"listing_id": "the one on Oak Dr", "factor": 0.5, "reason": "it sold to a brother"}]},
        ),
        ("move number 2 up 5%", {"move_comparables": [{"listing_id": "2", "percent": 5}]}),
        (
            "adjust the one on 12th Ave down 3 percent because it backs onto I-5",
            {"move_comparables": [
                {"listing_id": "the one on 12th Ave", "percent": -3, "reason": "it backs onto I-5"}]},
        ),
        ("what changed since last week?", {"since": "2026-03-02"}),
        ("what changed since March 1?", {"since": "2026-03-01"}),
        ("what changed?", {}),
        ("rerun it", {}),
    ],
)  # fmt: skip
def test_what_jorge_says_after_an_analysis_corrects_it(said, args):
    assert corrected(said) == args


def test_corrections_add_up_until_they_are_undone():
    lines = ("use 1500 sqft", "drop number 3", "leave out the one on 12th Ave", "4 beds")
    assert corrected(*lines) == {
        "living_area": 1500,
        "bedrooms_total": 4,
        "exclude_comparables": ["3", "the one on 12th Ave"],
    }
    assert corrected(*lines, "start over") == {}


def test_what_changed_is_asked_once():
    assert corrected("what changed since last week?", "4 beds") == {"bedrooms_total": 4}


def test_a_first_request_may_say_it_all():
    (call,) = think("cma for 12 Oak St, 4 beds, but leave out 7422 20th Ave NE", TODAY, PLACES).calls
    assert call.args == {
        "address": "12 Oak St",
        "bedrooms_total": 4,
        "exclude_comparables": ["7422 20th Ave NE"],
    }


@pytest.mark.parametrize(
    ("said", "tool"),
    [
        ("who are my hottest buyers?", "find_leads"),
        ("homes in Ballard under 800k", "search_listings"),
        ("send a just listed email for 12 Oak St", "launch_campaign"),
        ("sync the mls", "sync_now"),
    ],
)
def test_another_request_is_not_taken_for_a_correction(said, tool):
    assert [call.tool for call in after("cma for 12 Oak St", said).calls] == [tool]


@pytest.mark.parametrize(
    "said", ["why did you leave out the one on 12th?", "thanks", "remove the sign", "the kitchen needs to be redone"]
)
def test_what_corrects_nothing_values_nothing(said):
    assert after("cma for 12 Oak St", said).calls == ()
