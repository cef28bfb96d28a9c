from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from integrations.crm.matching import wishes
from integrations.models.listing import ListingQuery
from integrations.models.saved_search import HomeType, SavedSearch, WishList
from tools.areas import zips_of
from tools.errors import ToolError
from tools.people import person_of
from tools.tool import Arguments, Hubs, Risk, Tool


class SaveSearch(Arguments):
    """Arguments of `save_search`."""

    lead: str = Field(description="Name of the lead, e.g. Anna Lee")
    areas: tuple[str, ...] = Field((), description="ZIP codes, cities or neighbourhoods, e.g. 98103, Ballard")
    price_min: int | None = Field(None, ge=0, description="Dollars, at least")
    price_max: int | None = Field(None, ge=0, description="Dollars, at most")
    bedrooms_min: int | None = Field(None, ge=0, description="Bedrooms, at least")
    bathrooms_min: float | None = Field(None, ge=0, description="Bathrooms, at least, e.g. 2.5")
    home_type: HomeType | None = Field(None, description="Only homes of this type")


async def save(args: SaveSearch, hubs: Hubs) -> WishList:
    """Keep what a lead looks for; from then on it decides which homes fit that lead."""
    if not args.model_dump(exclude={"lead"}, exclude_defaults=True):
        asked = f"What does {args.lead} look for? Tell me the area, the price, the bedrooms or the type in one go."
        raise ToolError("invalid", asked, question=asked)
    if args.price_min is not None and args.price_max is not None and args.price_min > args.price_max:
        raise ToolError("invalid", "The lowest price is above the highest; no home could fit.")
    zips = await zips_of(args.areas, hubs)
    contact = await person_of(hubs, None, args.lead)
    search = SavedSearch(
        contact_id=contact.id,
        areas=args.areas,
        zips=tuple(sorted(zips or ())),
        price_min=None if args.price_min is None else Decimal(args.price_min),
        price_max=None if args.price_max is None else Decimal(args.price_max),
        bedrooms_min=args.bedrooms_min,
        bathrooms_min=args.bathrooms_min,
        home_type=args.home_type,
    )
    is_new = await hubs.crm.save_search(search)
    return WishList(
        contact=contact,
        done="saved" if is_new else "kept",
        searches=await hubs.crm.saved_searches(contact.id),
        derived=wishes(contact),
        for_sale=await _for_sale(search, hubs),
    )


async def _for_sale(search: SavedSearch, hubs: Hubs) -> int | None:
    if search.home_type is not None:
        return None  # the listing search knows no types
    query = ListingQuery(
        areas=search.areas,
        price_min=search.price_min,
        price_max=search.price_max,
        bedrooms_min=search.bedrooms_min,
        bathrooms_min=search.bathrooms_min,
        limit=1,
    )
    return (await hubs.mls.search(query)).total


TOOL = Tool(
    name="save_search",
    description="Save what a lead looks for (area, price, rooms, type); new homes that fit are matched to that lead.",
    risk=Risk.INTERNAL_WRITE,
    arguments=SaveSearch,
    result=WishList,
    handler=save,
)
