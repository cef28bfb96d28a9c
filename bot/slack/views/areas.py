"""Where Jorge works: as a message, on the Home tab, and the window to change it."""

from __future__ import annotations

from bot.slack.card import Block, Card
from bot.slack.views.blocks import actions, button, card, context, divider, header, modal, section, text_input
from bot.slack.views.words import esc
from integrations.models.own_areas import OwnAreas

CHANGE, SET = "areas.change", "areas.set"
_SOURCES = {
    "said": "As you told me.",
    "settings": "As `jorge.toml` says.",
    "listings": "Where your listings and sales are; tell me if it is another place.",
    "nothing": "Tell me, and market reports start there.",
}


def areas_card(found: OwnAreas) -> Card:
    """Which areas are Jorge's, and how that is known."""
    said = _said(found)
    how = 'Say "my areas are 98103 and Ballard", "add Fremont to my areas" or "forget my areas" to change it.'
    return card(
        esc(f"Your areas: {said}"),
        [
            header("Your areas are set" if found.changed else "Your areas"),
            section(f"*{esc(said)}*\n{_SOURCES[found.source]}"),
            _unknown(found),
            context(esc(how)),
        ],
    )


def areas_rows(found: OwnAreas) -> list[Block | None]:
    """The same on the Home tab, with a button to change it."""
    return [
        header("Your areas"),
        section(f"{esc(_said(found))}\n{_SOURCES[found.source]}"),
        _unknown(found),
        actions([button("Change", CHANGE)], "areas:change"),
        divider(),
    ]


def areas_modal(found: OwnAreas) -> Block:
    """A window to change the areas."""
    said = ", ".join(found.areas) if found.source in ("said", "settings") else ""
    hint = "ZIP codes, cities, neighbourhoods or counties, with commas. Empty: where your listings and sales are."
    field = text_input("areas", "Where you work", initial=said, hint=hint, most=400)
    field["optional"] = True
    return modal(SET, "Your areas", "Save", [field])


def _said(found: OwnAreas) -> str:
    return ", ".join(found.areas) or "not known yet"


def _unknown(found: OwnAreas) -> Block | None:
    names = ", ".join(esc(name) for name in found.unknown)
    return context(f"No listing is in {names}, so that is left out.") if names else None
