from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.agent.offline.conversation import Memory, think
from bot.agent.offline.draft import Draft
from bot.agent.offline.gazetteer import built_in

TODAY = date(2026, 3, 12)
PLACES = built_in()
CHOICES = ("4512 Phinney Ave N, Seattle, WA 98103", "4512 Phinney Ave N, Shoreline, WA 98133")


def after(*lines):
    memory, step = Memory(), None
    for line in lines:
        step = think(line, TODAY, PLACES, memory)
        memory = Memory(step.pending, step.calls[-1] if step.calls else memory.previous)
    return step


def talk(*lines):
    return [(call.tool, call.args) for call in after(*lines).calls]


@pytest.mark.parametrize(
    ("lines", "calls"),
    [
        (("what's my house worth", "1423 NW 65th St, Seattle"), [("run_cma", {"address": "1423 NW 65th St, Seattle"})]),
        (
            ("email my buyers", "price drop", "4512 Phinney Ave N"),
            [
                (
                    "launch_campaign",
                    {"campaign_type": "price_drop", "address": "4512 Phinney Ave N", "audience": "buyers"},
                )
            ],
        ),
        (
            ("email past clients a newsletter", "everyone"),
            [("launch_campaign", {"campaign_type": "newsletter", "audience": "everyone"})],
        ),
        (
            ("hottest buyers in 98103", "and in Ballard?", "only under 700k", "also 98117"),
            [("find_leads", {"kind": "buyer", "areas": ["Ballard", "98117"], "price_max": 700000})],
        ),
        (
            ("homes in Ballard under 800k", "with 3 beds", "what about Fremont?"),
            [("search_listings", {"areas": ["Fremont"], "price_max": 800000, "bedrooms_min": 3})],
        ),
        (("leads in Ballard", "more"), [("find_leads", {"areas": ["Ballard"], "limit": 20})]),
        (("cma for 12 Oak St", "with 4 beds"), [("run_cma", {"address": "12 Oak St", "bedrooms_total": 4})]),
        (("cma for 12 Oak St", "what about 14 Elm St?"), [("run_cma", {"address": "14 Elm St"})]),
        (("what's my house worth", "sync the mls"), [("sync_now", {"system": "mls"})]),
        (("cma for 12 Oak St", "make it 4 beds"), [("run_cma", {"address": "12 Oak St", "bedrooms_total": 4})]),
        (("cma for 12 Oak St", "4 beds"), [("run_cma", {"address": "12 Oak St", "bedrooms_total": 4})]),
        (
            ("cma for 12 Oak St", "what if it had 2.5 baths"),
            [("run_cma", {"address": "12 Oak St", "bathrooms_total": 2.5})],
        ),
        (("cma for 12 Oak St", "actually 2100 sqft"), [("run_cma", {"address": "12 Oak St", "living_area": 2100})]),
        (
            ("buyers in ballard", "only the hot ones", "under 700k"),
            [("find_leads", {"kind": "buyer", "areas": ["Ballard"], "temperature": "hot", "price_max": 700000})],
        ),
        (("leads in Ballard", "5 more"), [("find_leads", {"areas": ["Ballard"], "limit": 15})]),
        (
            ("homes in ballard", "only the pending ones"),
            [("search_listings", {"areas": ["Ballard"], "status": "pending"})],
        ),
        (("sync mls", "and the crm"), [("sync_now", {"system": "crm"})]),
        (
            ("send the just listed for 12 Oak St", 'change the subject to "Fresh in Ballard"'),
            [
                (
                    "launch_campaign",
                    {"campaign_type": "just_listed", "address": "12 Oak St", "subject": "Fresh in Ballard"},
                )
            ],
        ),
        (("what's my house worth", "never mind"), []),
        (("homes in Ballard", "thanks"), []),
    ],
)
def test_a_reply_finishes_or_changes_what_was_asked(lines, calls):
    assert talk(*lines) == calls


@pytest.mark.parametrize(
    "first", ["send the just listed for 12 Oak St", "hot buyers in ballard", "cma for 12 Oak St", "hi"]
)
@pytest.mark.parametrize(
    "word",
    ["yes", "approve", "send it to them", "go ahead and send it", "ok do it", "email them", "looks good, send it"],
)
def test_no_word_in_the_chat_sends_anything(first, word):
    step = after(first, word)
    assert step.calls == ()
    assert step.pending is None
    assert "press Approve on its card" in step.say


