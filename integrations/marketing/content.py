"""The words of a campaign, in e-mail and text, from a listing's facts and what Jorge wants said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import phonenumbers

from integrations.marketing.office import OfficeCard
from integrations.models.campaign import CampaignType
from integrations.models.listing import Listing, StandardStatus

WAY_OUT: Final = "*|UNSUB|*"
EQUAL_HOUSING: Final = "Equal Housing Opportunity."
STOP: Final = "Reply STOP to opt out."
_REMARKS_LENGTH: Final = 700
_PREVIEW_LENGTH: Final = 110
_ACRE: Final = 43_560

_NAMES: Final = {
    CampaignType.JUST_LISTED: "Just listed",
    CampaignType.JUST_SOLD: "Just sold",
    CampaignType.OPEN_HOUSE: "Open house",
    CampaignType.PRICE_DROP: "New price",
    CampaignType.MARKET_UPDATE: "Market update",
    CampaignType.NEWSLETTER: "Newsletter",
    CampaignType.MATCHES: "Homes for you",
}
_OPENINGS: Final = {
    CampaignType.JUST_LISTED: "I have just put this home on the market and thought of you. "
    "If you would like to see it, reply to this e-mail or call me.",
    CampaignType.JUST_SOLD: "This home has just been sold. If you wonder what yours would bring today, "
    "reply to this e-mail and I will work it out for you, free of charge.",
    CampaignType.OPEN_HOUSE: "I am holding this home open, and you are welcome to look around. "
    "Reply to this e-mail and I will tell you the times, or find one that suits you better.",
    CampaignType.PRICE_DROP: "The price of this home has come down. "
    "If you would like to see it, reply to this e-mail or call me.",
    CampaignType.MARKET_UPDATE: "I keep an eye on the market around you. If you wonder what is new in your area, or "
    "what your home is worth today, reply to this e-mail and I will send you a short report, free of charge.",
    CampaignType.NEWSLETTER: "I am here for any question about homes, yours or your next one. "
    "Reply to this e-mail or call me whenever it suits you.",
}
_TEXTS: Final = {
    CampaignType.MARKET_UPDATE: "Wondering what your home is worth today? Reply and I will send you a free report.",
    CampaignType.NEWSLETTER: "Any question about homes, yours or your next one? Reply or call me.",
    CampaignType.JUST_SOLD: "Wondering what yours would bring? Reply and I will work it out.",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of a campaign. `remarks` are the listing's own public remarks."""

    title: str
    subject: str
    preview_text: str
    opening: str
    heading: str
    price: str
    was: str
    facts: tuple[str, ...]
    remarks: str
    sms: str


def write_copy(
    campaign_type: CampaignType, listing: Listing | None, office: OfficeCard, subject: str | None, message: str | None
) -> Copy:
    """The words; the same facts give the same words."""
    name = _NAMES[campaign_type]
    said = (message or "").strip()
    opening = said or _OPENINGS[campaign_type]
    signed = f"{office.agent}, {office.brokerage}"
    if listing is None:
        words = said or _TEXTS.get(campaign_type, "")
        subject = subject or f"{name} from {office.agent}"
        sms = f"{words} {signed}. {STOP}".strip()
        return Copy(name, subject, _preview(opening), opening, name, "", "", (), "", sms)
    where, facts, price = place_of(listing), facts_of(listing), price_of(listing, campaign_type)
    title = f"{name}: {where}"
    line = ", ".join([*facts[:3], price])
    close = f" {_TEXTS[campaign_type]}" if campaign_type in _TEXTS and not said else ""
    lead = f"{said} " if said else f"{name}: "
    return Copy(
        title=title,
        subject=subject or ", ".join(part for part in (title, price) if part),
        preview_text=_preview(", ".join((*facts[:4],)) or opening),
        opening=opening,
        heading=listing.display_address,
        price=price,
        was=_was(listing, campaign_type),
        facts=facts,
        remarks=_cut(listing.public_remarks or ""),
        sms=f"{lead}{where}. {line}.{close} {signed}. {STOP}".replace(". .", "."),
    )


def plain_text(copy: Copy, office: OfficeCard) -> str:
    """The e-mail as plain text."""
    home = [copy.heading, " · ".join(part for part in (copy.price, copy.was, *copy.facts) if part), copy.remarks]
    parts = ["Hello,", copy.opening, *(home if copy.facts or copy.price else [])]
    return "\n\n".join(part for part in (*parts, _signature(office), _small_print(office)) if part)


def price_of(listing: Listing, campaign_type: CampaignType) -> str:
    """The price to show: the closing price of a sold home, else the list price."""
    sold = campaign_type is CampaignType.JUST_SOLD or listing.standard_status is StandardStatus.CLOSED
    return _dollars(listing.close_price if sold and listing.close_price else listing.list_price)


def facts_of(listing: Listing) -> tuple[str, ...]:
    """What the home has, each in a few words."""
    lot = listing.lot_size_square_feet
    found = (
        f"{listing.bedrooms_total} bd" if listing.bedrooms_total is not None else "",
        f"{listing.bathrooms_total:g} ba" if listing.bathrooms_total is not None else "",
        f"{listing.living_area:,.0f} sq ft" if listing.living_area else "",
        f"built {listing.year_built}" if listing.year_built else "",
        (f"{lot / _ACRE:.2f} acres" if lot >= _ACRE / 2 else f"{lot:,.0f} sq ft lot") if lot else "",
        "waterfront" if listing.waterfront else "",
    )
    return tuple(part for part in found if part)


def place_of(listing: Listing) -> str:
    """Street and city, or the city alone where the seller hides the street."""
    street = listing.unparsed_address.partition(",")[0].strip()
    if not street or not listing.internet_address_display:
        return f"a home in {listing.city or listing.postal_code or 'the area'}"
    return f"{street}, {listing.city}" if listing.city else street


def say_phone(phone: str) -> str:
    """A number as people in the US write it; as it is where it is none."""
    try:
        parsed = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def _was(listing: Listing, campaign_type: CampaignType) -> str:
    before = listing.previous_list_price or listing.original_list_price
    if campaign_type is not CampaignType.PRICE_DROP or not before or not listing.list_price:
        return ""
    return f"was {_dollars(before)}" if before > listing.list_price else ""


def _dollars(value: Decimal | None) -> str:
    return f"${value:,.0f}" if value else ""


def _cut(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _REMARKS_LENGTH else said[:_REMARKS_LENGTH].rpartition(" ")[0] + " …"


def _preview(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _PREVIEW_LENGTH else said[:_PREVIEW_LENGTH].rpartition(" ")[0] + " …"


def _signature(office: OfficeCard) -> str:
    return "\n".join(part for part in (office.agent, office.brokerage, say_phone(office.phone), office.email) if part)


def _small_print(office: OfficeCard) -> str:
    licence = f" License {office.licence}." if office.licence else ""
    return (
        f"{office.brokerage}, {office.address}.{licence} {EQUAL_HOUSING}\n"
        f"Information deemed reliable, not guaranteed. If your home is listed with another broker, this is no "
        f"solicitation.\nNo more e-mails like this: {WAY_OUT}"
    )
