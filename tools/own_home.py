"""The home that Jorge wants to advertise."""

from __future__ import annotations

from integrations.models.listing import Listing
from tools.errors import ToolError
from tools.homes import home_at
from tools.tool import Hubs

_OFFER = "This home is on the market. If you would like to see it, reply or call me."


async def advertised(ref: str, hubs: Hubs, field: str = "listing_ref", *, own: bool = False) -> Listing:
    """The current listing at this address, number or reference, if it may be advertised; with `own` only Jorge's.

    Raises:
        ToolError: there is none, there are several, or another office has listed it.
    """
    listing = await home_at(ref, hubs, field)
    if refused := await hubs.mls.permit(listing, "advert"):
        raise ToolError("refused", f"{refused.said} Ask for 'my listings' to see yours.")
    if own and not hubs.mls.is_own(listing):
        raise ToolError("refused", f"{listing.display_address} is another office's listing: its office describes it.")
    return listing


async def credited(listing: Listing | None, message: str | None, hubs: Hubs, plain: str = _OFFER) -> str | None:
    """The words of an advert; where the listing is another office's, with the credit that its MLS wants."""
    if listing is None or hubs.mls.is_own(listing):
        return message
    return f"{message or plain}\n\n{(await hubs.mls.credit(listing)).full}".strip()
