from __future__ import annotations

from typing import Any

from integrations.simulated.followupboss import office, people
from integrations.simulated.followupboss.account import FIELDS, TIMEFRAMES, Account, stamp
from integrations.simulated.world import Activity, Lead, TownListing

_SEEDED = "followupboss.seeded"


def fill(account: Account) -> None:
    """Put the world's leads and their histories into an empty account, once."""
    shelf = account.town.shelf
    if shelf.meta(_SEEDED):
        return
    world = account.town.world
    listings = account.town.market.listings
    with shelf.bulk():
        for label, kind in FIELDS:
            office.add_field(account, label, kind)
        numbered = {lead.id: number for number, lead in enumerate(world.leads, start=1001)}
        for lead in world.leads:
            account.people[str(numbered[lead.id])] = _person(account, lead, numbered[lead.id])
        deeds = [(act, lead) for lead in world.leads for act in lead.activities]
        deeds.sort(key=lambda deed: (deed[0].when, numbered[deed[1].id]))
        for number, (activity, lead) in enumerate(deeds, start=1):
            listing = listings.get(activity.listing_key or "")
            account.events[str(number)] = _event(activity, lead, number, numbered[lead.id], listing)
        account.reserve("person", 1000 + len(world.leads))
        account.reserve("event", len(deeds))
    shelf.set_meta(_SEEDED, str(world.seed))


def _person(account: Account, lead: Lead, number: int) -> dict[str, Any]:
    last = stamp(max((activity.when for activity in lead.activities), default=lead.created))
    person: dict[str, Any] = {
        "id": number,
        "created": stamp(lead.created),
        "updated": max(last, stamp(lead.created)),
        "lastActivity": last,
        "source": lead.source,
        "contacted": int(lead.stage not in ("Lead", "Trash")),
        "price": lead.price_max,
        "assignedUserId": 1,
        "assignedTo": account.town.world.jorge.full_name,
        "addresses": [],
        "tags": [],
    }
    fields: dict[str, Any] = {
        "firstName": lead.first_name,
        "lastName": lead.last_name,
        "stage": lead.stage,
        "tags": _tags(lead),
        "emails": list(lead.emails),
        "phones": [{"value": phone, "type": "mobile"} for phone in lead.phones],
        "background": lead.background,
        "timeframeId": 1 + TIMEFRAMES.index(lead.timeframe) if lead.timeframe in TIMEFRAMES else None,
        **_custom(lead),
    }
    home = account.town.world.home_by_parcel.get(lead.home_parcel or "")
    if home is not None:
        street, city, code = home.address.line, home.address.city, home.address.postal_code
        fields["addresses"] = [
            {"type": "home", "street": street, "city": city, "state": "WA", "code": code, "country": "US"}
        ]
    people.assign(account, person, fields)
    return person


def _custom(lead: Lead) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "customPriceMin": lead.price_min,
        "customPriceMax": lead.price_max,
        "customAreas": ", ".join(lead.areas) or None,
        "customBedsMin": lead.beds_min,
        "customBathsMin": lead.baths_min,
        "customTextConsent": "Yes" if lead.sms_consent else None,
        "customEmailOptIn": {"subscribed": "Yes", "unsubscribed": "No"}.get(lead.email_status),
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _tags(lead: Lead) -> list[str]:
    kinds = {"buyer": [], "seller": ["Seller"], "both": ["Buyer", "Seller"]}[lead.kind]
    gone = ["Unsubscribed"] if lead.email_status == "unsubscribed" else []
    return [*lead.tags, *kinds, *gone]


def _event(activity: Activity, lead: Lead, number: int, person: int, home: TownListing | None) -> dict[str, Any]:
    when = stamp(activity.when)
    return {
        "id": number,
        "created": when,
        "updated": when,
        "occurred": when,
        "personId": person,
        "type": activity.kind,
        "source": lead.source,
        "system": lead.source,
        "message": activity.text,
        "description": None,
        "pageTitle": None,
        "pageUrl": None,
        "property": describe(home) if home else None,
    }


def describe(listing: TownListing) -> dict[str, Any]:
    """A listing as the `property` of an event."""
    address = listing.home.address
    return {
        "street": address.line,
        "city": address.city,
        "state": "WA",
        "code": address.postal_code,
        "mlsNumber": listing.listing_id,
        "price": listing.list_price,
        "forRent": 0,
        "bedrooms": listing.home.bedrooms,
        "bathrooms": listing.home.bathrooms,
        "area": listing.home.living_area,
        "type": "Residential",
    }
