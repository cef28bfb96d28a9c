"""Messages to somebody in person, and homes sent to those whom they fit: what Jorge sees before he approves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from integrations.marketing.content import STOP, Copy, facts_of, place_of, plain_text, say_phone
from integrations.marketing.errors import Refused
from integrations.marketing.hours import allowed_from, say_hours, zones_of
from integrations.marketing.letter import render_html
from integrations.marketing.office import OfficeCard
from integrations.marketing.planning import check_fairness, choose, warn_of_length
from integrations.marketing.segments import count_segments, price_texts
from integrations.models.campaign import CampaignPlan, CampaignType, Channel
from integrations.models.contact import Contact
from integrations.models.credit import Credit
from integrations.models.listing import Listing
from integrations.store import Store
from integrations.store import sends as ledger

_PREVIEW: Final = 110
_GREETING: Final = ("hi ", "hi,", "hello", "hey", "dear", "good morning", "good afternoon", "good evening")


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail's words: subject, opening, and homes with the credit that each display of them carries."""

    kind: CampaignType
    title: str
    subject: str
    opening: str
    homes: tuple[tuple[Listing, str], ...] = ()
    audience: str = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """A text's words, the credit of the home that it is about, and a link to the whole of that home."""

    message: str
    credit: Credit | None = None
    link: str = ""


async def plan_text(
    store: Store, office: OfficeCard, contact: Contact, said: Worded, now: datetime, zone: ZoneInfo
) -> CampaignPlan:
    """A text to one person. The first one says who writes and how to stop it.

    Raises:
        Refused: no consent, opted out, no number, or words that may not be sent.
    """
    consent = "agreed to texts, as the CRM has it"
    people = await choose(store, Channel.SMS, [(contact, consent)], contact.name)
    point = people.included[0].to
    body = worded(said.message, contact.first_name)
    is_first = await store.read(ledger.is_new_to, point)
    rest = len(introduced(body, office)) - len(body) if is_first else 0
    body = credited(body, said, rest)
    body = introduced(body, office) if is_first else body
    warnings = [*check_fairness(body), *warn_of_length(body)]
    parts = count_segments(body)
    return CampaignPlan(
        campaign_type=CampaignType.PERSONAL,
        channel=Channel.SMS,
        title=f"Text to {contact.name}",
        body_text=body,
        audience=people.model_copy(update={"description": f"{say_phone(point)}, {consent}"}),
        cost=price_texts(body, 1),
        cost_note=f"{parts} {'segment' if parts == 1 else 'segments'}, Twilio's list price; carriers' fees on top.",
        warnings=tuple(dict.fromkeys(warnings)),
        timing=say_timing(contact, point, now, zone),
    )


async def plan_letter(
    store: Store, office: OfficeCard, contacts: Sequence[tuple[Contact, str]], letter: Letter
) -> CampaignPlan:
    """An e-mail in person, or with homes for those whom they fit.

    Raises:
        Refused: nobody may get it, or words that may not be sent.
    """
    if not letter.opening.strip():
        raise Refused("The e-mail says nothing. What shall it say?")
    words = letter.audience or ", ".join(contact.name for contact, _ in contacts[:3])
    people = await choose(store, Channel.EMAIL, contacts, words)
    opening = "\n\n".join([letter.opening.strip(), *(home_lines(home, credit) for home, credit in letter.homes)])
    copy = Copy(letter.title, letter.subject, _preview(letter.opening), opening, letter.title, "", "", (), "", "")
    first = letter.homes[0][0] if len(letter.homes) == 1 else None
    return CampaignPlan(
        campaign_type=letter.kind,
        channel=Channel.EMAIL,
        title=letter.title,
        subject=letter.subject,
        preview_text=copy.preview_text,
        body_text=plain_text(copy, office),
        body_html=render_html(copy, office),
        audience=people,
        listing_ref=first.ref if first else None,
        listing_address=first.display_address if first else None,
        cost=Decimal(0),
        cost_note="Part of your Mailchimp plan.",
        warnings=tuple(check_fairness(letter.subject, opening)),
    )


def worded(message: str, first_name: str) -> str:
    """What Jorge wants said, with a greeting where it has none, and a full stop."""
    said = " ".join(message.split())
    if not said:
        raise Refused("The message says nothing. What shall it say?")
    ended = said if said[-1] in ".!?)…" else f"{said}."
    if ended.lower().startswith(_GREETING) or not first_name:
        return ended
    return f"Hi {first_name}, {ended}"


def credited(body: str, said: Worded, rest: int = 0) -> str:
    """The text with what must be said of the home, once; `rest` characters follow."""
    if said.credit is None or said.credit.short in body:
        return body
    return f"{body} {said.credit.beside(len(body) + rest, said.link)}"


def introduced(body: str, office: OfficeCard) -> str:
    """A first text: signed, with the way to stop it (CTIA; 47 CFR 64.1200(a)(10))."""
    signed = (
        ""
        if office.agent.split()[0] in body and office.brokerage in body
        else f" {office.agent}, " + (office.brokerage + ".")
    )
    return f"{body}{signed} {STOP}"


def home_lines(home: Listing, credit: str) -> str:
    """A home in three lines: where, what and for how much, whose listing."""
    price = f"${home.list_price:,.0f}" if home.list_price else ""
    facts = " · ".join(part for part in (price, *facts_of(home)[:4]) if part)
    return "\n".join(part for part in (place_of(home), facts, credit) if part)


def say_timing(contact: Contact, point: str, now: datetime, zone: ZoneInfo) -> str:
    """Whether it leaves at once or waits for the recipient's morning; true now, not for ever."""
    opens = allowed_from(point, now, zone)
    clock = say_hours(point, now, zone)
    if opens <= now:
        return f"It is {clock} where {contact.first_name or contact.name} is: it leaves at once."
    local = opens.astimezone(zones_of(point, zone)[0])
    return (
        f"It is {clock} where {contact.first_name or contact.name} is; texts may be sent from 8:00 to 21:00. "
        f"If you approve now, it leaves {local:%a %-d %b, %H:%M} there."
    )


def _preview(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _PREVIEW else said[:_PREVIEW].rpartition(" ")[0] + " …"
