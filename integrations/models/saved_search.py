from __future__ import annotations

import hashlib
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from integrations.models.contact import Contact
from integrations.models.frozen import Frozen
from integrations.models.listing import Listing

HomeType = Literal["house", "condo", "townhouse", "multi-family", "land"]
_TYPES: Final[dict[HomeType, tuple[str, ...]]] = {
    "house": ("single family", "detached", "house"),
    "condo": ("condo", "apartment", "stock cooperative"),
    "townhouse": ("townh",),
    "multi-family": ("duplex", "triplex", "quadruplex", "multi"),
    "land": ("land", "lot", "unimproved"),
}


class SavedSearch(Frozen):
    """Homes that a lead looks for, as Jorge set it. Every criterion that is given must fit; dollars.

    `areas` are the places as they were said, `zips` the ZIP codes that they cover.
    """

    contact_id: str
    areas: tuple[str, ...] = ()
    zips: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    bedrooms_min: int | None = None
    bathrooms_min: float | None = None
    home_type: HomeType | None = None
    saved_at: datetime | None = None

    @property
    def id(self) -> str:
        """The same for the same criteria of the same lead, so that saving twice keeps one."""
        # ZIP codes alone say the same as other names for them; a neighbourhood is less than its ZIP codes.
        same = {"saved_at", "areas"} if set(self.areas) <= set(self.zips) else {"saved_at"}
        named = self.model_copy(update={"areas": tuple(sorted(self.areas))})
        return f"search-{hashlib.sha256(named.model_dump_json(exclude=same).encode()).hexdigest()[:20]}"

    @property
    def criteria(self) -> str:
        """What it asks for, in words."""
        low, high = self.price_min, self.price_max
        price = f"${low:,.0f} to ${high:,.0f}" if low is not None and high is not None else (
            f"up to ${high:,.0f}" if high is not None else f"from ${low:,.0f}" if low is not None else ""
        )  # fmt: skip
        words = (
            self.home_type or "",
            f"{self.bedrooms_min}+ beds" if self.bedrooms_min else "",
            f"{self.bathrooms_min:g}+ baths" if self.bathrooms_min else "",
            f"in {' or '.join(self.areas)}" if self.areas else "",
            price,
        )
        return ", ".join(word for word in words if word) or "any home"

    def fits(self, listing: Listing) -> bool:
        """Whether a home is what is looked for. Rooms or a type that its record leaves open do not stand against."""
        price, beds, baths = listing.list_price, listing.bedrooms_total, listing.bathrooms_total
        priced = (self.price_min is None and self.price_max is None) or (
            price is not None
            and (self.price_min is None or price >= self.price_min)
            and (self.price_max is None or price <= self.price_max)
        )
        roomy = (not self.bedrooms_min or beds is None or beds >= self.bedrooms_min) and (
            not self.bathrooms_min or baths is None or baths >= self.bathrooms_min
        )
        return priced and roomy and self._is_there(listing) and self._is_such(listing)

    def _is_there(self, listing: Listing) -> bool:
        """In one of the ZIP codes, and where a neighbourhood was asked for and the record names one, in that."""
        if not self.zips or listing.postal_code not in self.zips:
            return not self.zips
        asked = {area.lower().removesuffix(" county") for area in self.areas}
        place = listing.subdivision_name
        wider = (listing.postal_code, listing.city, listing.county_or_parish)
        return not place or place.lower() in asked or any(one and one.lower() in asked for one in wider)

    def _is_such(self, listing: Listing) -> bool:
        kind = (listing.property_sub_type or "").lower()
        return self.home_type is None or not kind or any(word in kind for word in _TYPES[self.home_type])


class WishList(Frozen):
    """What a lead looks for.

    Attributes:
        done: what was just done.
        searches: what Jorge saved, oldest first; where there is one, it alone decides which homes fit.
        removed: searches that were just taken off.
        derived: what the CRM's fields and the homes that the lead asked about say, in words; empty where nothing.
        for_sale: homes on the market now that fit the search just saved; None where they were not counted.
    """

    contact: Contact
    done: Literal["saved", "kept", "listed", "removed"] = "listed"
    searches: tuple[SavedSearch, ...] = ()
    removed: tuple[SavedSearch, ...] = ()
    derived: str = ""
    for_sale: int | None = None
