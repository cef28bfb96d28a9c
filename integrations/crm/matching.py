from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from integrations.models.contact import Contact, ContactKind
from integrations.models.listing import Listing
from integrations.models.saved_search import SavedSearch

# Their search is over, or they are no leads.
_DONE: Final = ("Trash", "Closed", "Past Client", "Pending")
# Not even for a saved search: somebody who bought once may look again.
_OVER: Final = ("Trash", "Pending")


def match_buyers(
    contacts: Iterable[Contact],
    listing: Listing,
    *,
    area_zips: Collection[str] | None = None,
    saved: Mapping[str, Sequence[SavedSearch]] | None = None,
) -> tuple[tuple[Contact, str], ...]:
    """Buyers whose wishes the home fits, hottest first, each with why in words.

    Where Jorge saved searches for somebody, these alone decide; among the equally hot they come first. Else price and
    area must be known for at least one of the two and fit wherever known; bedrooms and bathrooms must fit where wished.
    `area_zips` keeps only people who look in one of these ZIP codes.
    """
    kept = saved or {}
    found = [
        (contact, why)
        for contact in contacts
        if _looks_there(contact, kept.get(contact.id, ()), area_zips)
        and (why := _why(contact, kept.get(contact.id, ()), listing))
    ]
    return tuple(sorted(found, key=lambda one: (-one[0].jorge_temperature, one[0].id not in kept, one[0].id)))


def wishes(contact: Contact) -> str:
    """What the CRM's fields and the homes that somebody asked about say, in words; empty where nothing."""
    said = SavedSearch(
        contact_id=contact.id,
        areas=contact.areas,
        price_min=contact.price_min,
        price_max=contact.price_max,
        bedrooms_min=contact.bedrooms_min,
        bathrooms_min=contact.bathrooms_min,
    )
    return said.criteria if said != SavedSearch(contact_id=contact.id) else ""


def _looks_there(contact: Contact, searches: Sequence[SavedSearch], area_zips: Collection[str] | None) -> bool:
    looked = {code for one in searches for code in one.zips} if searches else set(contact.areas)
    return area_zips is None or bool(looked & set(area_zips))


def _why(contact: Contact, searches: Sequence[SavedSearch], listing: Listing) -> str:
    if not searches:
        return why_fits(contact, listing)
    if contact.stage in _OVER:
        return ""
    return next((f"Saved search: {one.criteria}" for one in searches if one.fits(listing)), "")


def why_fits(contact: Contact, listing: Listing) -> str:
    """Why a home fits a buyer, in words; empty where it does not."""
    if contact.kind is ContactKind.SELLER or contact.stage in _DONE:
        return ""
    has_budget = contact.price_max is not None or contact.price_min is not None
    if not contact.areas and not has_budget:
        return ""
    words = [_price(contact, listing), _area(contact, listing), *_rooms(contact, listing)]
    if None in words:
        return ""
    text = ", ".join(word for word in words if word)
    return text[:1].upper() + text[1:]


def _price(contact: Contact, listing: Listing) -> str | None:
    low, high, price = contact.price_min, contact.price_max, listing.list_price
    if low is None and high is None:
        return ""
    if price is None or (low is not None and price < low) or (high is not None and price > high):
        return None
    if low is not None and high is not None:
        return f"budget ${low:,.0f} to ${high:,.0f}"
    return f"budget up to ${high:,.0f}" if high is not None else f"budget from ${low:,.0f}"


def _area(contact: Contact, listing: Listing) -> str | None:
    if not contact.areas:
        return ""
    wanted = {area.strip().lower() for area in contact.areas}
    for place in (listing.postal_code, listing.subdivision_name, listing.city):
        if place and place.lower() in wanted:
            return f"looks in {place}"
    return None


def _rooms(contact: Contact, listing: Listing) -> list[str | None]:
    words: list[str | None] = []
    if contact.bedrooms_min:
        has = listing.bedrooms_total
        fits = has is None or has >= contact.bedrooms_min
        words.append(f"wants {contact.bedrooms_min}+ bedrooms (has {has or 'unknown'})" if fits else None)
    if contact.bathrooms_min:
        baths = listing.bathrooms_total
        is_enough = baths is None or baths >= contact.bathrooms_min
        words.append(f"{contact.bathrooms_min:g}+ baths" if is_enough else None)
    return words
