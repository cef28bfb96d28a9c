"""Block Kit as Slack checks it: what makes a message `invalid_blocks` and a view `invalid_arguments`."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from typing import Any

from integrations.simulated.desk import elements
from integrations.simulated.desk.elements import Block, check_string, check_text
from integrations.simulated.desk.layout import MARKDOWN_BUDGET, check_block
from integrations.simulated.desk.refusal import RefusedError

_MOST = {"message": 50, "modal": 100, "home": 100}
_VIEW_SIZE = 250_000


def check_blocks(blocks: Any, surface: str = "message") -> None:
    """Refuse blocks that break Slack's rules.

    Raises:
        RefusedError: `invalid_blocks` with one message for each fault.
    """
    found = list(_faults(blocks, surface))
    if found:
        raise RefusedError("invalid_blocks", *found[:20])


def check_view(view: Any, kind: str) -> None:
    """Refuse a modal or Home that breaks Slack's rules.

    Raises:
        RefusedError: `invalid_arguments` with one message for each fault.
    """
    if not isinstance(view, dict):
        raise RefusedError("invalid_arguments", "must provide an object [json-pointer:/view]")
    found = list(_view_faults(view, kind))
    found += [fault.replace("pointer:/blocks", "pointer:/view/blocks") for fault in _faults(view.get("blocks"), kind)]
    if found:
        raise RefusedError("invalid_arguments", *found[:20])
    if len(str(view)) > _VIEW_SIZE:
        raise RefusedError("view_too_large")


def complete(blocks: list[Block]) -> list[Block]:
    """Give every block and element the id that Slack makes up where the app gave none."""
    made = copy.deepcopy(blocks)
    for block in made:
        _name(block, "block_id")
    for holder, element in elements.walk(made):
        _name(holder, "block_id")
        _name(element, "action_id")
    return made


def _name(part: Block, key: str) -> None:
    if not part.get(key):
        part[key] = uuid.uuid4().hex[:5]


def _view_faults(view: Block, kind: str) -> Iterator[str]:
    if view.get("type") != kind:
        yield f"must be {kind} [json-pointer:/view/type]"
    if kind == "modal":
        yield from check_text(view.get("title"), "/view/title", 24, plain=True)
        inputs = any(
            isinstance(block, dict) and block.get("type") == "input" for block in elements.listed(view.get("blocks"))
        )
        if inputs and not view.get("submit"):
            yield "missing required field: submit, needed by input blocks [json-pointer:/view]"
    for key in ("submit", "close"):
        if view.get(key) is not None:
            yield from check_text(view[key], f"/view/{key}", 24, plain=True)
    yield from check_string(view, "private_metadata", "/view", 3000)
    yield from check_string(view, "callback_id", "/view", 255)
    yield from check_string(view, "external_id", "/view", 255)


def _faults(blocks: Any, surface: str) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "must provide an array of blocks [json-pointer:/blocks]"
        return
    if len(blocks) > _MOST[surface]:
        yield f"no more than {_MOST[surface]} items allowed [json-pointer:/blocks]"
    seen: set[str] = set()
    for at, block in enumerate(blocks):
        yield from check_block(block, f"/blocks/{at}")
        name = str(block.get("block_id") or "") if isinstance(block, dict) else ""
        if name and name in seen:
            yield f"duplicate block_id: {name} [json-pointer:/blocks/{at}/block_id]"
        seen.add(name)
    written = sum(
        len(str(each.get("text"))) for each in blocks if isinstance(each, dict) and each.get("type") == "markdown"
    )
    if written > MARKDOWN_BUDGET:
        yield f"markdown blocks may hold {MARKDOWN_BUDGET} characters together [json-pointer:/blocks]"
