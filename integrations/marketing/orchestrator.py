from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.marketing.office import OfficeCard
from integrations.models.campaign import Campaign, CampaignPlan, CampaignType, Channel
from integrations.models.contact import Contact
from integrations.models.listing import Listing
from integrations.models.sync import SyncResult
from integrations.store import Store
from integrations.wire.errors import NotConfigured
from integrations.wire.inbound import WebhookSource


class MarketingOrchestrator:
    """The door to all channels: plans campaigns, sends what was approved, and keeps who may not be written to."""

    def __init__(
        self,
        store: Store,
        connectors: Mapping[str, Any],
        *,
        office: OfficeCard,
        owner_phone: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: ZoneInfo | None = None,
    ) -> None:
        self._store = store
        self._connectors = dict(connectors)
        self._office = office
        self._owner_phone = owner_phone
        self._now = now
        self._zone = zone or ZoneInfo("America/Los_Angeles")

    def sources(self) -> dict[str, WebhookSource]:
        """The channels that take webhooks, by slug."""
        return {slug: one for slug, one in self._connectors.items() if isinstance(one, WebhookSource)}

    async def sync_audiences(self) -> dict[str, SyncResult]:
        """Copy who is in the audiences."""
        return {}

    async def plan_campaign(
        self,
        campaign_type: CampaignType,
        channel: Channel,
        *,
        contacts: Sequence[tuple[Contact, str]],
        listing: Listing | None = None,
        audience: str = "",
        subject: str | None = None,
        message: str | None = None,
    ) -> CampaignPlan:
        """Everything that is to be approved, without any effect."""
        raise NotConfigured(str(channel), "no channel is connected")

    async def send_campaign(self, plan: CampaignPlan, key: str) -> Campaign:
        """Send exactly what was approved."""
        raise NotConfigured(str(plan.channel), "no channel is connected")

    async def refresh_campaign(self, campaign: Campaign) -> Campaign:
        """The campaign with its numbers as they are now."""
        return campaign

    async def campaigns(self, limit: int = 20) -> list[Campaign]:
        """The newest campaigns."""
        return []

    async def text_owner(self, body: str, key: str) -> str:
        """Text Jorge's own number."""
        return "no text: no channel is connected"

    async def text_contact(self, contact: Contact, body: str, key: str) -> str:
        """Text a contact."""
        raise NotConfigured("sms", "no channel is connected")

    async def create_targeted_campaigns(
        self, campaign_type: CampaignType, property_context: Listing | None = None
    ) -> list[Campaign]:
        """Drafts that wait for approval."""
        return []

    async def aclose(self) -> None:
        """Close the connections."""
        for one in self._connectors.values():
            await one.aclose()
