from __future__ import annotations

from pydantic import Field

from integrations.crm.matching import wishes
from integrations.models.saved_search import WishList
from tools.people import person_of
from tools.tool import Arguments, Hubs, Risk, Tool


class AskWishes(Arguments):
    """Arguments of `saved_searches`."""

    lead: str = Field(description="Name of the lead, e.g. Anna Lee")


async def tell(args: AskWishes, hubs: Hubs) -> WishList:
    """What a lead looks for: the searches that were saved, and what the CRM says."""
    contact = await person_of(hubs, None, args.lead)
    return WishList(contact=contact, searches=await hubs.crm.saved_searches(contact.id), derived=wishes(contact))


TOOL = Tool(
    name="saved_searches",
    description="What one lead looks for: saved searches, and the wishes that the CRM record and activity show.",
    risk=Risk.READ,
    arguments=AskWishes,
    result=WishList,
    handler=tell,
)
