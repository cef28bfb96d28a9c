from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from integrations.mls import UnknownArea
from integrations.models.listing import ON_MARKET, UNDER_CONTRACT, ListingPage, ListingQuery, StandardStatus
from tools.areas import unknown_area
from tools.tool import Arguments, Hubs, Risk, Tool


class SearchListings(Arguments):
    """Arguments of `search_listings`; every one narrows the list."""

    areas: tuple[str, ...] = Field((), description="ZIP codes, cities or neighbourhoods, e.g. 98103, Ballard, Bellevue")
    status: Literal["active", "coming_soon", "pending", "sold", "expired", "any"] = Field(
        "active", description="active = for sale now (with coming soon)"
    )
    price_min: int | None = Field(None, ge=0, description="Dollars")
    price_max: int | None = Field(None, ge=0, description="Dollars, e.g. 800000")
    bedrooms_min: int | None = Field(None, ge=0, description="At least this many bedrooms")
    bathrooms_min: float | None = Field(None, ge=0, description="At least this many bathrooms, e.g. 2.5")
    living_area_min: int | None = Field(None, ge=0, description="Square feet, at least")
    living_area_max: int | None = Field(None, ge=0, description="Square feet, at most")
    lot_size_min: int | None = Field(None, ge=0, description="Lot in square feet, at least")
    year_built_min: int | None = Field(None, description="Built in this year or later")
    year_built_max: int | None = Field(None, description="Built in this year or earlier")
    waterfront: bool | None = Field(None, description="True for waterfront homes only")
    listed_since: date | None = Field(None, description="On the market since this ISO date (today for 'came on today')")
    listed_until: date | None = Field(None, description="On the market by this ISO date at the latest")
    closed_since: date | None = Field(None, description="Sold since this ISO date; goes with status sold")
    price_cut: bool = Field(default=False, description="True for listings with a reduced price only")
    own_only: bool = Field(default=False, description="True for Jorge's own listings only ('my listings')")
    sort: Literal["newest", "price_low", "price_high", "largest", "longest_on_market"] = Field(
        "newest", description="Order"
    )
    limit: int = Field(10, ge=1, le=50, description="How many to show")


_STATUSES: dict[str, tuple[StandardStatus, ...]] = {
    "active": ON_MARKET,
    "coming_soon": (StandardStatus.COMING_SOON,),
    "pending": UNDER_CONTRACT,
    "sold": (StandardStatus.CLOSED,),
    "expired": (StandardStatus.EXPIRED, StandardStatus.WITHDRAWN, StandardStatus.CANCELED),
    "any": (),
}


async def list_listings(args: SearchListings, hubs: Hubs) -> ListingPage:
    """Find listings in the MLS copy."""
    dollars = {name: value for name in ("price_min", "price_max") if (value := getattr(args, name)) is not None}
    query = ListingQuery(
        **args.model_dump(exclude={"status", "price_min", "price_max"}),
        statuses=_STATUSES[args.status],
        **{name: Decimal(value) for name, value in dollars.items()},
    )
    try:
        return await hubs.mls.search(query)
    except UnknownArea as error:
        raise unknown_area(error) from error


TOOL = Tool(
    name="search_listings",
    description="Find listings in the MLS copy: for sale, pending or sold, by area, price, size, date on market.",
    risk=Risk.READ,
    arguments=SearchListings,
    result=ListingPage,
    handler=list_listings,
)
