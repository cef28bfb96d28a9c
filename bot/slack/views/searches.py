from __future__ import annotations

from bot.slack.card import Card
from bot.slack.views.blocks import card, context, header, section
from bot.slack.views.leads import mark
from bot.slack.views.words import count, day, esc, link
from integrations.models.saved_search import SavedSearch, WishList

_TITLES = {
    "saved": "Search saved",
    "kept": "This search was saved before",
    "listed": "What {name} looks for",
    "removed": "Search removed",
}


def wish_list(found: WishList) -> Card:
    """What a lead looks for: the searches that Jorge saved, numbered, and what the CRM says."""
    contact = found.contact
    title = _TITLES[found.done].format(name=contact.name)
    rows = [f"{at}. *{esc(one.criteria)}*{_since(one)}" for at, one in enumerate(found.searches, 1)]
    gone = [f"~{esc(one.criteria)}~" for one in found.removed]
    who = f"{mark(contact.jorge_temperature)} *{link(contact.name, contact.record_url)}*"
    first = next((one.criteria for one in reversed(found.searches)), found.derived or "nothing known")
    return card(
        esc(f"{title}: {contact.name}, {first}"),
        [
            header(title),
            section("\n".join([who, *gone, *rows])),
            context(esc(f"{count(found.for_sale, 'home')} for sale now {'fits' if found.for_sale == 1 else 'fit'}."))
            if found.for_sale is not None
            else None,
            context(esc(_from_the_crm(found))),
        ],
    )


def _since(one: SavedSearch) -> str:
    return f"  saved {esc(day(one.saved_at.date()))}" if one.saved_at else ""


def _from_the_crm(found: WishList) -> str:
    if not found.derived:
        return "The CRM says nothing of what they look for."
    if found.searches:
        return f"The CRM says: {found.derived}. Your saved search wins."
    return f"From the CRM and the homes they asked about: {found.derived}. Save a search to set it yourself."
