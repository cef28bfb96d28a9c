from __future__ import annotations

import pytest

from integrations.simulated.desk.fields import check, fill


def _block(element, **more):
    return {"type": "input", "block_id": "b", "element": {"action_id": "a", **element}, **more}


@pytest.mark.parametrize(
    ("element", "entered", "fault"),
    [
        ({"type": "number_input", "min_value": "10"}, {"value": "9"}, "Please enter 10 or more."),
        ({"type": "number_input", "max_value": "10"}, {"value": "11"}, "Please enter 10 or less."),
        ({"type": "number_input"}, {"value": "1.5"}, "Please enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True}, {"value": "1.5"}, None),
        ({"type": "number_input"}, {"value": "many"}, "Please enter a number."),
        ({"type": "plain_text_input", "min_length": 3}, {"value": "ab"}, "Please enter at least 3 characters."),
        ({"type": "multi_static_select"}, {"selected_options": []}, "Please complete this required field."),
        ({"type": "datepicker"}, {"selected_date": "2026-01-02"}, None),
    ],
)
def test_what_slacks_client_would_not_submit_is_held_back(element, entered, fault):
    block = _block(element)

    found = check([block], {"b": {"a": {"type": element["type"], **entered}}})

    assert found.get("b") == fault


def test_an_optional_field_may_stay_empty():
    block = _block({"type": "plain_text_input"}, optional=True)

    assert check([block], {"b": {"a": {"type": "plain_text_input", "value": None}}}) == {}


def test_initial_values_stand_until_something_is_entered():
    option = {"text": {"type": "plain_text", "text": "One"}, "value": "1"}
    block = _block({"type": "static_select", "initial_option": option})

    untouched = fill([block], {}, {})
    touched = fill([block], {"b": {"a": {"type": "static_select", "selected_option": None}}}, {})

    assert untouched == {"b": {"a": {"type": "static_select", "selected_option": option}}}
    assert touched["b"]["a"]["selected_option"] is None


def test_menus_beside_text_have_state_too():
    boxes = {"type": "checkboxes", "action_id": "a", "options": []}
    section = {"type": "section", "block_id": "b", "text": {"type": "mrkdwn", "text": "x"}, "accessory": boxes}

    assert fill([section], {}, {}) == {"b": {"a": {"type": "checkboxes", "selected_options": []}}}
