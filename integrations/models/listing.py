from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from integrations.models.credit import Credit
from integrations.models.frozen import Frozen
from integrations.models.listing_parts import Around


class StandardStatus(StrEnum):
    """RESO Data Dictionary 2.0, closed list."""

    ACTIVE = "Active"
    ACTIVE_UNDER_CONTRACT = "Active Under Contract"
    CANCELED = "Canceled"
    CLOSED = "Closed"
    COMING_SOON = "Coming Soon"
    DELETE = "Delete"
    EXPIRED = "Expired"
    HOLD = "Hold"
    INCOMPLETE = "Incomplete"
    PENDING = "Pending"
    WITHDRAWN = "Withdrawn"


ON_MARKET = (StandardStatus.ACTIVE, StandardStatus.COMING_SOON)
UNDER_CONTRACT = (StandardStatus.ACTIVE_UNDER_CONTRACT, StandardStatus.PENDING)


class Listing(Frozen):
    """One Property record of an MLS: a home for sale, under contract, sold or taken off the market.

    Field names are the RESO Data Dictionary's in snake_case. Prices are US dollars, areas square feet. `street_line` is
    house number and street in one, made of the Dictionary's parts; empty where the MLS gives none.
    """

    originating_system: str
    listing_key: str
    listing_id: str = ""
    parcel_number: str | None = None
    universal_property_id: str | None = None
    standard_status: StandardStatus
    property_type: str = "Residential"
    property_sub_type: str | None = None
    unparsed_address: str = ""
    street_line: str = ""
    unit_number: str | None = None
    city: str | None = None
    county_or_parish: str | None = None
    state_or_province: str | None = None
    postal_code: str | None = None
    subdivision_name: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    list_price: Decimal | None = None
    original_list_price: Decimal | None = None
    previous_list_price: Decimal | None = None
    close_price: Decimal | None = None
    listing_contract_date: date | None = None
    on_market_date: date | None = None
    off_market_date: date | None = None
    purchase_contract_date: date | None = None
    close_date: date | None = None
    days_on_market: int | None = None
    bedrooms_total: int | None = None
    bathrooms_total: float | None = None
    living_area: float | None = None
    above_grade_finished_area: float | None = None
    below_grade_finished_area: float | None = None
    lot_size_square_feet: float | None = None
    stories: float | None = None
    year_built: int | None = None
    year_renovated: int | None = None
    waterfront: bool | None = None
    local: dict[str, float | str | bool] = Field(default_factory=dict)
    list_agent_key: str | None = None
    list_agent_full_name: str | None = None
    list_office_name: str | None = None
    attribution_contact: str | None = None
    public_remarks: str | None = None
    internet_entire_listing_display: bool = True
    internet_address_display: bool = True
    internet_automated_valuation_display: bool = True
    internet_consumer_comment: bool = True
    permitted_uses: tuple[str, ...] = ()
    disclaimer: str | None = None
    copyright_notice: str | None = None
    photos_count: int = 0
    modification_timestamp: datetime

    @property
    def record_key(self) -> str:
        """Its key in the MLS."""
        return self.listing_key

    @property
    def ref(self) -> str:
        """The store's key of this record: `originating system:listing key`."""
        return f"{self.originating_system}:{self.listing_key}"

    @property
    def display_address(self) -> str:
        """Street, city, state and ZIP in one line, or only the place where the seller hides the street."""
        place = ", ".join(part for part in (self.city, self.state_or_province) if part)
        place = f"{place} {self.postal_code}".strip() if self.postal_code else place
        if not self.internet_address_display or not self.unparsed_address:
            return f"Address not disclosed, {place}"
        return self.unparsed_address if place in self.unparsed_address else f"{self.unparsed_address}, {place}"


class ListingQuery(Frozen):
    """What to look for among listings. `areas` holds ZIP codes, cities or neighbourhoods."""

    areas: tuple[str, ...] = ()
    statuses: tuple[StandardStatus, ...] = ON_MARKET
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    bedrooms_min: int | None = None
    bathrooms_min: float | None = None
    living_area_min: float | None = None
    living_area_max: float | None = None
    lot_size_min: float | None = None
    year_built_min: int | None = None
    year_built_max: int | None = None
    waterfront: bool | None = None
    listed_since: date | None = None
    listed_until: date | None = None
    closed_since: date | None = None
    price_cut: bool = False
    own_only: bool = False
    sort: str = "newest"
    limit: int = 10


class ListingPage(Frozen):
    """What `search_listings` found: at most `query.limit` listings of `total`.

    By ref: `around` is what stands beside a listing, `credits` what must be said where it is shown, `remarks` what a
    language model may read of the public remarks. `withheld` says which rule keeps others from being shown.
    """

    query: ListingQuery
    total: int
    listings: tuple[Listing, ...]
    as_of: datetime | None = None
    around: dict[str, Around] = Field(default_factory=dict)
    credits: dict[str, Credit] = Field(default_factory=dict)
    remarks: dict[str, str] = Field(default_factory=dict)
    withheld: tuple[str, ...] = ()
