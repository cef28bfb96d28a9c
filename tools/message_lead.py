from __future__ import annotations

from typing import Literal

from pydantic import Field

from integrations.models.campaign import Campaign, CampaignPlan
from integrations.wire.errors import NotConfigured
from tools import email_lead, text_lead
from tools.errors import ToolError
from tools.sending import send_approved
from tools.text_lead import Purpose
from tools.tool import Arguments, Hubs, Risk, Tool


class MessageLead(Arguments):
    """Arguments of `message_lead`."""

    lead: str | None = Field(None, max_length=120, description="Name of the lead, as the user gave it")
    contact_id: str | None = Field(None, max_length=40, description="Our id of the contact, where it is known")
    message: str | None = Field(None, max_length=1200, description="What to say, in the user's own words")
    purpose: Purpose | None = Field(None, description="A standard message, where the user words none")
    about: str | None = Field(None, max_length=200, description="Address of the home it is about")
    channel: Literal["allowed", "direct"] = Field(
        "allowed", description="allowed = a text where the lead agreed to texts, else an e-mail; direct = social media"
    )


async def plan(args: MessageLead, hubs: Hubs) -> CampaignPlan:
    """A text where the lead agreed to texts, else an e-mail; without any effect."""
    if args.channel == "direct":
        raise NotConfigured("direct messages", "Messenger and Instagram are not connected yet; text, e-mail or call")
    given = args.model_dump(exclude={"channel"})
    try:
        return await text_lead.plan(text_lead.TextLead(**given), hubs)
    except ToolError as error:
        if error.kind != "refused":
            raise
        no_text = error.message
    except NotConfigured as missing:
        no_text = str(missing)
    try:
        letter = await email_lead.plan(email_lead.EmailLead(**given), hubs)
    except ToolError as error:
        if error.kind != "refused":
            raise
        raise ToolError("refused", f"{no_text} {error.message}") from error
    return letter.model_copy(update={"warnings": (*letter.warnings, f"By e-mail, because: {no_text}")})


def _summary(_args: MessageLead, resolved: CampaignPlan) -> str:
    return resolved.title


TOOL = Tool(
    name="message_lead",
    description="Write to one lead by whatever channel the lead agreed to; Jorge approves, then it is sent.",
    risk=Risk.OUTWARD,
    arguments=MessageLead,
    result=Campaign,
    plan=CampaignPlan,
    prepare=plan,
    perform=send_approved,
    summary=_summary,
)
