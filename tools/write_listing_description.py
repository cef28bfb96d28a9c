from __future__ import annotations

from pydantic import Field

from integrations.marketing import Refused
from integrations.marketing.copywriting import write_description
from integrations.models.draft import Draft
from tools.errors import ToolError
from tools.own_home import advertised
from tools.tool import Arguments, Hubs, Risk, Tool


class WriteListingDescription(Arguments):
    """Arguments of `write_listing_description`."""

    listing_ref: str = Field(description="Address or listing id of Jorge's own listing")
    most: int = Field(1000, ge=100, le=4000, description="How many characters the MLS takes")


async def write(args: WriteListingDescription, hubs: Hubs) -> Draft:
    """A draft from the listing's facts; nothing is written to the MLS."""
    listing = await advertised(args.listing_ref, hubs, own=True)
    try:
        return write_description(listing, args.most)
    except Refused as error:
        raise ToolError("refused", str(error)) from error


TOOL = Tool(
    name="write_listing_description",
    description="Draft the description of one of Jorge's listings from its facts; nothing is published.",
    risk=Risk.READ,
    arguments=WriteListingDescription,
    result=Draft,
    handler=write,
)
