from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from integrations.marketing import Refused
from integrations.models.campaign import ANNOUNCEMENTS, Campaign, CampaignPlan, CampaignType, Channel
from integrations.models.contact import Contact, ContactKind, LeadQuery
from integrations.models.listing import Listing
from tools.areas import zips_of
from tools.errors import ToolError
from tools.own_home import advertised, credited
from tools.sending import send_approved
from tools.tool import Arguments, Hubs, Risk, Tool

_ABOUT_A_HOME = (CampaignType.JUST_LISTED, CampaignType.JUST_SOLD, CampaignType.OPEN_HOUSE, CampaignType.PRICE_DROP)


def _announced(kind: CampaignType) -> CampaignType:
    if kind not in ANNOUNCEMENTS:
        raise ValueError(f"a campaign is one of {', '.join(ANNOUNCEMENTS)}")
    return kind


Announcement = Annotated[
    CampaignType, AfterValidator(_announced), WithJsonSchema({"type": "string", "enum": list(ANNOUNCEMENTS)})
]


class LaunchCampaign(Arguments):
    """Arguments of `launch_campaign`."""

    campaign_type: Announcement = Field(description="What it is about")
    address: str | None = Field(
        None, description="The home it is about, as the user gave it; needed unless it is a newsletter or market update"
    )
    channel: Channel = Field(Channel.EMAIL, description="email or sms")
    audience: Literal["matching_buyers", "buyers", "sellers", "everyone"] = Field(
        "matching_buyers", description="Who gets it; matching_buyers = buyers whose wishes fit the home"
    )
    areas: tuple[str, ...] = Field((), description="Only people who look in these ZIP codes, cities or neighbourhoods")
    subject: str | None = Field(None, max_length=150, description="Subject line, if the user words it")
    message: str | None = Field(None, max_length=2000, description="Opening words, if the user words them")


async def plan(args: LaunchCampaign, hubs: Hubs) -> CampaignPlan:
    """Resolve audience, message and cost without any effect."""
    listing = await _listing_for(args, hubs)
    zips = await zips_of(args.areas, hubs)
    audience = args.audience if listing or args.audience != "matching_buyers" else "buyers"
    contacts = await _people(audience, listing, zips, hubs)
    try:
        return await hubs.marketing.plan_campaign(
            args.campaign_type,
            args.channel,
            contacts=contacts,
            listing=listing,
            audience=audience,
            subject=args.subject,
            message=await credited(listing, args.message, hubs),
        )
    except Refused as error:
        raise ToolError("refused", str(error)) from error


def _summary(args: LaunchCampaign, resolved: CampaignPlan) -> str:
    people = len(resolved.audience.included)
    return f"{resolved.title}: {args.channel} to {people} {'person' if people == 1 else 'people'}"


async def _people(
    audience: str, listing: Listing | None, zips: frozenset[str] | None, hubs: Hubs
) -> tuple[tuple[Contact, str], ...]:
    if audience == "matching_buyers" and listing is not None:
        return await hubs.crm.matching_buyers(listing, area_zips=zips)
    kind = {"buyers": ContactKind.BUYER, "sellers": ContactKind.SELLER}.get(audience)
    found = await hubs.crm.search(LeadQuery(kind=kind, limit=100_000), area_zips=zips)
    return tuple((lead, "") for lead in found.leads)


async def _listing_for(args: LaunchCampaign, hubs: Hubs) -> Listing | None:
    if not args.address:
        if args.campaign_type in _ABOUT_A_HOME:
            asked = "Which home is the campaign about?"
            raise ToolError("missing", asked, question=asked, field="address")
        return None
    return await advertised(args.address, hubs, "address")


TOOL = Tool(
    name="launch_campaign",
    description="Prepare an e-mail or text campaign (just listed, open house ...); Jorge approves, then it is sent.",
    risk=Risk.OUTWARD,
    arguments=LaunchCampaign,
    result=Campaign,
    plan=CampaignPlan,
    prepare=plan,
    perform=send_approved,
    summary=_summary,
)
