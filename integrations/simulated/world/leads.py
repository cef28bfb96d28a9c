"""About 400 people with histories: who they are, what they want, what they looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from statistics import median

from integrations.simulated.world.clockwork import moment
from integrations.simulated.world.histories import Warmth, build_history
from integrations.simulated.world.model import EmailStatus, Lead, LeadKind, Sale, TownListing
from integrations.simulated.world.people import Directory
from integrations.simulated.world.stories import background, tags_for

LEADS = 388
_SOURCES = ("Zillow", "Realtor.com", "Website", "Open House", "Referral", "Facebook")
_CORE = ("98107", "98117", "98103", "98115")
_STAGES: Mapping[Warmth, tuple[str, ...]] = {
    "hot": ("Hot Prospect", "Hot Prospect", "Active Client", "Lead"),
    "warm": ("Lead", "Lead", "Active Client", "Nurture", "Pending"),
    "cool": ("Nurture", "Nurture", "Lead"),
    "cold": ("Lead", "Nurture", "Trash"),
    "past": ("Past Client", "Past Client", "Closed"),
}
_TIMEFRAMES: Mapping[Warmth, tuple[str, ...]] = {
    "hot": ("0-3 Months",),
    "warm": ("0-3 Months", "3-6 Months"),
    "cool": ("3-6 Months", "6-12 Months", "12+ Months"),
    "cold": ("12+ Months", "No Plans"),
    "past": ("No Plans", "12+ Months"),
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What leads are drawn against: typical prices, near ZIP codes, what is listed, who owns what."""

    today: date
    price: dict[str, float]
    near: dict[str, list[str]]
    listed: dict[str, list[TownListing]]
    owned: dict[str, list[Sale]]
    his_sales: list[Sale]


def survey(today: date, sales: list[Sale], listings: list[TownListing]) -> Survey:
    """Return what leads are drawn against."""
    by_zip: dict[str, list[Sale]] = {}
    for sale in sales:
        by_zip.setdefault(sale.home.address.postal_code, []).append(sale)
    listed: dict[str, list[TownListing]] = {postal_code: [] for postal_code in by_zip}
    for listing in listings:
        listed[listing.home.address.postal_code].append(listing)
    busy = {listing.home.parcel for listing in listings}
    owned = {code: [s for s in found if s.home.parcel not in busy] for code, found in by_zip.items()}
    middle = {
        code: (median(s.home.latitude for s in found), median(s.home.longitude for s in found))
        for code, found in by_zip.items()
    }

    def gap(one: str, other: str) -> float:
        return (middle[one][0] - middle[other][0]) ** 2 + (0.674 * (middle[one][1] - middle[other][1])) ** 2

    near = {code: sorted(by_zip, key=lambda other, code=code: gap(code, other))[1:4] for code in by_zip}  # type: ignore[misc]
    price = {code: median(s.close_price for s in found) for code, found in by_zip.items()}
    his = [s for s in sales if s.list_agent.key == "MEM20001" and s.home.parcel not in busy]
    return Survey(today, price, near, listed, owned, his)


def build_leads(rng: Random, market: Survey, people: Directory) -> list[Lead]:
    """Return the leads: most of them ordinary, a dozen of them doubles or members of one household."""
    zips = sorted(market.price)
    leads = [_build_lead(rng, market, people, zips, number) for number in range(LEADS)]
    doubles = [lead for lead in leads if len(lead.emails) == 1 and lead.phones and lead.activities][40:52]
    for number, lead in enumerate(doubles):
        make = _double if number % 2 == 0 else _relative
        leads.append(make(lead, people, str(1 + len(leads)), market.today))
    return leads


def _warmth(rng: Random) -> Warmth:
    warmths: tuple[Warmth, ...] = ("hot", "warm", "cool", "cold", "past")
    return rng.choices(warmths, (9, 22, 33, 26, 10))[0]


