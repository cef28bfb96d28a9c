"""The home that Jorge wants to advertise."""

from __future__ import annotations

from integrations.mls import AmbiguousAddress, UnknownAddress
from integrations.models.listing import Listing
from tools.errors import ToolError
from tools.tool import Hubs


async def advertised(ref: str, hubs: Hubs) -> Listing:
    """The current listing at this address, number or reference, if it may be advertised.

    Raises:
        ToolError: there is none, there are several, or another office has listed it.
    """
    try:
        listing = await hubs.mls.current_listing(ref)
    except UnknownAddress as error:
        said = f"I found no listing at {ref}."
        raise ToolError("not_found", said, question=said, options=error.suggestions, field="listing_ref") from error
    except AmbiguousAddress as error:
        asked = f"Which {ref} do you mean?"
        raise ToolError("ambiguous", asked, question=asked, options=error.candidates, field="listing_ref") from error
    if refused := await hubs.mls.permit(listing, "advert"):
        raise ToolError("refused", f"{refused.said} Ask for 'my listings' to see yours.")
    return listing
