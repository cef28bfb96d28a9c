"""Who may be written to. The same gates stand at planning and again at sending; each no has its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import phonenumbers

from integrations.models.contact import Contact
from integrations.store.contacts import normal_point

# Not deliverability: only what no mail system takes.
_ADDRESS: Final = re.compile(r"[^@\s<>\"',;:()]+@[^@\s<>\"',;:()]+\.[A-Za-z]{2,}")
_LEFT: Final = {
    "unsubscribed": "unsubscribed from e-mail",
    "cleaned": "their address bounces",
    "pending": "has not confirmed the subscription",
    "transactional": "never subscribed to e-mail",
    "archived": "was taken out of the audience",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the book says: the audience's statuses by address, and suppressed addresses and numbers with reasons."""

    statuses: Mapping[str, str]
    suppressed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where to reach somebody, or (`reason`) why not."""

    point: str = ""
    reason: str = ""


def judge_email(contact: Contact, known: Known) -> Verdict:
    """Whether a marketing e-mail may go to a contact, and to which address.

    CAN-SPAM asks for the way out; that only those get one who agreed is our own rule.
    """
    addresses = [one.strip().lower() for one in contact.emails]
    subscribed = [one for one in addresses if known.statuses.get(one) == "subscribed"]
    refusals = [known.suppressed.get(one) or _LEFT.get(known.statuses.get(one, ""), "") for one in addresses]
    reason = _general(contact) or ("" if addresses else "no e-mail address")
    if not reason and contact.consent.email is False:
        reason = "unsubscribed from e-mail"
    reason = reason or next((why for why in refusals if why), "")
    if not reason and not subscribed and contact.consent.email is not True:
        reason = "has not agreed to e-mail"
    if reason:
        return Verdict(reason=reason)
    point = (subscribed or addresses)[0]
    return Verdict(point) if _ADDRESS.fullmatch(point) else Verdict(reason="the e-mail address is not valid")


def judge_text(contact: Contact, known: Known) -> Verdict:
    """Whether a text may go to a contact, and to which number (TCPA: prior express written consent).

    Nobody knowing of a consent counts as none. The hours are another question: see `hours`.
    """
    numbers = [number for one in contact.phones if (number := e164(one))]
    reason = _general(contact) or ("" if contact.phones else "no phone number")
    if not reason and contact.consent.sms is False:
        reason = "opted out of texts"
    if not reason and not numbers:
        reason = "the phone number is not valid"
    reason = reason or next((why for one in numbers if (why := known.suppressed.get(normal_point(one)))), "")
    if not reason and contact.consent.sms is not True:
        reason = "has not agreed to texts"
    return Verdict(reason=reason) if reason else Verdict(numbers[0])


def e164(phone: str) -> str:
    """A US number in E.164; empty where it cannot be a number."""
    try:
        parsed = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _general(contact: Contact) -> str:
    if contact.consent.opted_out_at is not None:
        return "opted out of all messages"
    return "in the CRM's trash" if (contact.stage or "").lower() == "trash" else ""
