"""The home that Jorge wants to advertise."""

from __future__ import annotations

from integrations.models.listing import Listing
from tools.errors import ToolError
from tools.homes import home_at
from tools.tool import Hubs


async def advertised(ref: str, hubs: Hubs, field: str = "listing_ref") -> Listing:
    """The current listing at this address, number or reference, if it may be advertised.

    Raises:
        ToolError: there is none, there are several, or another office has listed it.
    """
    listing = await home_at(ref, hubs, field)
    if refused := await hubs.mls.permit(listing, "advert"):
        raise ToolError("refused", f"{refused.said} Ask for 'my listings' to see yours.")
    return listing
