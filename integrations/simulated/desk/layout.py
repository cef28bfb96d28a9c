"""Slack's limits on each kind of block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from integrations.simulated.desk import elements
from integrations.simulated.desk.elements import Block, check_count, check_element, check_string, check_text, listed

MARKDOWN_BUDGET = 12_000
_LEVELS = (None, "default", "info", "warning", "error", "success")
_CELLS = ("raw_text", "raw_number", "rich_text")


def check_block(block: Any, where: str) -> Iterator[str]:
    """Yield what is wrong with one block."""
    if not isinstance(block, dict):
        yield f"must be an object [json-pointer:{where}]"
        return
    check = _CHECKS.get(str(block.get("type")))
    if check is None:
        yield f"unsupported type: {block.get('type')} [json-pointer:{where}/type]"
        return
    yield from check_string(block, "block_id", where, 255)
    yield from check(block, where)


def _section(block: Block, where: str) -> Iterator[str]:
    if not block.get("text") and not block.get("fields"):
        yield f"missing required field: text or fields [json-pointer:{where}]"
    if block.get("text"):
        yield from check_text(block["text"], f"{where}/text", 3000)
    if block.get("fields"):
        yield from check_count(block["fields"], f"{where}/fields", 10)
        for at, field in enumerate(listed(block["fields"])):
            yield from check_text(field, f"{where}/fields/{at}", 2000)
    if block.get("accessory"):
        yield from check_element(block["accessory"], f"{where}/accessory")


def _header(block: Block, where: str) -> Iterator[str]:
    yield from check_text(block.get("text"), f"{where}/text", 150, plain=True)


def _listing(most: int) -> Callable[[Block, str], Iterator[str]]:
    def check(block: Block, where: str) -> Iterator[str]:
        yield from check_count(block.get("elements"), f"{where}/elements", most)
        for at, element in enumerate(listed(block.get("elements"))):
            yield from check_element(element, f"{where}/elements/{at}")

    return check


def _image(block: Block, where: str) -> Iterator[str]:
    yield from elements.check_image(block, where)
    if block.get("title"):
        yield from check_text(block["title"], f"{where}/title", 2000, plain=True)


def _input(block: Block, where: str) -> Iterator[str]:
    yield from check_text(block.get("label"), f"{where}/label", 2000, plain=True)
    if block.get("hint"):
        yield from check_text(block["hint"], f"{where}/hint", 2000, plain=True)
    yield from check_element(block.get("element"), f"{where}/element")


def _markdown(block: Block, where: str) -> Iterator[str]:
    yield from check_string(block, "text", where, MARKDOWN_BUDGET, needed=True)


def _table(block: Block, where: str) -> Iterator[str]:
    rows = block.get("rows")
    yield from check_count(rows, f"{where}/rows", 100)
    for at, row in enumerate(listed(rows)):
        yield from check_count(row, f"{where}/rows/{at}", 20)
        for cell in listed(row):
            if not isinstance(cell, dict) or cell.get("type") not in _CELLS:
                yield f"a cell must be raw_text, raw_number or rich_text [json-pointer:{where}/rows/{at}]"


def _alert(block: Block, where: str) -> Iterator[str]:
    yield from check_text(block.get("text"), f"{where}/text", 3000)
    if block.get("level") not in _LEVELS:
        yield f"must be default, info, warning, error or success [json-pointer:{where}/level]"


def _card(block: Block, where: str) -> Iterator[str]:
    if not any(block.get(key) for key in ("hero_image", "title", "actions", "body")):
        yield f"missing required field: hero_image, title, actions or body [json-pointer:{where}]"
    for key, most in (("title", 150), ("subtitle", 150), ("body", 200)):
        if block.get(key):
            yield from check_text(block[key], f"{where}/{key}", most)
    for at, action in enumerate(listed(block.get("actions"))):
        yield from check_element(action, f"{where}/actions/{at}")
    for key in ("hero_image", "icon"):
        if block.get(key):
            yield from check_element(block[key], f"{where}/{key}")


def _carousel(block: Block, where: str) -> Iterator[str]:
    yield from check_count(block.get("elements"), f"{where}/elements", 10)
    for at, card in enumerate(listed(block.get("elements"))):
        yield from check_block(card, f"{where}/elements/{at}")


def _container(block: Block, where: str) -> Iterator[str]:
    if not block.get("title") and not block.get("rich_text_title"):
        yield f"missing required field: title [json-pointer:{where}]"
    yield from check_count(block.get("child_blocks"), f"{where}/child_blocks", 10)
    for at, child in enumerate(listed(block.get("child_blocks"))):
        yield from check_block(child, f"{where}/child_blocks/{at}")


def _anything(_block: Block, _where: str) -> Iterator[str]:
    return iter(())


_CHECKS: dict[str, Callable[[Block, str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "actions": _listing(25),
    "context": _listing(10),
    "context_actions": _listing(5),
    "divider": _anything,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "table": _table,
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "rich_text": _anything,
    "task_card": _anything,
    "plan": _anything,
    "file": _anything,
    "video": _anything,
}

#: Every kind of block that the desk knows.
KINDS = frozenset(_CHECKS)
