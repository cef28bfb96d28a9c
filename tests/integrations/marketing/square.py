from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from starlette.applications import Starlette

from integrations.marketing import MarketingOrchestrator, OfficeCard
from integrations.marketing.connectors.mailchimp import Mailchimp
from integrations.marketing.connectors.twilio import Twilio
from integrations.models.contact import Consent, Contact, ContactKind
from integrations.models.listing import Listing, StandardStatus
from integrations.simulated import mailchimp, twilio
from integrations.simulated.town import Town
from integrations.store import Store, contacts
from integrations.wire.inbound import Delivery
from integrations.wire.vendor import Access

ZONE = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 3, 10, 19, tzinfo=UTC)  # 12:00 in Seattle, 15:00 in New York
OFFICE = OfficeCard(
    "Jorge Rivera",
    "Rivera & Co. Realty",
    "+12065551000",
    "jorge@rivera.example.com",
    "5301 Ballard Ave NW, Seattle, WA 98107",
    "WA 20000",
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON
        self.shift = NOON - datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def running(self) -> datetime:
        """The town's clock: begins at the same time, and goes."""
        return datetime.now(UTC) + self.shift


@dataclass(repr=False)
class Square:
    """Mailchimp and Twilio of the town on a real socket, and an ingress that keeps what it is sent."""

    town: Town
    clock: Clock
    mail: Starlette
    text: Starlette
    calls: list[tuple[str, str]] = field(default_factory=list)
    letters: list[tuple[str, Delivery]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.town.public_url

    def mailchimp(self, **credentials: str) -> Mailchimp:
        return Mailchimp(Access(f"{self.url}/mailchimp/3.0", {**mailchimp.ENDPOINT.credentials, **credentials}))

    def twilio(self, **credentials: str) -> Twilio:
        return Twilio(Access(f"{self.url}/twilio/2010-04-01", {**twilio.ENDPOINT.credentials, **credentials}))

    def behave(self, vendor: str, **habits: Any) -> None:
        self.town.habits[vendor] = replace(self.town.habits[vendor], **habits)

    def count(self, method: str, end: str) -> int:
        return sum(call[0] == method and call[1].endswith(end) for call in self.calls)

    @property
    def texts(self) -> list[dict[str, Any]]:
        return self.text.state.messages.listed()

    @property
    def campaigns(self) -> list[dict[str, Any]]:
        return self.mail.state.campaigns.listed()

    @property
    def members(self) -> Any:
        return self.mail.state.account.members

    async def until(self, fulfilled: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not fulfilled():  # noqa: ASYNC110  # what is waited for is on the other side of a socket
                await asyncio.sleep(0.005)

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx.AsyncClient]:
        async with httpx.AsyncClient(base_url=self.url, follow_redirects=True) as client:
            yield client


def make_hub(square: Square, book: Store, clock: Clock) -> MarketingOrchestrator:
    connectors = {"mailchimp": square.mailchimp(), "twilio": square.twilio()}
    for one in connectors.values():
        one._client._http.timeout = httpx.Timeout(0.5)
    return MarketingOrchestrator(book, connectors, office=OFFICE, owner_phone="(206) 555-1000", now=clock, zone=ZONE)


def person(number: int, *, sms: bool | None = True, email: bool | None = True, phone: str = "", **more: Any) -> Contact:
    """Somebody with an address and a number of his own."""
    values: dict[str, Any] = {
        "id": f"ct_{number}",
        "external_ids": {"followupboss": str(number)},
        "first_name": f"Ann{number:02}",
        "last_name": "Miller",
        "emails": (f"ann{number:02}@mail.example.com",),
        "phones": (phone or f"+1206555{2000 + number}",),
        "kind": ContactKind.BUYER,
        "consent": Consent(email=email, sms=sms),
    }
    return Contact.model_validate(values | more)


async def keep(book: Store, *people: Contact) -> tuple[tuple[Contact, str], ...]:
    """Put people into the book, as the CRM's sync does, and return them as the tool gets them."""
    await book.write(contacts.save, "followupboss", people, seen_at=NOON)
    ids = [one.external_ids["followupboss"] for one in people]
    found = [await book.read(contacts.by_external_id, "followupboss", one) for one in ids]
    return tuple((one, "fits") for one in found if one is not None)


async def change(book: Store, contact: Contact, **values: Any) -> None:
    """The CRM's record of somebody changes."""
    after = contact.model_copy(update=values)
    await book.write(contacts.save, "followupboss", [after], seen_at=NOON)


HOME = Listing(
    originating_system="nwmls",
    listing_key="1",
    standard_status=StandardStatus.ACTIVE,
    unparsed_address="5984 29th Ave NW, Seattle, WA 98107",
    city="Seattle",
    state_or_province="WA",
    postal_code="98107",
    list_price=Decimal(750_000),
    bedrooms_total=3,
    bathrooms_total=2.5,
    living_area=1820,
    year_built=1926,
    list_agent_full_name="Jorge Rivera",
    list_office_name="Rivera & Co. Realty",
    public_remarks="Light-filled Craftsman with a mother-in-law suite <b>and</b> a great view.",
    modification_timestamp=NOON,
)
