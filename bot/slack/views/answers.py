from __future__ import annotations

from collections.abc import Sequence

from bot.slack.card import Block, Card
from bot.slack.views.blocks import actions, alert, button, card, context, markdown, section
from bot.slack.views.words import esc, one_line, trim
from tools.errors import ToolError

OPTION = "ask.option"
_MOST_OPTIONS = 10


def answer_card(text: str, options: Sequence[str], token: str, note: str = "", below: Card | None = None) -> Card:
    """Words, what a tool brought below them, and answers to choose from."""
    said = text.strip()
    fallback = "\n".join(
        part for part in (said.replace("<!", "<\u200b!"), below.text if below and not said else "") if part
    )
    return card(
        esc(fallback) if said else fallback,
        [
            markdown(_tamed(said)) if said else None,
            *(below.blocks if below else ()),
            option_buttons(options, token),
            context(f"_{one_line(note, 300)}_") if note else None,
        ],
    ).showing(below.shows if below else ())


def error_card(asked: str, error: ToolError, token: str) -> Card:
    """What was asked, what happened, what to try; the ways out as buttons."""
    said = error.question or error.message
    level = "info" if error.question else "warning"
    more = section(esc(error.message)) if error.question and error.message != error.question else None
    return card(
        esc(said),
        [alert(esc(said), level), more, option_buttons(error.options, token), context(f"Asked: {one_line(asked)}")],
    )


def trouble_card(asked: str) -> Card:
    """Something broke on our side."""
    said = "That did not work: something broke on my side, and it is in the log. Please ask again."
    return card(said, [alert(said, "error"), context(f"Asked: {one_line(asked)}") if asked else None])


def said_card(text: str) -> Card:
    """A plain remark, in mrkdwn."""
    return card(text, [section(text)])


def usage_card(command: str, hint: str, example: str, wrong: str = "") -> Card:
    """How a command is written."""
    first = f"{esc(wrong)}\n" if wrong else ""
    said = f"{first}Write `{command} {esc(hint)}`".rstrip() + f"\nFor example `{esc(example)}`"
    return card(said, [section(said)])


def option_buttons(options: Sequence[str], token: str) -> Block | None:
    """Answers to choose from; a button carries only which one it is."""
    return actions(
        button(trim(option, 75), f"{OPTION}.{at}", f"{token}:{at}") for at, option in enumerate(options[:_MOST_OPTIONS])
    )


def _tamed(text: str) -> str:
    """Markdown in which nothing calls the whole channel."""
    return text.replace("<!", "<\u200b!")
