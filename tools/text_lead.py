from __future__ import annotations

from typing import Literal

from pydantic import Field

from integrations.marketing import OfficeCard, Refused
from integrations.models.campaign import Campaign, CampaignPlan
from integrations.models.listing import Listing
from tools.errors import ToolError
from tools.people import home_about, person_of
from tools.sending import send_approved
from tools.tool import Arguments, Hubs, Risk, Tool

Purpose = Literal["first_answer", "check_in"]


class TextLead(Arguments):
    """Arguments of `text_lead`: whom, and either Jorge's words or what it is for."""

    lead: str | None = Field(None, max_length=120, description="Name of the lead, as the user gave it")
    contact_id: str | None = Field(None, max_length=40, description="Our id of the contact, where it is known")
    message: str | None = Field(None, max_length=1200, description="What to say, in the user's own words")
    purpose: Purpose | None = Field(None, description="A standard text, where the user words none")
    about: str | None = Field(None, max_length=200, description="Address of the home it is about")


async def plan(args: TextLead, hubs: Hubs) -> CampaignPlan:
    """The exact text, recipient, consent and cost, without any effect."""
    if not args.message and not args.purpose:
        raise ToolError("missing", "What shall it say?", question="What shall it say?", field="message")
    contact = await person_of(hubs, args.contact_id, args.lead)
    home, withheld = await home_about(hubs, args.about)
    words = args.message or standard_words(args.purpose or "check_in", hubs.marketing.office, home)
    credit, link = None, ""
    if home is not None and not hubs.mls.is_own(home):
        credit, link = await hubs.mls.credit(home), await hubs.mls.home_link(home)
    try:
        made = await hubs.marketing.plan_text(contact, words, credit=credit, link=link)
    except Refused as error:
        raise ToolError("refused", str(error)) from error
    return made.model_copy(update={"warnings": (*made.warnings, withheld)}) if withheld else made


def standard_words(purpose: Purpose, office: OfficeCard, home: Listing | None) -> str:
    """Jorge's standard words; of the lead's own words nothing is in them."""
    street = home.unparsed_address.partition(",")[0] if home and home.internet_address_display else ""
    me = f"this is {office.agent} with {office.brokerage}."
    if purpose == "first_answer":
        thanks = f"Thanks for asking about {street}." if street else "Thanks for reaching out."
        return f"{me} {thanks} When is a good time for a quick call?"
    return f"{me} Are you still looking? I am glad to send you homes that fit, or to answer any question."


def _summary(_args: TextLead, resolved: CampaignPlan) -> str:
    return resolved.title


TOOL = Tool(
    name="text_lead",
    description="Text one lead (SMS); Jorge approves the exact words, then it is sent within the lead's hours.",
    risk=Risk.OUTWARD,
    arguments=TextLead,
    result=Campaign,
    plan=CampaignPlan,
    prepare=plan,
    perform=send_approved,
    summary=_summary,
)
