"""What the town is made of. Money is whole US dollars, areas are square feet, timestamps are aware UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

ListingStatus = Literal[
    "Active",
    "Active Under Contract",
    "Pending",
    "Coming Soon",
    "Closed",
    "Expired",
    "Withdrawn",
    "Canceled",
    "Hold",
]
LeadKind = Literal["buyer", "seller", "both"]
EmailStatus = Literal["subscribed", "unsubscribed", "never"]


@dataclass(frozen=True, slots=True)
class Address:
    """A street address in Data Dictionary parts; `line` is the street line without the city."""

    number: str
    dir_prefix: str | None
    street: str
    suffix: str | None
    dir_suffix: str | None
    unit: str | None
    line: str
    city: str
    postal_code: str

    @property
    def full(self) -> str:
        """Return the address as it is written on an envelope."""
        return f"{self.line}, {self.city}, WA {self.postal_code}"


@dataclass(frozen=True, slots=True)
class Home:
    """One parcel as the county described it at one sale. `view` 0 to 4, `condition` 1 to 5, `grade` 1 to 13."""

    parcel: str
    address: Address
    neighborhood: str
    latitude: float
    longitude: float
    bedrooms: int
    bathrooms: float
    living_area: int
    lot_size: int
    stories: float
    waterfront: bool
    view: int
    condition: int
    grade: int
    above_grade: int
    below_grade: int
    year_built: int
    year_renovated: int | None
    living_area_15: int
    lot_size_15: int


@dataclass(frozen=True, slots=True)
class Office:
    """A brokerage office."""

    key: str
    mls_id: str
    name: str
    phone: str
    email: str
    city: str
    postal_code: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Agent:
    """A member of the MLS. `areas` are the ZIP codes where most of their business is."""

    key: str
    mls_id: str
    first_name: str
    last_name: str
    email: str
    phone: str
    license: str
    office: Office
    areas: tuple[str, ...]
    modified: datetime

    @property
    def full_name(self) -> str:
        """Return first and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Sale:
    """One closed sale: the closing date and price are the county's, everything about its listing is the town's."""

    key: str
    listing_id: str
    home: Home
    list_agent: Agent
    buyer_agent: Agent
    original_list_price: int
    list_price: int
    close_price: int
    listed_on: date
    pending_on: date
    closed_on: date
    modified: datetime


@dataclass(frozen=True, slots=True)
class TownListing:
    """A home on, or lately on, the market."""

    key: str
    listing_id: str
    home: Home
    agent: Agent
    status: ListingStatus
    list_price: int
    original_list_price: int
    previous_list_price: int | None
    listed_on: date
    on_market_on: date | None
    pending_on: date | None
    off_market_on: date | None
    closed_on: date | None
    close_price: int | None
    buyer_agent: Agent | None
    change: str
    remarks: str
    private_remarks: str
    photos: int
    show_address: bool
    show_online: bool
    show_estimate: bool
    modified: datetime
    status_changed: datetime
    price_changed: datetime | None
    photos_changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenHouse:
    """A time at which a listing can be visited."""

    key: str
    listing_key: str
    listing_id: str
    agent: Agent
    starts: datetime
    ends: datetime
    remarks: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing a lead did; `kind` is one of Follow Up Boss's event types."""

    when: datetime
    kind: str
    listing_key: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A person who is, was or may become Jorge's client. Prices are US dollars, phones E.164, areas ZIP codes."""

    id: str
    first_name: str
    last_name: str
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    kind: LeadKind
    stage: str
    source: str
    tags: tuple[str, ...]
    created: datetime
    price_min: int | None
    price_max: int | None
    areas: tuple[str, ...]
    beds_min: int | None
    baths_min: int | None
    timeframe: str
    background: str
    activities: tuple[Activity, ...]
    email_status: EmailStatus
    sms_consent: bool
    home_parcel: str | None


@dataclass(frozen=True, slots=True)
class World:
    """Everything there is in the town on the day `today`, before anything was changed in it."""

    seed: int
    today: date
    homes: list[Home]
    sales: list[Sale]
    listings: list[TownListing]
    open_houses: list[OpenHouse]
    agents: list[Agent]
    offices: list[Office]
    leads: list[Lead]
    jorge: Agent
    home_by_parcel: dict[str, Home] = field(repr=False)
    agent_by_key: dict[str, Agent] = field(repr=False)
