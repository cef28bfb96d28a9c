from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from integrations.crm.matching import wishes
from integrations.models.contact import Contact
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
    instead: bool = Field(default=False, description="Put it in the place of the lead's saved search (a change)")
    number: int | None = Field(None, ge=1, description="With `instead`: which, as numbered in the lead's list")


async def save(args: SaveSearch, hubs: Hubs) -> WishList:
    """Keep what a lead looks for; from then on it decides which homes fit that lead."""
    if not args.model_dump(exclude={"lead", "instead", "number"}, exclude_defaults=True):
        asked = f"What does {args.lead} look for? Tell me the area, the price, the bedrooms or the type in one go."
        raise ToolError("invalid", asked, question=asked)
    if args.price_min is not None and args.price_max is not None and args.price_min > args.price_max:
        raise ToolError("invalid", "The lowest price is above the highest; no home could fit.")
    zips = await zips_of(args.areas, hubs)
    contact = await person_of(hubs, None, args.lead)
    gone = await _replaced(args, contact, hubs) if args.instead else ()
    search = SavedSearch(
        contact_id=contact.id,
        areas=tuple(dict.fromkeys(area.title for area in await hubs.mls.areas_named(args.areas))),
        zips=tuple(sorted(zips or ())),
        price_min=None if args.price_min is None else Decimal(args.price_min),
        price_max=None if args.price_max is None else Decimal(args.price_max),
        bedrooms_min=args.bedrooms_min,
        bathrooms_min=args.bathrooms_min,
        home_type=args.home_type,
    )
    is_new = await hubs.crm.save_search(search)
    gone = tuple(one for one in gone if one.id != search.id)
    await hubs.crm.remove_searches(gone)
    return WishList(
        contact=contact,
        done="saved" if is_new else "kept",
        removed=gone,
        searches=await hubs.crm.saved_searches(contact.id),
        derived=wishes(contact),
        for_sale=await _for_sale(search, hubs),
    )


async def _replaced(args: SaveSearch, contact: Contact, hubs: Hubs) -> tuple[SavedSearch, ...]:
    """The saved search that the new one takes the place of; none where there is none yet."""
    present = await hubs.crm.saved_searches(contact.id)
    if args.number is not None and args.number > len(present):
        raise ToolError("not_found", f"{contact.name} has {len(present)} saved, so there is no number {args.number}.")
    if args.number is None and len(present) > 1:
        said = "; ".join(f"{at}. {one.criteria}" for at, one in enumerate(present, 1))
        asked = (
            f"Which of {contact.name}'s searches? {said}. Say its number, e.g. change {contact.name}'s search 1 to ..."
        )
        raise ToolError("invalid", asked, question=asked)
    return present if args.number is None else (present[args.number - 1],)


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
    description="Save or change what a lead looks for (area, price, rooms, type); homes that fit are matched.",
    risk=Risk.INTERNAL_WRITE,
    arguments=SaveSearch,
    result=WishList,
    handler=save,
)
