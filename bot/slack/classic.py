"""Newer blocks said with the oldest ones, for workspaces that do not have them yet."""

from __future__ import annotations

from typing import Any

from bot.slack.card import Block, Card
from bot.slack.views.words import esc, trim

_LEVEL_MARKS = {"warning": "⚠️ ", "error": "🛑 ", "success": "✅ "}


def classic(card: Card) -> Card:
    """The same card in section, context, divider, header, image and actions blocks only."""
    return Card(card.text, tuple(_simple(block) for block in card.blocks))


def _simple(block: Block) -> Block:
    kind = block.get("type")
    if kind == "markdown":
        return _section(esc(block["text"]))
    if kind == "alert":
        return _section(_LEVEL_MARKS.get(str(block.get("level")), "") + block["text"]["text"])
    if kind == "table":
        return _section(f"```{_drawn(block['rows'])}```")
    return block


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": trim(text, 3000)}}


def _drawn(rows: list[list[dict[str, Any]]]) -> str:
    texts = [[esc(cell.get("text", "")) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in texts if at < len(row)) for at in range(max(map(len, texts)))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in texts]
    return trim("\n".join(lines), 2900)
