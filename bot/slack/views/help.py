from __future__ import annotations

from collections.abc import Sequence

from bot.slack.card import Card
from bot.slack.parts import Command
from bot.slack.views.blocks import card, context, divider, header, section
from bot.slack.views.words import esc, one_line

STREET = "4512 Ashworth Ave N"
ASK = (
    f"what's {STREET} worth?",
    "who are my hottest buyers in 98103 under 800k?",
    "what came on the market today in Ballard?",
    "how are my areas doing?",
    "send a just-listed email for my listing to matching buyers",
)


def help_card(commands: Sequence[Command], address: str = "") -> Card:
    """What one can ask, and every command with an example about a home that exists (`address`)."""
    street = esc(address.split(",", maxsplit=1)[0]) or STREET
    lines = [
        f"`{one.name} {esc(one.usage_hint)}`\n{esc(one.description)}. Try `{esc(one.example).replace(STREET, street)}`"
        for one in commands
    ]
    asked = "\n".join(f"• {esc(question).replace(STREET, street)}" for question in ASK)
    return card(
        "Ask me in plain words, here or by mentioning me in a channel. Commands: "
        + ", ".join(one.name for one in commands),
        [
            header("What you can ask Jorge"),
            section(f"In plain words, in our conversation or by mentioning me in a channel:\n{asked}"),
            divider(),
            *(section(line) for line in lines),
            context("Nothing leaves the house without your approval. React to an alert with 👀 (seen) or ✅ (done)."),
        ],
    )


def status_card(parts: Sequence[tuple[str, str]]) -> Card:
    """How each part of the system does."""
    lines = [health_line(name, state) for name, state in parts]
    text = "; ".join(f"{name}: {state}" for name, state in parts) or "Nothing is connected."
    bad = sum(not is_fine(state) for _, state in parts)
    title = "All systems are fine" if parts and not bad else f"{bad} of {len(parts)} systems need a look"
    return card(esc(text), [header(title), *(section(line) for line in lines[:45])])


def health_line(name: str, state: str) -> str:
    """One part of the system."""
    return f"{'🟢' if is_fine(state) else '🟠'} *{one_line(name, 60)}*  {one_line(state, 300)}"


def is_fine(state: str) -> bool:
    """Whether a state in words is a good one."""
    return state.lower().startswith("ok")
