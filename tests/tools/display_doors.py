"""A house with one listing in it, for the tests of who may be shown what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from integrations.crm import CRMFactory
from integrations.marketing import MarketingOrchestrator
from integrations.marketing.connectors.mailchimp import Mailchimp
from integrations.marketing.connectors.twilio import Twilio
from integrations.mls import MLSIntegrationHub
from integrations.mls.reading import read_property
from integrations.mls.terms import read_terms
from integrations.simulated import mailchimp, twilio
from integrations.store import feeds, listings
from integrations.store.feeds import FeedState
from integrations.wire.vendor import Access
from tests.integrations.marketing.square import OFFICE, keep, person
from tools.tool import Caller, Hubs
from tools.toolbox import Toolbox

JORGE = "U0JORGE"
NOW = datetime(2026, 6, 1, 19, tzinfo=UTC)  # noon in Seattle
STREET, OFFICE_NAME, CONTACT = "7731 Tangletown Way N", "Rival Homes", "206-555-0177"
NOTICE = "Copyright Northwest. All rights reserved."
RECORD = {
    "ListingKey": "K00001",
    "ListingId": "1001",
    "OriginatingSystemName": "NW",
    "StandardStatus": "Active",
    "UnparsedAddress": f"{STREET}, Seattle, WA 98103",
    "City": "Seattle",
    "StateOrProvince": "WA",
    "PostalCode": "98103",
    "Latitude": 47.661,
    "Longitude": -122.331,
    "ParcelNumber": "P7731",
    "ListPrice": 640000,
    "BedroomsTotal": 3,
    "LivingArea": 1500,
    "ListAgentFullName": "Ann Other",
    "ListOfficeName": OFFICE_NAME,
    "AttributionContact": CONTACT,
    "CopyrightNotice": NOTICE,
    "PublicRemarks": "Sunny.",
    "ModificationTimestamp": "2026-06-01T10:00:00Z",
}


def record(**facts):
    """The listing as it is read from the wire."""
    return read_property(RECORD | facts, "NW", vendor="nw")


async def furnish(store, *, own=False, hours=1, settings=None, **facts):
    """A toolbox over a copy with this one listing; the copy is `hours` old, the feed has these `settings`."""
    if own:
        facts["ListAgentFullName"] = "Jorge Rivera"
    terms = read_terms({"disclaimer": "Northwest says so.", **(settings or {})}, ("NT",))
    feed = SimpleNamespace(system="nw", title="Northwest MLS", terms=terms)
    hub = MLSIntegrationHub(
        store, [feed], own_agent_keys=["Jorge Rivera"], clock=lambda: NOW, link_base="https://j.example.com"
    )
    await store.write(listings.save, "nw", [record(**facts)], first_copy=True, at=NOW)
    await store.write(feeds.keep, FeedState("nw", as_of=NOW - timedelta(hours=hours)))
    await keep(store, person(1, areas=("98103",), jorge_temperature=80))
    channels = {
        "mailchimp": Mailchimp(Access("http://127.0.0.1:9", mailchimp.ENDPOINT.credentials)),
        "twilio": Twilio(Access("http://127.0.0.1:9", twilio.ENDPOINT.credentials)),
    }
    marketing = MarketingOrchestrator(
        store, channels, office=OFFICE, now=lambda: NOW, zone=ZoneInfo("America/Los_Angeles")
    )
    return Toolbox(Hubs(store, hub, CRMFactory(store, {}, now=lambda: NOW), marketing, now=lambda: NOW), JORGE)


async def call(box, tool, **args):
    """A tool as Jorge's agent calls it."""
    return await box.call(tool, args, Caller("agent", JORGE, "D1", "1.0"))


async def close(box):
    await box.hubs.marketing.aclose()
    await box.hubs.mls._market.aclose()
