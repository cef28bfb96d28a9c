from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.simulated.desk.blocks import check_blocks, check_view, complete
from integrations.simulated.desk.elements import INTERACTIVE, walk
from integrations.simulated.desk.layout import KINDS
from integrations.simulated.desk.refusal import RefusedError

SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5)
WORDS = st.fixed_dictionaries({"type": st.sampled_from(["plain_text", "mrkdwn"]), "text": st.text(max_size=20)})
SHORT = st.text(max_size=3)
JSON = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SHORT, inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["text", "fields", "accessory", "elements", "element", "label", "hint", "title", "rows", "actions", "child_blocks",
     "options", "option_groups", "confirm", "image_url", "alt_text", "hero_image", "level", "block_id", "action_id",
     "value", "placeholder"]
)  # fmt: skip
ELEMENT = st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from(sorted(INTERACTIVE)),
    st.dictionaries(KEYS, JSON, max_size=4),
)
ANY = JSON | ELEMENT | st.lists(ELEMENT, max_size=3)
BLOCK = st.builds(
    lambda kind, rest: {**rest, "type": kind}, st.sampled_from(sorted(KINDS)), st.dictionaries(KEYS, ANY, max_size=5)
)


@settings(max_examples=400, deadline=None)
@given(st.lists(BLOCK | ANY, max_size=4) | ANY)
def test_whatever_an_app_sends_is_accepted_or_refused_and_never_breaks_the_desk(blocks):
    try:
        check_blocks(blocks)
    except RefusedError:
        return
    made = complete(blocks)
    assert all(block["block_id"] for block in made)
    assert all(element["action_id"] for _, element in walk(made))


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["type", "title", "blocks", "submit", "close", "callback_id"]), ANY, max_size=6))
def test_whatever_view_an_app_sends_is_accepted_or_refused(view):
    with contextlib.suppress(RefusedError):
        check_view(view, "modal")


@pytest.mark.parametrize("size", [150, 151])
def test_the_limit_itself_is_allowed_and_one_more_is_not(size):
    header = [{"type": "header", "text": {"type": "plain_text", "text": "x" * size}}]

    refused = pytest.raises(RefusedError) if size > 150 else contextlib.nullcontext()
    with refused:
        check_blocks(header)


def words(text):
    return {"type": "plain_text", "text": text}


def option(n):
    return {"text": words(f"Option {n}"), "value": str(n)}


BUTTON = {"type": "button", "text": words("Go"), "action_id": "go", "style": "primary"}
IMAGE = {"type": "image", "image_url": "http://127.0.0.1/x.png", "alt_text": "a house"}
CARD = {"type": "card", "title": words("123 Main St"), "hero_image": IMAGE, "actions": [BUTTON]}
GOOD = [
    {"type": "section", "text": words("x"), "accessory": {**BUTTON, "confirm": {"title": words("Sure?")}}},
    {"type": "actions", "elements": [
        {"type": "overflow", "options": [option(n) for n in range(5)]},
        {"type": "static_select", "placeholder": words("Pick"),
         "option_groups": [{"label": words("A"), "options": [option(1)]}]},
        {"type": "datepicker"}]},
    {"type": "context", "elements": [IMAGE, words("by the MLS")]},
    {"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "feedback"}]},
    {**IMAGE, "title": words("Map")},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "Comp"}, {"type": "raw_text", "text": "Price"}]]},
    {"type": "alert", "text": words("Hot"), "level": "warning"},
    CARD,
    {"type": "carousel", "elements": [CARD, CARD]},
    {"type": "container", "title": words("More"), "child_blocks": [{"type": "divider"}]},
    {"type": "task_card", "task_id": "1", "title": "Comps"},
    {"type": "rich_text", "elements": []},
    {"type": "input", "label": words("Name"), "hint": words("yours"), "element": {"type": "plain_text_input"}},
]  # fmt: skip


@pytest.mark.parametrize("block", GOOD, ids=lambda block: block["type"])
def test_every_kind_of_block_within_its_limits_is_accepted(block):
    check_blocks([block])


@pytest.mark.parametrize(
    ("element", "word"),
    [
        ({"type": "overflow", "options": [option(n) for n in range(6)]}, "no more than 5"),
        ({"type": "static_select", "options": []}, "no fewer than 1"),
        ({"type": "static_select", "options": [{"text": words("x"), "value": "v" * 151}]}, "options/0/value"),
        ({**BUTTON, "style": "gold"}, "primary or danger"),
        ({**BUTTON, "url": "h" * 3001}, "/url"),
        ({**BUTTON, "action_id": "a" * 256}, "/action_id"),
        ({**BUTTON, "confirm": {"title": words("x" * 101)}}, "/confirm/title"),
        ({"type": "datepicker", "placeholder": words("x" * 151)}, "/placeholder"),
    ],
)
def test_elements_beyond_their_limits_are_refused(element, word):
    with pytest.raises(RefusedError) as refused:
        check_blocks([{"type": "actions", "elements": [element]}])

    assert word in " ".join(refused.value.messages)
