"""Block Kit within Slack's limits: whatever goes in, what comes out is accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.slack.card import Block, Card
from bot.slack.views.words import trim

MOST_BLOCKS = 50
MOST_HOME_BLOCKS = 100
_NOTHING = "–"


def card(text: str, blocks: Iterable[Block | None], *, most: int = MOST_BLOCKS) -> Card:
    """A card of the blocks that are there; too many are cut, and said so."""
    kept = [block for block in blocks if block is not None]
    if len(kept) > most:
        left = len(kept) - most + 1
        kept = [*kept[: most - 1], context(f"… and {left} more parts that do not fit here.")]
    return Card(_some(text, 3000), tuple(kept))


def _some(text: str, most: int) -> str:
    """Slack refuses empty text, and one that only looks empty helps nobody."""
    return trim(text, most) if text.strip() else _NOTHING


def plain(text: str, most: int) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": _some(text, most), "emoji": True}


def mrkdwn(text: str, most: int = 3000) -> Block:
    """A mrkdwn text object; the caller has escaped what is not ours."""
    return {"type": "mrkdwn", "text": _some(text, most)}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, *, fields: Sequence[str] = (), accessory: Block | None = None) -> Block:
    """A paragraph, with up to ten short facts beside each other."""
    made: Block = {"type": "section"}
    if text or not fields:
        made["text"] = mrkdwn(text)
    if fields:
        made["fields"] = [mrkdwn(field, 2000) for field in fields[:10]]
    if accessory:
        made["accessory"] = accessory
    return made


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text, 2000) for text in texts[:10] or ("",)]}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def markdown(text: str) -> Block:
    """Standard Markdown, as a model writes it."""
    return {"type": "markdown", "text": _some(text, 11_000)}


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> Block:
    """A table whose first row names the columns; the columns in `right` hold numbers."""
    wide = max(len(row) for row in rows)
    settings = [{"align": "right" if at in right else "left", "is_wrapped": at == 0} for at in range(min(wide, 20))]
    cells = [[{"type": "raw_text", "text": _some(cell, 300)} for cell in row[:20]] for row in rows[:100]]
    return {"type": "table", "rows": cells, "column_settings": settings}


def alert(text: str, level: str) -> Block:
    """A coloured line; level is default, info, warning, error or success."""
    return {"type": "alert", "text": mrkdwn(text), "level": level}


def actions(elements: Iterable[Block | None], block_id: str = "") -> Block | None:
    """A row of buttons and menus; none where it would be empty."""
    kept = [element for element in elements if element is not None][:25]
    if not kept:
        return None
    made: Block = {"type": "actions", "elements": kept}
    return {**made, "block_id": block_id[:255]} if block_id else made


def button(
    label: str, action_id: str, value: str = "", *, style: str = "", url: str = "", ask: Block | None = None
) -> Block:
    """A button; `value` is an opaque id, `ask` a question before it works."""
    made: Block = {"type": "button", "text": plain(label, 75), "action_id": action_id[:255]}
    extra: dict[str, Any] = {"value": value[:2000], "style": style, "url": url[:3000], "confirm": ask}
    return made | {name: given for name, given in extra.items() if given}


def menu(placeholder: str, action_id: str, options: Sequence[tuple[str, str]], *, ask: Block | None = None) -> Block:
    """A menu of label and value pairs."""
    made: Block = {
        "type": "static_select",
        "action_id": action_id[:255],
        "placeholder": plain(placeholder, 150),
        "options": [{"text": plain(label, 75), "value": value[:150]} for label, value in options[:100]],
    }
    return {**made, "confirm": ask} if ask else made


def confirm(title: str, text: str, yes: str, no: str = "Go back") -> Block:
    """A question on the screen of the one who clicks. No record of a decision: only a guard against slips."""
    return {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}


def text_input(
    block_id: str, label: str, *, initial: str = "", hint: str = "", most: int = 2000, lines: bool = False
) -> Block:
    """A field of a modal; its value is found under block_id and the action id `value`."""
    element: Block = {"type": "plain_text_input", "action_id": "value", "multiline": lines, "max_length": most}
    if initial:
        element["initial_value"] = trim(initial, most)
    made: Block = {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}
    return {**made, "hint": plain(hint, 2000)} if hint else made


def modal(callback_id: str, title: str, submit: str, blocks: Iterable[Block | None], metadata: str = "") -> Block:
    """A window over Slack; `metadata` is an opaque id that comes back with it."""
    made: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain("Close", 24),
        "blocks": [block for block in blocks if block is not None][:100],
        "private_metadata": metadata[:3000],
    }
    return {**made, "submit": plain(submit, 24)} if submit else made
