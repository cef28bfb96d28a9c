"""Slack's limits on the elements inside blocks, and a walk over everything a person can touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Block = dict[str, Any]

_TEXT_KINDS = frozenset({"plain_text", "mrkdwn"})
_MENUS = frozenset({"static_select", "multi_static_select", "radio_buttons", "checkboxes", "overflow"})
_SELECTS = tuple(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
INTERACTIVE = frozenset(
    {
        "button", "overflow", "datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons",
        "plain_text_input", "rich_text_input", "email_text_input", "url_text_input", "number_input", "file_input",
        "feedback_buttons", "icon_button", "workflow_button", *_SELECTS,
    }
)  # fmt: skip
_STYLES = (None, "primary", "danger")
_OPTIONS = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}


def listed(found: Any) -> list[Any]:
    """Return a list as it is, and anything else as an empty one; its check complains elsewhere."""
    return found if isinstance(found, list) else []


def check_text(found: Any, where: str, most: int, *, plain: bool = False) -> Iterator[str]:
    """Yield what is wrong with a text object that may hold `most` characters."""
    if not isinstance(found, dict) or str(found.get("type")) not in _TEXT_KINDS:
        yield f"must provide an object with type plain_text or mrkdwn [json-pointer:{where}]"
        return
    if plain and found["type"] != "plain_text":
        yield f"must be plain_text [json-pointer:{where}/type]"
    text = found.get("text")
    if not isinstance(text, str) or not text:
        yield f"must be more than 0 characters [json-pointer:{where}/text]"
    elif len(text) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{where}/text]"


def check_string(holder: Block, key: str, where: str, most: int, *, needed: bool = False) -> Iterator[str]:
    """Yield what is wrong with a string field."""
    found = holder.get(key)
    if found is None or found == "":
        if needed:
            yield f"missing required field: {key} [json-pointer:{where}]"
    elif not isinstance(found, str):
        yield f"must be a string [json-pointer:{where}/{key}]"
    elif len(found) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{where}/{key}]"


def check_count(found: Any, where: str, most: int, *, least: int = 1) -> Iterator[str]:
    """Yield what is wrong with the size of a list."""
    if not isinstance(found, list) or len(found) < least:
        yield f"no fewer than {least} items allowed [json-pointer:{where}]"
    elif len(found) > most:
        yield f"no more than {most} items allowed [json-pointer:{where}]"


def check_element(element: Any, where: str) -> Iterator[str]:
    """Yield what is wrong with one interactive element, image or text."""
    if not isinstance(element, dict):
        yield f"must be an object [json-pointer:{where}]"
        return
    kind = str(element.get("type"))
    if kind == "image":
        yield from check_image(element, where)
    elif kind in _TEXT_KINDS:
        yield from check_text(element, where, 3000)
    elif kind not in INTERACTIVE:
        yield f"unsupported type: {kind} [json-pointer:{where}/type]"
    else:
        yield from _check_interactive(element, kind, where)


def check_image(element: Block, where: str) -> Iterator[str]:
    """Yield what is wrong with an image, as a block or as an element."""
    if not element.get("slack_file"):
        yield from check_string(element, "image_url", where, 3000, needed=True)
    yield from check_string(element, "alt_text", where, 2000, needed=True)


def _check_interactive(element: Block, kind: str, where: str) -> Iterator[str]:
    yield from check_string(element, "action_id", where, 255)
    if kind in {"button", "workflow_button"}:
        yield from check_text(element.get("text"), f"{where}/text", 75, plain=True)
        yield from check_string(element, "value", where, 2000)
        yield from check_string(element, "url", where, 3000)
        if element.get("style") not in _STYLES:
            yield f"must be primary or danger [json-pointer:{where}/style]"
    if kind in _MENUS:
        yield from _check_options(element, kind, where)
    if "placeholder" in element:
        yield from check_text(element["placeholder"], f"{where}/placeholder", 150, plain=True)
    if kind == "plain_text_input":
        yield from check_string(element, "initial_value", where, 3000)
    if "confirm" in element:
        yield from _check_confirm(element["confirm"], f"{where}/confirm")


def _check_options(element: Block, kind: str, where: str) -> Iterator[str]:
    groups = element.get("option_groups")
    lists = [(element.get("options"), f"{where}/options")]
    if groups is not None and "select" in kind:
        yield from check_count(groups, f"{where}/option_groups", 100)
        named = enumerate(group if isinstance(group, dict) else {} for group in listed(groups))
        lists = [(group.get("options"), f"{where}/option_groups/{at}/options") for at, group in named]
    for options, place in lists:
        yield from check_count(options, place, _OPTIONS.get(kind, 100))
        for at, option in enumerate(listed(options)):
            held = option if isinstance(option, dict) else {}
            yield from check_text(held.get("text"), f"{place}/{at}/text", 75)
            yield from check_string(held, "value", f"{place}/{at}", 150, needed=True)


def _check_confirm(confirm: Any, where: str) -> Iterator[str]:
    if not isinstance(confirm, dict):
        yield f"must be an object [json-pointer:{where}]"
        return
    for key, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        if key in confirm:
            yield from check_text(confirm[key], f"{where}/{key}", most)


def walk(blocks: list[Block]) -> Iterator[tuple[Block, Block]]:
    """Yield every block, however deep, with each interactive element in it."""
    for block in blocks:
        if not isinstance(block, dict):
            continue
        parts = [*listed(block.get("elements")), *listed(block.get("actions"))]
        for part in (*parts, block.get("accessory"), block.get("element")):
            if isinstance(part, dict) and str(part.get("type")) in INTERACTIVE:
                yield block, part
        if block.get("type") == "carousel":
            yield from walk(listed(block.get("elements")))
        yield from walk(listed(block.get("child_blocks")))
