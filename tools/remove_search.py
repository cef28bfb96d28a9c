from __future__ import annotations

from pydantic import Field

from integrations.crm.matching import wishes
from integrations.models.saved_search import WishList
from tools.errors import ToolError
from tools.people import person_of
from tools.tool import Arguments, Hubs, Risk, Tool


class RemoveSearch(Arguments):
    """Arguments of `remove_search`."""

    lead: str = Field(description="Name of the lead, e.g. Anna Lee")
    number: int | None = Field(None, ge=1, description="Which, as numbered in the lead's list; empty for all")


async def remove(args: RemoveSearch, hubs: Hubs) -> WishList:
    """Take a lead's saved searches off, or one of them."""
    contact = await person_of(hubs, None, args.lead)
    searches = await hubs.crm.saved_searches(contact.id)
    if not searches:
        raise ToolError("not_found", f"There is no saved search for {contact.name}.")
    if args.number is not None and args.number > len(searches):
        raise ToolError("not_found", f"{contact.name} has {len(searches)} saved, so there is no number {args.number}.")
    gone = searches if args.number is None else (searches[args.number - 1],)
    await hubs.crm.remove_searches(gone)
    left = tuple(one for one in searches if one not in gone)
    return WishList(contact=contact, done="removed", searches=left, removed=gone, derived=wishes(contact))


TOOL = Tool(
    name="remove_search",
    description="Remove a lead's saved searches, or one of them by number.",
    risk=Risk.INTERNAL_WRITE,
    arguments=RemoveSearch,
    result=WishList,
    handler=remove,
)
