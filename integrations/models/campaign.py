from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Final

from integrations.models.frozen import Frozen


class CampaignType(StrEnum):
    """What a campaign is about."""

    JUST_LISTED = "just_listed"
    JUST_SOLD = "just_sold"
    OPEN_HOUSE = "open_house"
    PRICE_DROP = "price_drop"
    MARKET_UPDATE = "market_update"
    NEWSLETTER = "newsletter"
    PERSONAL = "personal"
    MATCHES = "matches"
    SEQUENCE = "sequence"


# What is announced to many; the others are written to somebody.
ANNOUNCEMENTS: Final = tuple(one for one in CampaignType if one not in ("personal", "matches", "sequence"))


class Channel(StrEnum):
    """How a campaign reaches people."""

    EMAIL = "email"
    SMS = "sms"


class Recipient(Frozen):
    """Somebody in the audience; `why` says how the home fits (or, left out, what stands against it)."""

    contact_id: str
    name: str
    to: str = ""
    why: str = ""


class Audience(Frozen):
    """Who gets a campaign and who is left out, each with a reason."""

    description: str
    included: tuple[Recipient, ...]
    excluded: tuple[Recipient, ...] = ()


class PlannedStep(Frozen):
    """One message of a sequence, as it will be sent, days after the start."""

    after_days: float
    channel: Channel
    subject: str = ""
    body_text: str
    body_html: str = ""


class CampaignPlan(Frozen):
    """Everything Jorge must see before he approves: audience, rendered message, cost and warnings.

    What is in `PASSING` changes with the clock, so that no approval is bound to it.
    """

    PASSING: ClassVar[frozenset[str]] = frozenset({"timing"})

    campaign_type: CampaignType
    channel: Channel
    title: str
    subject: str = ""
    preview_text: str = ""
    body_text: str
    body_html: str = ""
    audience: Audience
    listing_ref: str | None = None
    listing_address: str | None = None
    cost: Decimal = Decimal(0)
    cost_note: str = ""
    warnings: tuple[str, ...] = ()
    timing: str = ""
    steps: tuple[PlannedStep, ...] = ()


class Campaign(Frozen):
    """A campaign at a vendor and what came of it."""

    id: str
    campaign_type: CampaignType
    channel: Channel
    title: str
    status: str
    vendor: str
    vendor_id: str = ""
    recipients: int = 0
    delivered: int = 0
    failed: int = 0
    opens: int | None = None
    clicks: int | None = None
    sent_at: datetime | None = None
    note: str = ""
