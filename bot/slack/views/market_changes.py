"""What changed on the market: a count of each kind, then the latest of each."""

from __future__ import annotations

from collections import Counter
from typing import Final

from bot.slack.card import Card
from bot.slack.views.blocks import card, context, header, section
from bot.slack.views.listings import credit_lines
from bot.slack.views.words import brief_money, count, esc, money, one_line
from integrations.mls.market import MarketChange, MarketChanges

_NAMES: Final = {
    "new": ("new listing", "new listings"), "price_change": ("price change", "price changes"),
    "pending": ("went under contract", "went under contract"), "back_on_market": ("back on market", "back on market"),
    "sold": ("sale", "sales"), "status_change": ("left the market", "left the market"),
}  # fmt: skip
_MOST_OF_A_KIND: Final = 5


def changes_card(found: MarketChanges) -> Card:
    """The changes by kind, the largest price cuts first; each with its office."""
    where, when = ", ".join(found.areas) or "all areas", "today" if found.days == 1 else f"{found.days} days"
    shown = {kind: _first(found, kind) for kind in _NAMES}
    refs = list(dict.fromkeys(one.listing.ref for several in shown.values() for one in several))
    return card(
        esc(f"{where}, {when}: {summary(found)}"),
        [
            header(f"Market changes: {where}"),
            section(esc(f"Last {'24 hours' if found.days == 1 else when}: {summary(found)}.")),
            *(section("\n".join([f"*{esc(_named(kind, found))}*", *(_line(one, found) for one in several)]))
              for kind, several in shown.items() if several),
            *(context(line) for line in credit_lines(found.credits[ref] for ref in refs if ref in found.credits)),
        ],
    ).showing(refs)  # fmt: skip


def summary(found: MarketChanges) -> str:
    """How many of each kind."""
    counted = Counter(str(one.kind) for one in found.changes)
    return ", ".join(count(counted[kind], *names) for kind, names in _NAMES.items() if counted[kind]) or "nothing"


def _named(kind: str, found: MarketChanges) -> str:
    """`New listings`, or `New listings, 5 of 12` where not all are shown."""
    total = sum(one.kind == kind for one in found.changes)
    return _NAMES[kind][1].capitalize() + (f", {_MOST_OF_A_KIND} of {total}" if total > _MOST_OF_A_KIND else "")


def _first(found: MarketChanges, kind: str) -> list[MarketChange]:
    several = [one for one in found.changes if one.kind == kind]
    if kind == "price_change":
        several.sort(key=lambda one: one.percent or 0)
    return several[:_MOST_OF_A_KIND]


def _line(one: MarketChange, found: MarketChanges) -> str:
    home, credit = one.listing, found.credits.get(one.listing.ref)
    parts = [f"• {one_line(home.display_address, 80)}", _what(one, own=home.ref in found.own_refs)]
    office = "yours" if home.ref in found.own_refs else one_line(credit.office, 60) if credit else ""
    return " · ".join(part for part in (*parts, office) if part)


def _what(one: MarketChange, *, own: bool) -> str:
    home = one.listing
    if one.percent is not None and one.old and one.new:
        number = {1: "first", 2: "second", 3: "third"}.get(one.number or 0, f"{one.number}th")
        large = ", 10 % or more" if one.is_large else ""
        change = f"{brief_money(float(one.old))} → {brief_money(float(one.new))} ({one.percent:+.1f} %{large})"
        return f"{change}, {number} change"
    if one.kind == "sold" and not own:
        return ""  # some feeds hide sold prices from display, and none says so in the record
    price = home.close_price if one.kind == "sold" else home.list_price
    state = f"{esc(str(home.standard_status.value))}, " if one.kind == "status_change" else ""
    return f"{state}{money(price)}" if price is not None else state.rstrip(", ")
