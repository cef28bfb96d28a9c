"""What Follow Up Boss sends, and what it means in our words. Private to the connector."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from integrations.crm.contract import Record, unique
from integrations.models.contact import Activity, Consent, Contact, ContactKind

SLUG: Final = "followupboss"
TEMPERATURE_FIELD: Final = "customJorgeTemperature"
INSIGHTS_FIELD: Final = "customJorgeInsights"
OUR_TAGS: Final = "jorge:"
_APP: Final = "https://app.followupboss.com/2/people/view/"
_YES: Final = ("yes", "true", "1", "y")
_NO: Final = ("no", "false", "0", "n")
# Tags by which agents mark that somebody does not want to be written to; compared without case and punctuation.
_NO_EMAIL: Final = ("unsubscribed", "donotemail", "emailoptout", "optedout")
_NO_SMS: Final = ("donottext", "smsoptout", "textoptout", "donotsms", "optedout")
_NO_CALL: Final = ("donotcall", "dnc", "calloptout")


def _aware(value: Any) -> Any:
    if isinstance(value, str) and value:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return value or None


def _text(value: Any) -> Any:
    return "" if value is None else str(value)


def _list(value: Any) -> Any:
    return value or []


Moment = Annotated[datetime | None, BeforeValidator(_aware)]
Text = Annotated[str, BeforeValidator(_text)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)


class WirePoint(_Wire):
    """An e-mail address or a phone."""

    value: Text = ""


class WirePerson(_Wire):
    """A person with its custom fields among the extras."""

    id: Text
    created: Moment = None
    updated: Moment = None
    first_name: Text = Field("", alias="firstName")
    last_name: Text = Field("", alias="lastName")
    stage: str | None = None
    source: str | None = None
    tags: Annotated[list[str], BeforeValidator(_list)] = []
    emails: Annotated[list[WirePoint], BeforeValidator(_list)] = []
    phones: Annotated[list[WirePoint], BeforeValidator(_list)] = []
    background: str | None = None
    timeframe_id: int | None = Field(None, alias="timeframeId")

    def custom(self, name: str) -> str:
        """A custom field as text, empty where it is not set."""
        value = (self.model_extra or {}).get(f"custom{name}")
        return "" if value is None else str(value).strip()


class WireProperty(_Wire):
    """The home of an event; the postal key is `code` or `zip`."""

    street: Text = ""
    city: Text = ""
    state: Text = ""
    code: Text = ""
    zip: Text = ""
    mls_number: Text = Field("", alias="mlsNumber")
    price: Any = None


class WireEvent(_Wire):
    """Something a person did."""

    id: Text
    person_id: Text = Field("", alias="personId")
    type: Text = ""
    source: str | None = None
    message: str | None = None
    created: Moment = None
    occurred: Moment = None
    property: WireProperty | None = None


class WireNote(_Wire):
    """A note on a person."""

    person_id: Text = Field("", alias="personId")
    subject: Text = ""
    body: Text = ""
    created: Moment = None


def to_record(person: WirePerson, timeframes: dict[int, str]) -> Record:
    """A person in our words. Only typed fields and tags decide; the background is kept as text."""
    ours = [tag for tag in person.tags if not tag.startswith(OUR_TAGS)]
    tags = unique([*ours, "Pre-approved"] if person.custom("PreApproved").lower() in _YES else ours)
    timeframe = person.custom("Timeframe") or timeframes.get(person.timeframe_id or 0, "")
    contact = Contact(
        id="",
        external_ids={SLUG: person.id},
        first_name=person.first_name.strip(),
        last_name=person.last_name.strip(),
        emails=unique(point.value.lower() for point in person.emails),
        phones=unique(point.value for point in person.phones),
        kind=_kind(tags),
        stage=person.stage,
        source=person.source,
        tags=tags,
        price_min=_money(person.custom("PriceMin")),
        price_max=_money(person.custom("PriceMax")),
        areas=unique(person.custom("Areas").split(",")),
        bedrooms_min=_whole(person.custom("BedsMin")),
        bathrooms_min=_number(person.custom("BathsMin")),
        timeframe=timeframe or None,
        background=person.background or None,
        consent=_consent(person, tags),
        created_at=person.created,
        updated_at=person.updated,
        record_url=_APP + person.id,
    )
    updated = person.updated or person.created or datetime.fromtimestamp(0, UTC)
    return Record(person.id, contact, updated, _whole(person.custom(TEMPERATURE_FIELD.removeprefix("custom"))))


def to_activity(event: WireEvent) -> Activity:
    """An event in our words."""
    home = event.property
    return Activity(
        external_id=event.id,
        kind=event.type,
        occurred_at=event.occurred or event.created or datetime.fromtimestamp(0, UTC),
        source=event.source,
        listing_id=(home.mls_number or None) if home else None,
        property_address=_address(home) if home else None,
        property_price=_money(_text(home.price)) if home else None,
        message=event.message or None,
    )


def _address(home: WireProperty) -> str | None:
    place = " ".join(part for part in (home.state, home.code or home.zip) if part)
    return ", ".join(part for part in (home.street, home.city, place) if part) or None


def _kind(tags: tuple[str, ...]) -> ContactKind:
    said = {tag.lower() for tag in tags}
    if "seller" not in said:
        return ContactKind.BUYER
    return ContactKind.BOTH if "buyer" in said else ContactKind.SELLER


def _consent(person: WirePerson, tags: tuple[str, ...]) -> Consent:
    said = {re.sub(r"[^a-z]", "", tag.lower()) for tag in tags}

    def allows(field: str, refusals: tuple[str, ...]) -> bool | None:
        value = person.custom(field).lower()
        if said.intersection(refusals) or value in _NO:
            return False
        return True if value in _YES else None

    return Consent(
        email=allows("EmailOptIn", _NO_EMAIL), sms=allows("TextConsent", _NO_SMS), call=allows("CallConsent", _NO_CALL)
    )


def _number(text: str) -> float | None:
    try:
        return float(re.sub(r"[$,\s]", "", text)) if text else None
    except ValueError:
        return None


def _whole(text: str) -> int | None:
    value = _number(text)
    return None if value is None else round(value)


def _money(text: str) -> Decimal | None:
    value = _number(text)
    return Decimal(round(value)) if value is not None and value > 0 else None
