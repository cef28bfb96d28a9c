"""What a person entered in a modal: initial values filled in, and the checks that Slack's client makes."""

from __future__ import annotations

from typing import Any

from integrations.simulated.desk.elements import Block, listed

_INITIAL = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
    "initial_date": "selected_date",
    "initial_time": "selected_time",
    "initial_date_time": "selected_date_time",
    "initial_user": "selected_user",
    "initial_users": "selected_users",
    "initial_channel": "selected_channel",
    "initial_channels": "selected_channels",
    "initial_conversation": "selected_conversation",
    "initial_conversations": "selected_conversations",
}
_EMPTY: dict[str, tuple[str, Any]] = {
    "checkboxes": ("selected_options", []),
    "radio_buttons": ("selected_option", None),
    "static_select": ("selected_option", None),
    "external_select": ("selected_option", None),
    "multi_static_select": ("selected_options", []),
    "multi_external_select": ("selected_options", []),
    "datepicker": ("selected_date", None),
    "timepicker": ("selected_time", None),
    "datetimepicker": ("selected_date_time", None),
    "users_select": ("selected_user", None),
    "multi_users_select": ("selected_users", []),
    "channels_select": ("selected_channel", None),
    "multi_channels_select": ("selected_channels", []),
    "conversations_select": ("selected_conversation", None),
    "multi_conversations_select": ("selected_conversations", []),
    "rich_text_input": ("rich_text_value", None),
    "file_input": ("files", []),
}


def fill(blocks: list[Block], given: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a view's inputs: what the page sent, else what was kept, else the initial values."""
    values: dict[str, Any] = {}
    for block in blocks:
        parts = [block["element"]] if block.get("type") == "input" else _stateful(block)
        for element in parts:
            place, action = block["block_id"], element["action_id"]
            entered = given.get(place, {}).get(action) or before.get(place, {}).get(action)
            values.setdefault(place, {})[action] = {"type": element["type"], **(entered or _initial(element))}
    return values


def _stateful(block: Block) -> list[Block]:
    parts = [*listed(block.get("elements")), block.get("accessory")]
    return [part for part in parts if isinstance(part, dict) and part.get("type") in _EMPTY]


def _initial(element: Block) -> dict[str, Any]:
    key, empty = _EMPTY.get(element["type"], ("value", None))
    found = {value: element[name] for name, value in _INITIAL.items() if name in element}
    return {key: empty, **found}


def check(blocks: list[Block], values: dict[str, Any]) -> dict[str, str]:
    """Return, by block_id, what Slack's client would not let a person submit."""
    found: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        entered = values.get(block["block_id"], {}).get(element["action_id"], {})
        key = _EMPTY.get(element["type"], ("value", None))[0]
        fault = _fault(element, entered.get(key), optional=bool(block.get("optional")))
        if fault:
            found[block["block_id"]] = fault
    return found


def _fault(element: Block, entered: Any, *, optional: bool) -> str | None:
    if entered in (None, "", []):
        return None if optional else "Please complete this required field."
    if element["type"] == "number_input":
        return _number_fault(element, str(entered))
    if element["type"] == "plain_text_input" and len(entered) > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    if element["type"] == "plain_text_input" and len(entered) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    return None


def _number_fault(element: Block, entered: str) -> str | None:
    try:
        number = float(entered)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None