def test_calling_off_a_campaign_points_to_its_card():
    assert "Cancel" in after("send the just listed for 12 Oak St", "cancel").say


@pytest.mark.parametrize(
    "said",
    [
        "can i refuse to show a house to families w kids?",
        "only send the just listed for 12 Oak St to white buyers",
        "don't send to families with kids",
        "send the newsletter to christians only",
        "which areas have the fewest minorities",
        "find buyers without kids",
        "whats the best neighborhood for young families",
    ],
)
def test_nobody_is_chosen_by_a_protected_class(said):
    step = after("homes in Ballard", said)
    assert step.calls == ()
    assert "fair-housing law" in step.say


@pytest.mark.parametrize(
    "said",
    [
        "homes for a family of 5 in Bothell",
        "single family homes in 98115",
        "buyers in White Center",
        "listings in Black Diamond only",
        "find lead Christian Moore",
        "kid friendly homes in Sammamish",
    ],
)
def test_an_innocent_word_is_no_choosing_of_people(said):
    assert think(said, TODAY, PLACES).calls


@pytest.mark.parametrize("said", ["more leads like him", "show me more houses like that one"])
def test_what_points_at_nothing_is_asked_back(said):
    assert think(said, TODAY, PLACES).say.startswith("Like which one?")


def test_a_question_of_law_is_not_answered_with_a_list():
    assert "attorney" in think("can my client back out of the contract", TODAY, PLACES).say


@pytest.mark.parametrize(
    ("reply", "chosen"),
    [
        ("2", 1),
        ("the second one", 1),
        ("first", 0),
        ("98133", 1),
        ("the one in Shoreline", 1),
        ("seattle", 0),
        ("4512 Phinney Ave N, Seattle, WA 98103", 0),
        ("the last one please", 1),
    ],
)
def test_a_choice_may_be_named_in_any_way(reply, chosen):
    pending = Draft("run_cma", {"address": "4512 Phinney Ave N"}, missing="address", ask="Which?", options=CHOICES)
    step = think(reply, TODAY, PLACES, Memory(pending))
    assert step.calls[0].args == {"address": CHOICES[chosen]}


def test_bare_facts_complete_a_valuation():
    pending = Draft("run_cma", {"address": "12 Oak St"}, missing="bedrooms_total", ask="How many bedrooms?")
    assert think("3 beds", TODAY, PLACES, Memory(pending)).calls[0].args == {
        "address": "12 Oak St",
        "bedrooms_total": 3,
    }
    assert think("3", TODAY, PLACES, Memory(pending)).calls[0].args == {"address": "12 Oak St", "bedrooms_total": 3}


def test_a_message_of_5000_characters_is_read():
    text = "please " * 700 + "show me homes in Ballard under 700k"
    step = think(text[:5000] + " homes in Ballard under 700k", TODAY, PLACES)
    assert step.calls[0].args == {"areas": ["Ballard"], "price_max": 700000}
    for noise in ("9" * 5000, "1 " * 2500, "a" * 5000, "between 1 and " * 350, "not " * 1200, "," * 5000):
        think(noise, TODAY, PLACES)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    step = think(text, TODAY, PLACES)
    assert step.calls or step.say


WORDS = st.sampled_from(
    [
        "don't",
        "send",
        "a",
        "just-listed",
        "email",
        "for",
        "1423",
        "NW",
        "65th",
        "St",
        "to",
        "my",
        "buyers",
        "in",
        "Ballard",
        "under",
        "800k",
        "not",
        "condos",
        "sync",
        "the",
        "MLS",
        "what",
        "is",
        "worth",
        "3/2",
        "98103",
        "last",
        "30",
        "days",
        "and",
        "hot",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=14))
def test_no_order_of_words_breaks_it_and_every_call_is_valid(words):
    from tools.toolbox import registry

    for call in think(" ".join(words), TODAY, PLACES).calls:
        registry()[call.tool].arguments.model_validate(call.args)


@pytest.mark.parametrize("verb", ["send", "email", "text", "blast", "announce", "launch"])
@pytest.mark.parametrize("no", ["don't", "do not", "please don't", "never", "Don’t"])
def test_a_forbidden_campaign_is_never_launched(no, verb):
    step = think(f"{no} {verb} the just-listed for 1423 NW 65th St to matching buyers", TODAY, PLACES)
    assert step.calls == ()
