from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email

from integrations.simulated.followupboss.account import TIMEFRAMES
from integrations.simulated.followupboss.seed import describe
from integrations.simulated.world import TownListing

_LONGEST = {"name": 80, "email": 254, "phone": 30, "message": 2000, "budget": 15}
_PHONE_DIGITS = (10, 11)


@dataclass(frozen=True, slots=True)
class Form:
    """What a visitor filled in, and what is wrong with it by field."""

    values: Mapping[str, str]
    errors: Mapping[str, str]

    def checked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.values.get(name) == "yes"


EMPTY = Form({}, {})


def read_form(given: Mapping[str, Any]) -> Form:
    """The form with its errors."""
    names = ("name", "email", "phone", "message", "budget", "timeframe", "pre_approved", "text_consent")
    values = {name: str(given.get(name) or "").strip()[: _LONGEST.get(name, 40)] for name in names}
    errors: dict[str, str] = {}
    if not values["name"]:
        errors["name"] = "Please tell us your name."
    try:
        values["email"] = validate_email(values["email"], check_deliverability=False).normalized
    except EmailNotValidError:
        errors["email"] = "Please give an e-mail address that we can answer to, like ana@example.com."
    digits = re.sub(r"\D", "", values["phone"])
    if values["phone"] and len(digits) not in _PHONE_DIGITS:
        errors["phone"] = "Please give a US number with area code, like (206) 555-0142, or leave it empty."
    if values["text_consent"] == "yes" and not values["phone"]:
        errors["phone"] = "To receive texts, please give a phone number."
    if values["budget"] and dollars(values["budget"]) is None:
        errors["budget"] = "Please give whole dollars, like 750,000."
    if values["timeframe"] and values["timeframe"] not in TIMEFRAMES:
        errors["timeframe"] = "Please pick one of the choices."
    return Form(values, errors)


def dollars(text: str) -> int | None:
    """Whole dollars from `$750,000`, `750000` or `750k`."""
    match = re.fullmatch(r"\$?\s*(\d{1,3}(?:[,. ]?\d{3})*|\d+)\s*(k?)", text.strip().lower())
    if match is None:
        return None
    return int(re.sub(r"\D", "", match.group(1))) * (1000 if match.group(2) else 1)


def e164(phone: str) -> str:
    """A US number as +1 and ten digits."""
    return "+1" + re.sub(r"\D", "", phone)[-_PHONE_DIGITS[0] :]


def event_of(form: Form, listing: TownListing, url: str) -> dict[str, Any]:
    """The event that a website integration sends to the CRM: answers go into typed fields, words into the message."""
    first, _, last = form.values["name"].partition(" ")
    budget = dollars(form.values["budget"]) if form.values["budget"] else None
    typed = {
        "customTimeframe": form.values["timeframe"] or None,
        "customPriceMax": budget,
        "customPreApproved": "Yes" if form.checked("pre_approved") else None,
        "customTextConsent": "Yes" if form.checked("text_consent") else None,
    }
    person: dict[str, Any] = {
        "firstName": first,
        "lastName": last.strip(),
        "emails": [{"value": form.values["email"]}],
        "phones": [{"value": e164(form.values["phone"]), "type": "mobile"}] if form.values["phone"] else [],
        **{name: value for name, value in typed.items() if value is not None},
    }
    return {
        "source": "Website",
        "system": "Rivera-Site",
        "type": "Property Inquiry",
        "message": form.values["message"] or None,
        "person": person,
        "property": {**describe(listing), "url": url},
        "pageUrl": url,
    }


def view_of(person: int, listing: TownListing, url: str) -> dict[str, Any]:
    """The event for a known visitor who looks at a home."""
    home = {**describe(listing), "url": url}
    return {
        "source": "Website",
        "system": "Rivera-Site",
        "type": "Viewed Property",
        "person": {"id": person},
        "property": home,
        "pageUrl": url,
    }
