from __future__ import annotations

from integrations.mls import AmbiguousAddress, UnknownAddress
from integrations.models.listing import Listing
from tools.errors import ToolError
from tools.tool import Hubs


async def home_at(said: str, hubs: Hubs, field: str) -> Listing:
    """The current listing at an address, number or reference; `field` is the argument that it was given in.

    Raises:
        ToolError: there is none, or there are several; it offers the nearest.
    """
    try:
        return await hubs.mls.current_listing(said)
    except UnknownAddress as error:
        told = f"I found no listing at {said}."
        raise ToolError("not_found", told, question=told, options=error.suggestions, field=field) from error
    except AmbiguousAddress as error:
        asked = f"Which {said} do you mean?"
        raise ToolError("ambiguous", asked, question=asked, options=error.candidates, field=field) from error
