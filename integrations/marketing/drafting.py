from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from integrations.marketing.errors import Refused
from integrations.marketing.office import OfficeCard
from integrations.marketing.planning import make_plan
from integrations.models.campaign import Campaign, CampaignType, Channel
from integrations.models.contact import Contact, ContactKind
from integrations.models.listing import Listing
from integrations.store import Store

_SELLERS = (CampaignType.JUST_SOLD, CampaignType.MARKET_UPDATE)


async def draft_for(
    store: Store,
    office: OfficeCard,
    people: Sequence[Contact],
    campaign_type: CampaignType,
    channel: Channel,
    listing: Listing | None,
    vendor: str,
    budget: Decimal | None,
) -> Campaign | None:
    """A draft to those of `people` whom it suits; None where nobody may get it, or it costs more than the budget."""
    suited = [(one, "") for one in people if _suits(one, campaign_type, listing)]
    words = "those whom it suits"
    try:
        plan = await make_plan(store, office, campaign_type, channel, suited, listing, words, None, None)
    except Refused:
        return None
    if budget is not None and plan.cost > budget:
        return None
    digest = hashlib.sha256(plan.model_dump_json().encode()).hexdigest()[:16]
    return Campaign(
        id=f"draft_{digest}",
        campaign_type=campaign_type,
        channel=channel,
        title=plan.title,
        status="draft",
        vendor=vendor,
        recipients=len(plan.audience.included),
        note="A draft: it is sent through launch_campaign, after approval.",
    )


def _suits(contact: Contact, campaign_type: CampaignType, listing: Listing | None) -> bool:
    if campaign_type in _SELLERS:
        return contact.kind is not ContactKind.BUYER
    if listing is None or listing.list_price is None:
        return True
    in_price = contact.price_max is None or listing.list_price <= contact.price_max
    in_area = not contact.areas or listing.postal_code in contact.areas
    return contact.kind is not ContactKind.SELLER and in_price and in_area
