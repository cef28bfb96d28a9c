from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from bot.slack.card import Block, Card
from bot.slack.views.blocks import card, context, divider, header, section
from bot.slack.views.words import budget, count, day, esc, money, number, one_line
from integrations.models.credit import Credit, notices
from integrations.models.listing import Listing, ListingPage, ListingQuery, StandardStatus
from integrations.models.listing_parts import Around, OpenHouse

SHOWN = 12


def listing_list(page: ListingPage) -> Card:
    """The listings that were found, newest facts first, each with its broker's name."""
    title = f"{count(page.total, 'listing')} {_asked(page.query)}".strip()
    if not page.listings:
        said = f"No listings {_asked(page.query)}. Widen the area, the price or the dates."
        kept = [context(f"⚠️ Not shown: {one_line(why, 400)}") for why in page.withheld[:3]]
        return card(said, [section(esc(said)), *kept])
    shown = page.listings[:SHOWN]
    lines = [f"{listing.display_address}, {_price(listing)}" for listing in shown[:5]]
    text = f"{title}: " + "; ".join(lines) + ("; …" if page.total > len(lines) else "")
    more = page.total - len(shown)
    return card(
        esc(text),
        [
            header(title),
            *_rows(shown, page),
            *(context(line) for line in _sources(page, shown)),
            *(context(f"⚠️ Not shown: {one_line(said, 400)}") for said in page.withheld[:3]),
            context(f"{count(more, 'more listing')}. Ask for a smaller area or price range to see them.")
            if more > 0
            else None,
        ],
    ).showing(one.ref for one in shown)


def facts_line(listing: Listing) -> str:
    """Rooms, size and year of a home in one line."""
    rooms = "/".join(filter(None, (number(listing.bedrooms_total), number(listing.bathrooms_total))))
    parts = (
        f"{rooms} bd/ba" if rooms else "",
        number(listing.living_area, "sq ft"),
        f"lot {number(listing.lot_size_square_feet, 'sq ft')}" if listing.lot_size_square_feet else "",
        f"built {listing.year_built}" if listing.year_built else "",
        "waterfront" if listing.waterfront else "",
    )
    return " · ".join(part for part in parts if part)


def _rows(listings: tuple[Listing, ...], page: ListingPage) -> Iterator[Block]:
    for at, listing in enumerate(listings):
        if at:
            yield divider()
        yield section(
            f"*{one_line(listing.display_address)}*  ·  *{_price(listing)}*{_cut(listing)}\n"
            f"{esc(facts_line(listing))}\n{_state(listing, page)}"
        )


def _sources(page: ListingPage, shown: Sequence[Listing]) -> list[str]:
    """Whose listings these are, how old our copy is and what the MLS wants said: it stands under every display."""
    return credit_lines(page.credits[one.ref] for one in shown if one.ref in page.credits)


def credit_lines(said: Iterable[Credit]) -> list[str]:
    """The small print of these credits, a line a source."""
    return [one_line(line, 900) for line in notices(said)[:5]]


def _credit(listing: Listing, page: ListingPage) -> str:
    """The agent, the office and whom to call, as the MLS asks for."""
    around, credit = page.around.get(listing.ref), page.credits.get(listing.ref)
    office = credit.office if credit else listing.list_office_name
    phone = (around.agent_phone or around.office_phone) if around else None
    contact = (credit.contact if credit else listing.attribution_contact) or phone
    said = dict.fromkeys([around.agent_name if around else None, office, contact, phone])
    parts = [one_line(part, 80) for part in said if part]
    return f"Listed by {', '.join(parts)}" if parts else ""


def _visits(around: Around | None) -> str:
    said = [_visit(one) for one in (around.open_houses if around else ())]
    return f"\nOpen house {'; '.join(said)}" if said else ""


def _visit(visit: OpenHouse) -> str:
    start, end = visit.open_house_start_time, visit.open_house_end_time
    until = f" to {_clock(end)}" if end else ""
    return f"{start:%a} {day(start.date())}, {_clock(start)}{until}"


def _clock(at: datetime) -> str:
    hour = f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if at.minute else "")
    return f"{hour} {'am' if at.hour < 12 else 'pm'}"  # noqa: PLR2004


def _price(listing: Listing) -> str:
    price = listing.close_price if listing.standard_status is StandardStatus.CLOSED else listing.list_price
    return money(price) if price is not None else "price not given"


def _cut(listing: Listing) -> str:
    before, now = listing.previous_list_price or listing.original_list_price, listing.list_price
    if before is None or now is None or before <= now or listing.standard_status is StandardStatus.CLOSED:
        return ""
    return f"  (was {money(before)})"


def _state(listing: Listing, page: ListingPage) -> str:
    when = ""
    if listing.close_date and listing.standard_status is StandardStatus.CLOSED:
        when = f"sold {day(listing.close_date)}"
    elif listing.on_market_date:
        soon = listing.standard_status is StandardStatus.COMING_SOON
        when = f"on the market {'from' if soon else 'since'} {day(listing.on_market_date)}"
    started = listing.days_on_market is not None and listing.standard_status is not StandardStatus.COMING_SOON
    days = f"{count(listing.days_on_market or 0, 'day')} on market" if started else ""
    credit = _credit(listing, page)
    around = page.around.get(listing.ref)
    elsewhere = f"also in {one_line(', '.join(around.also_in), 120)}" if around and around.also_in else ""
    parts = (str(listing.standard_status), when, days, credit, elsewhere)
    return " · ".join(part for part in parts if part) + _visits(around)


def _asked(query: ListingQuery) -> str:
    """The question in words, so that a misread one is seen at once."""
    since = query.listed_since or query.closed_since
    parts = (
        "of yours" if query.own_only else "",
        f"in {', '.join(query.areas)}" if query.areas else "",
        budget(query.price_min, query.price_max),
        f"{query.bedrooms_min}+ beds" if query.bedrooms_min else "",
        f"{number(query.bathrooms_min)}+ baths" if query.bathrooms_min else "",
        "on the waterfront" if query.waterfront else "",
        "with a price cut" if query.price_cut else "",
        f"since {day(since)}" if since else "",
    )
    return " ".join(part for part in parts if part)
