from __future__ import annotations

from integrations.marketing import Refused
from integrations.models.campaign import Campaign, CampaignPlan
from tools.errors import ToolError
from tools.tool import Arguments, Hubs


async def send_approved(_args: Arguments, resolved: CampaignPlan, hubs: Hubs, key: str) -> Campaign:
    """Send exactly what was approved; a text outside the recipient's hours waits for their morning.

    Raises:
        ToolError: it may not be sent any more; the message says why.
    """
    try:
        return await hubs.marketing.send_campaign(resolved, key=key)
    except Refused as error:
        raise ToolError("refused", str(error)) from error
