from __future__ import annotations

from pydantic import Field

from integrations.marketing import Refused
from integrations.marketing.copywriting import Occasion, Place, write_post
from integrations.models.draft import Draft
from tools.errors import ToolError
from tools.own_home import advertised, credited
from tools.tool import Arguments, Hubs, Risk, Tool


class DraftSocialPost(Arguments):
    """Arguments of `draft_social_post`."""

    listing_ref: str = Field(description="Address or listing id of Jorge's own listing")
    place: Place = Field("instagram", description="Where Jorge will post it")
    occasion: Occasion = Field("just_listed", description="What it tells")
    message: str | None = Field(None, max_length=1500, description="Words to put in, if the user words them")


async def write(args: DraftSocialPost, hubs: Hubs) -> Draft:
    """A draft from the listing's facts; nothing is posted."""
    listing = await advertised(args.listing_ref, hubs)
    message = await credited(listing, args.message, hubs, "")
    try:
        return write_post(listing, hubs.marketing.office, args.place, args.occasion, message)
    except Refused as error:
        raise ToolError("refused", str(error)) from error


TOOL = Tool(
    name="draft_social_post",
    description="Draft a post about one of Jorge's listings for Instagram, Facebook, LinkedIn or X; never posts it.",
    risk=Risk.READ,
    arguments=DraftSocialPost,
    result=Draft,
    handler=write,
)
