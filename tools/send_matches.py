from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from integrations.marketing import Letter, Refused
from integrations.models.campaign import Campaign, CampaignPlan, CampaignType
from integrations.models.contact import Contact, ContactKind
from integrations.models.listing import Listing, ListingQuery
from integrations.models.saved_search import SavedSearch
from tools.email_lead import credit_of
from tools.errors import ToolError
from tools.homes import home_at
from tools.people import person_of
from tools.sending import send_approved
from tools.tool import Arguments, Hubs, Risk, Tool

_LOOKED_AT, _SENT = 40, 6


class SendMatches(Arguments):
    """Arguments of `send_matches`: homes for one lead, or one home for the leads whom it fits."""

    lead: str | None = Field(None, max_length=120, description="The lead who gets homes that fit, by name")
    contact_id: str | None = Field(None, max_length=40, description="Our id of that lead, where it is known")
    listing_ref: str | None = Field(None, max_length=200, description="The home (address or listing id) to send out")
    audience: Literal["matching_buyers", "matching_investors"] = Field(
        "matching_buyers", description="Who gets the home, where one home is sent"
    )
    subject: str | None = Field(None, max_length=150, description="Subject line, if the user words it")
    message: str | None = Field(None, max_length=2000, description="Opening words, if the user words them")


async def plan(args: SendMatches, hubs: Hubs) -> CampaignPlan:
    """Who gets which homes, in which words; without any effect."""
    try:
        if args.listing_ref:
            return await _one_home(args, args.listing_ref, hubs)
        return await _for_one_lead(args, hubs)
    except Refused as error:
        raise ToolError("refused", str(error)) from error


async def _one_home(args: SendMatches, ref: str, hubs: Hubs) -> CampaignPlan:
    home = await home_at(ref, hubs, "listing_ref")
    if refused := await hubs.mls.permit(home, "client"):
        raise ToolError("refused", refused.said)
    people = await hubs.crm.matching_buyers(home)
    investors = args.audience == "matching_investors"
    if investors:
        people = tuple(pair for pair in people if any("invest" in tag.lower() for tag in pair[0].tags))
    words = ("investors" if investors else "buyers") + " whose wishes fit the home"
    where = home.display_address
    letter = Letter(
        CampaignType.MATCHES,
        f"A home that fits: {where}",
        args.subject or f"A home that may fit: {where}",
        args.message or "This home fits what you have told me. If you would like to see it, reply or call me.",
        (await _credited(home, hubs),),
        words,
    )
    return await hubs.marketing.plan_letter(people, letter)


async def _for_one_lead(args: SendMatches, hubs: Hubs) -> CampaignPlan:
    lead = await person_of(hubs, args.contact_id, args.lead)
    searches = await hubs.crm.saved_searches(lead.id)
    if lead.kind is ContactKind.SELLER and not searches:
        raise ToolError("refused", f"{lead.name} is a seller in the CRM and looks for no home.")
    homes = await _homes_for(lead, searches, hubs)
    if not homes:
        wish = "your saved search for" if searches else "what the CRM says of"
        raise ToolError("not_found", f"No home on the market fits {wish} {lead.name}.")
    opening = args.message or "Here are homes on the market that fit what you have told me. Reply with those you like."
    letter = Letter(
        CampaignType.MATCHES,
        f"{len(homes)} {'home' if len(homes) == 1 else 'homes'} for {lead.name}",
        args.subject or ("A home that may fit" if len(homes) == 1 else f"{len(homes)} homes that may fit"),
        opening,
        homes,
        lead.name,
    )
    return await hubs.marketing.plan_letter([(lead, "")], letter)


async def _homes_for(lead: Contact, searches: Sequence[SavedSearch], hubs: Hubs) -> tuple[tuple[Listing, str], ...]:
    """Homes on the market for a lead; what Jorge saved wins over the CRM's wishes."""
    if not searches and not (lead.areas or lead.price_min or lead.price_max):
        raise ToolError("refused", f"The CRM says neither where {lead.name} looks nor for how much.")
    found: dict[str, Listing] = {}
    for wish in searches or (lead,):
        query = ListingQuery(
            areas=wish.areas,
            price_min=wish.price_min,
            price_max=wish.price_max,
            bedrooms_min=wish.bedrooms_min,
            bathrooms_min=wish.bathrooms_min,
            limit=_LOOKED_AT,
        )
        fits = wish.fits if isinstance(wish, SavedSearch) else lambda _home: True
        found |= {one.ref: one for one in (await hubs.mls.search(query)).listings if fits(one)}
    shown = [one for one in found.values() if not await hubs.mls.permit(one, "client")]
    return tuple([await _credited(one, hubs) for one in shown[:_SENT]])


async def _credited(home: Listing, hubs: Hubs) -> tuple[Listing, str]:
    return home, "" if hubs.mls.is_own(home) else await credit_of(home, hubs)


def _summary(_args: SendMatches, resolved: CampaignPlan) -> str:
    people = len(resolved.audience.included)
    return f"{resolved.title}: e-mail to {people} {'person' if people == 1 else 'people'}"


TOOL = Tool(
    name="send_matches",
    description="E-mail homes that fit to a lead, or one home to the leads it fits; Jorge approves, then it is sent.",
    risk=Risk.OUTWARD,
    arguments=SendMatches,
    result=Campaign,
    plan=CampaignPlan,
    prepare=plan,
    perform=send_approved,
    summary=_summary,
)
