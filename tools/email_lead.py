from __future__ import annotations

from pydantic import Field

from integrations.marketing import Letter, OfficeCard, Refused
from integrations.models.campaign import Campaign, CampaignPlan, CampaignType
from integrations.models.contact import Contact
from integrations.models.listing import Listing
from tools.errors import ToolError
from tools.people import home_about, person_of
from tools.sending import send_approved
from tools.text_lead import Purpose, standard_words
from tools.tool import Arguments, Hubs, Risk, Tool


class EmailLead(Arguments):
    """Arguments of `email_lead`: whom, and either Jorge's words or what it is for."""

    lead: str | None = Field(None, max_length=120, description="Name of the lead, as the user gave it")
    contact_id: str | None = Field(None, max_length=40, description="Our id of the contact, where it is known")
    subject: str | None = Field(None, max_length=150, description="Subject line, if the user words it")
    message: str | None = Field(None, max_length=4000, description="What to say, in the user's own words")
    purpose: Purpose | None = Field(None, description="A standard e-mail, where the user words none")
    about: str | None = Field(None, max_length=200, description="Address of the home it is about")


async def plan(args: EmailLead, hubs: Hubs) -> CampaignPlan:
    """The exact e-mail and its recipient, without any effect."""
    if not args.message and not args.purpose:
        raise ToolError("missing", "What shall it say?", question="What shall it say?", field="message")
    contact = await person_of(hubs, args.contact_id, args.lead)
    home, withheld = await home_about(hubs, args.about)
    try:
        made = await hubs.marketing.plan_letter([(contact, "")], await _letter(args, contact, home, hubs))
    except Refused as error:
        raise ToolError("refused", str(error)) from error
    return made.model_copy(update={"warnings": (*made.warnings, withheld)}) if withheld else made


async def _letter(args: EmailLead, contact: Contact, home: Listing | None, hubs: Hubs) -> Letter:
    office = hubs.marketing.office
    words = args.message or standard_words(args.purpose or "check_in", office, home)
    opening = words[:1].upper() + words[1:]
    credit = () if home is None else ((home, "" if hubs.mls.is_own(home) else await credit_of(home, hubs)),)
    subject = args.subject or _subject(office, home)
    return Letter(CampaignType.PERSONAL, f"E-mail to {contact.name}", subject, opening, credit)


async def credit_of(home: Listing, hubs: Hubs) -> str:
    """The credit that a display of another office's listing carries."""
    return (await hubs.mls.credit(home)).full


def _subject(office: OfficeCard, home: Listing | None) -> str:
    street = home.unparsed_address.partition(",")[0] if home and home.internet_address_display else ""
    return f"About {street}" if street else f"From {office.agent}, {office.brokerage}"


def _summary(_args: EmailLead, resolved: CampaignPlan) -> str:
    return resolved.title


TOOL = Tool(
    name="email_lead",
    description="E-mail one lead; Jorge approves the exact words, then it is sent.",
    risk=Risk.OUTWARD,
    arguments=EmailLead,
    result=Campaign,
    plan=CampaignPlan,
    prepare=plan,
    perform=send_approved,
    summary=_summary,
)
