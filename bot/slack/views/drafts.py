from __future__ import annotations

from bot.slack.card import Card
from bot.slack.views.blocks import alert, card, context, header, section
from bot.slack.views.words import esc, one_line, quoted
from integrations.models.draft import Draft


def draft_card(draft: Draft) -> Card:
    """Words for Jorge to copy, with their length against what the place takes."""
    return card(
        f"{esc(draft.title)}: {esc(draft.text[:200])}",
        [
            header(draft.title),
            section(quoted(draft.text, 2800)),
            *[alert(one_line(warning, 400), "warning") for warning in draft.warnings[:5]],
            context(f"{len(draft.text):,} of {draft.most:,} characters for {one_line(draft.place)}. {esc(draft.note)}"),
        ],
    ).showing([draft.listing_ref])
