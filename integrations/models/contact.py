from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from integrations.models.frozen import Frozen


class ContactKind(StrEnum):
    """What a contact wants to do with a home."""

    BUYER = "buyer"
    SELLER = "seller"
    BOTH = "both"


class Reason(Frozen):
    """One reason of a temperature: points after decay, in words, with its date."""

    label: str
    points: float
    when: datetime | None = None


class Temperature(Frozen):
    """How ready a lead is, 0 to 100, with every point explained. 75 and more is hot, 40 and more warm."""

    score: int = Field(ge=0, le=100)
    reasons: tuple[Reason, ...] = ()
    version: str = "1"

    @property
    def band(self) -> str:
        """`hot`, `warm` or `cold`."""
        return "hot" if self.score >= HOT else "warm" if self.score >= WARM else "cold"


HOT = 75
WARM = 40


class Consent(Frozen):
    """What the contact allows. `None` means nobody knows, which counts as no for marketing texts."""

    email: bool | None = None
    sms: bool | None = None
    call: bool | None = None
    opted_out_at: datetime | None = None


class Activity(Frozen):
    """Something a lead did, as the CRM tells it."""

    external_id: str
    kind: str
    occurred_at: datetime
    source: str | None = None
    listing_id: str | None = None
    property_address: str | None = None
    property_price: Decimal | None = None
    message: str | None = None


class Contact(Frozen):
    """A person in Jorge's CRM. `id` is ours; `external_ids` maps a system's slug to its id there."""

    id: str
    external_ids: dict[str, str] = Field(default_factory=dict)
    first_name: str = ""
    last_name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    kind: ContactKind = ContactKind.BUYER
    stage: str | None = None
    source: str | None = None
    tags: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    areas: tuple[str, ...] = ()
    bedrooms_min: int | None = None
    bathrooms_min: float | None = None
    timeframe: str | None = None
    background: str | None = None
    consent: Consent = Consent()
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_activity_at: datetime | None = None
    jorge_temperature: int = Field(default=0, ge=0, le=100)
    jorge_insights: tuple[Reason, ...] = ()
    record_url: str | None = None

    @property
    def name(self) -> str:
        """First and last name, or the first e-mail or phone where there is no name."""
        full = f"{self.first_name} {self.last_name}".strip()
        return full or next(iter((*self.emails, *self.phones)), "Unnamed lead")


class LeadQuery(Frozen):
    """What to look for among contacts. `areas` holds ZIP codes, cities or neighbourhoods."""

    kind: ContactKind | None = None
    areas: tuple[str, ...] = ()
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    bedrooms_min: int | None = None
    temperature_min: int | None = None
    temperature_max: int | None = None
    stage: str | None = None
    source: str | None = None
    tag: str | None = None
    name: str | None = None
    created_within_days: int | None = None
    active_within_days: int | None = None
    quiet_for_days: int | None = None
    sort: str = "temperature"
    limit: int = 10


class LeadList(Frozen):
    """What `find_leads` found: at most `query.limit` contacts of `total`, best first."""

    query: LeadQuery
    total: int
    leads: tuple[Contact, ...]
    as_of: datetime | None = None