def _build_lead(rng: Random, market: Survey, people: Directory, zips: list[str], number: int) -> Lead:
    warmth = _warmth(rng)
    kind: LeadKind = rng.choices(("buyer", "seller", "both"), (72, 16, 12))[0]
    code = rng.choice(_CORE) if rng.random() < 0.5 else rng.choice(zips)
    areas = (code, *rng.sample(market.near[code], rng.choice((0, 0, 1, 1, 2))))
    buys = kind != "seller"
    price_max = max(200_000, round(market.price[code] * rng.lognormvariate(0.05, 0.22) / 25_000) * 25_000)
    price_min = round(price_max * rng.uniform(0.55, 0.75) / 25_000) * 25_000
    beds, baths = rng.choice((2, 2, 3, 3, 3, 4)), rng.choice((1, 1, 2, 2, 3))
    first, last = people.name()
    home = _home_of(rng, market, code, warmth, kind)
    seen = [item for area in areas for item in market.listed[area]] if buys else []
    seen = [
        item for item in seen if price_min * 0.9 <= item.list_price <= price_max * 1.05 and item.home.bedrooms >= beds
    ]
    timeframe, source = rng.choice(_TIMEFRAMES[warmth]), rng.choice(_SOURCES)
    if warmth == "past":
        source = rng.choice(("Referral", "Open House", "Website"))
    history = build_history(rng, warmth, kind, source, seen, market.today)
    email_status, sms_consent, consent_tags = _consents(rng)
    emails: tuple[str, ...] = (people.email(first, last),) if rng.random() > 0.03 else ()
    if emails and rng.random() < 0.06:
        emails = (*emails, people.email(first, last))
    phones = (people.phone(),) if not emails or rng.random() > 0.06 else ()
    return Lead(
        id=str(1 + number),
        first_name=first,
        last_name=last,
        emails=emails,
        phones=phones,
        kind=kind,
        stage=rng.choice(_STAGES[warmth]),
        source=source,
        tags=(*tags_for(rng, warmth, kind), *consent_tags),
        created=history[0].when,
        price_min=price_min if buys else None,
        price_max=price_max if buys else None,
        areas=areas,
        beds_min=beds if buys else None,
        baths_min=baths if buys else None,
        timeframe=timeframe,
        background=background(rng, kind, warmth, timeframe),
        activities=history,
        email_status=email_status if emails else "never",
        sms_consent=sms_consent and bool(phones),
        home_parcel=home,
    )


def _home_of(rng: Random, market: Survey, code: str, warmth: Warmth, kind: LeadKind) -> str | None:
    if warmth == "past" and market.his_sales:
        return market.his_sales.pop(rng.randrange(len(market.his_sales))).home.parcel
    if kind == "buyer":
        return None
    owned = market.owned[code]
    return owned.pop(rng.randrange(len(owned))).home.parcel


def _consents(rng: Random) -> tuple[EmailStatus, bool, tuple[str, ...]]:
    lot = rng.random()
    email: EmailStatus = "never" if lot < 0.07 else "unsubscribed" if lot < 0.12 else "subscribed"
    sms = rng.random() < 0.55
    if not sms and rng.random() < 0.06:
        return email, False, ("SMS opt-out",)
    return email, sms, ()


def _double(lead: Lead, people: Directory, new_id: str, today: date) -> Lead:
    """Return the same person come in again by another source, with the same telephone and another e-mail."""
    again = moment(today - timedelta(days=2), 61_000)
    inquiry = replace(lead.activities[-1], when=again, kind="Inquiry", text="Asked for a call about this home.")
    source = "Realtor.com" if lead.source == "Zillow" else "Zillow"
    return replace(
        lead,
        id=new_id,
        emails=(people.email(lead.first_name, lead.last_name),),
        stage="Lead",
        source=source,
        tags=(),
        created=again,
        background="",
        activities=(inquiry,),
        home_parcel=None,
    )


def _relative(lead: Lead, people: Directory, new_id: str, _today: date) -> Lead:
    """Return another member of the household: same last name, search and telephone, own e-mail."""
    first, last = people.name(lead.last_name)
    return replace(
        lead,
        id=new_id,
        first_name=first,
        emails=(people.email(first, last),),
        tags=("Household",),
        background=f"Same household as {lead.first_name} {lead.last_name}.",
        activities=lead.activities[:1],
    )
