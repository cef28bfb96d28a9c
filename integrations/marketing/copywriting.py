"""Descriptions and posts from a listing's facts alone: nothing is said that the MLS record does not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from integrations.marketing.content import EQUAL_HOUSING, facts_of, place_of, say_phone
from integrations.marketing.errors import Refused
from integrations.marketing.office import OfficeCard
from integrations.marketing.planning import check_fairness
from integrations.models.draft import Draft
from integrations.models.listing import ON_MARKET, Listing, StandardStatus

Occasion = Literal["just_listed", "price_drop", "open_house", "just_sold"]
Place = Literal["instagram", "facebook", "linkedin", "x"]
# The longest text each place takes; a link and a picture come on top.
LIMITS: Final[dict[Place, int]] = {"instagram": 2200, "facebook": 5000, "linkedin": 3000, "x": 280}
_OPENERS: Final[dict[Occasion, str]] = {
    "just_listed": "Just listed",
    "price_drop": "New price",
    "open_house": "Open house",
    "just_sold": "Just sold",
}
_ACRE: Final = 43_560
_HALF: Final = 0.5


def write_description(listing: Listing, most: int) -> Draft:
    """A description for the MLS, in whole sentences up to `most` characters.

    Raises:
        Refused: the record says too little, or a fact's own words may not be advertised.
    """
    sentences = [one for one in (_what(listing), _where(listing), _land(listing), _offer(listing)) if one]
    if listing.bedrooms_total is None and not listing.living_area:
        raise Refused("The MLS record tells neither bedrooms nor living area: too little to describe the home by.")
    text = ""
    for one in sentences:
        if len(text) + len(one) + 1 <= most:
            text = f"{text} {one}".strip()
    return Draft(
        kind="description",
        place="MLS remarks",
        title=f"Description of {listing.display_address}",
        text=text,
        most=most,
        listing_ref=listing.ref,
        warnings=tuple(check_fairness(text)),
        note="Written from the MLS record's facts alone. Add what only you have seen: light, condition, view.",
    )


def write_post(
    listing: Listing, office: OfficeCard, place: Place, occasion: Occasion, message: str | None = None
) -> Draft:
    """A post for Jorge to put up himself, within the place's limit; it names his office, as licence law asks.

    Raises:
        Refused: words that may not be advertised, or too many of them.
    """
    opener = f"{_OPENERS[occasion]}: {place_of(listing)}"
    said = (message or "").strip()
    price = f"${listing.list_price:,.0f}" if listing.list_price and occasion != "just_sold" else ""
    facts = " · ".join(part for part in (price, *facts_of(listing)[:4]) if part)
    contact = f"Call or text {say_phone(office.phone)}." if office.phone else "Write to me for a showing."
    lines = [opener, said, _was(listing, occasion), facts, contact if occasion != "just_sold" else ""]
    signed = f"{office.agent}, {office.brokerage}. {EQUAL_HOUSING}"
    text = _fit([*lines, signed, _tags(listing, occasion)], LIMITS[place])
    return Draft(
        kind="post",
        place=place,
        title=f"{_OPENERS[occasion]} post for {listing.display_address}",
        text=text,
        most=LIMITS[place],
        listing_ref=listing.ref,
        warnings=tuple(check_fairness(said, text) + _doubts(listing, occasion, said)),
        note="A draft: nothing was posted. No social network is connected; put it up yourself, with a picture.",
    )


def _fit(lines: Sequence[str], most: int) -> str:
    """All lines, or without the hashtags, or without the facts: the office's name always stays."""
    for dropped in ((), (-1,), (-1, -3), (-1, -3, -4)):
        kept = [one for at, one in enumerate(lines, -len(lines)) if one and at not in dropped]
        text = "\n\n".join(kept)
        if len(text) <= most:
            return text
    raise Refused(f"Even the shortest form has more than {most} characters. Say less.")


def _what(listing: Listing) -> str:
    beds, baths = listing.bedrooms_total, listing.bathrooms_total
    rooms = ", ".join(
        part
        for part in (f"{beds}-bedroom" if beds is not None else "", f"{baths:g}-bath" if baths is not None else "")
        if part
    )
    size = f" with {listing.living_area:,.0f} square feet" if listing.living_area else ""
    built = f", built in {listing.year_built}" if listing.year_built else ""
    renewed = f" and renovated in {listing.year_renovated}" if listing.year_renovated else ""
    kind = (listing.property_sub_type or "").lower()
    noun = "condominium" if "condo" in kind else "townhome" if "town" in kind else "home"
    article = "An" if rooms.startswith(("8", "11", "18")) else "A"
    return f"{article} {rooms} {noun}{size}{built}{renewed}.".replace("  ", " ")


def _where(listing: Listing) -> str:
    parts = [part for part in (listing.subdivision_name, listing.city) if part]
    place = ", ".join(dict.fromkeys(parts))
    water = " on the waterfront" if listing.waterfront else ""
    return f"It is in {place}{water}." if place else ""


def _land(listing: Listing) -> str:
    lot, floors = listing.lot_size_square_feet, listing.stories
    size = f"{lot / _ACRE:.2f} acres" if lot and lot >= _ACRE * _HALF else f"{lot:,.0f} square feet" if lot else ""
    level = {1.0: "on one level", 2.0: "on two levels", 3.0: "on three levels"}.get(floors or 0.0, "")
    if size and level:
        return f"The rooms are {level}, and the lot has {size}."
    return f"The lot has {size}." if size else f"The rooms are {level}." if level else ""


def _offer(listing: Listing) -> str:
    on_market = listing.standard_status in (*ON_MARKET, StandardStatus.INCOMPLETE)
    return f"Offered at ${listing.list_price:,.0f}." if listing.list_price and on_market else ""


def _was(listing: Listing, occasion: Occasion) -> str:
    before = listing.previous_list_price or listing.original_list_price
    if occasion != "price_drop" or not before or not listing.list_price or before <= listing.list_price:
        return ""
    return f"Now ${listing.list_price:,.0f}, was ${before:,.0f}."


def _doubts(listing: Listing, occasion: Occasion, said: str) -> list[str]:
    status = listing.standard_status
    doubts = []
    if occasion == "just_sold" and status is not StandardStatus.CLOSED:
        doubts.append(f"The MLS says {status}, not Closed.")
    if occasion != "just_sold" and status not in ON_MARKET:
        doubts.append(f"The MLS says {status}: the home is not for sale now.")
    if occasion == "price_drop" and not _was(listing, occasion):
        doubts.append("The price has not come down in the MLS.")
    if occasion == "open_house" and not said:
        doubts.append("It names no time: say the day and hours.")
    return doubts


def _tags(listing: Listing, occasion: Occasion) -> str:
    names = [_OPENERS[occasion].title(), listing.city or "", "RealEstate"]
    return " ".join(f"#{''.join(part for part in name.title() if part.isalnum())}" for name in names if name)
