from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from integrations.models.contact import Activity, Contact, Temperature
from integrations.wire.inbound import Delivery, Hint
from integrations.wire.vendor import Vendor


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a CRM can do. The sync branches on this and never on a vendor's name.

    `delta`: people can be walked by update time, or only as a whole. `finds_new_at_once`: whether a person can be read
    right after it was created. `delete`: for good, into a trash, or not by API.
    """

    delta: Literal["watermark", "full_scan"]
    finds_new_at_once: bool
    delete: Literal["hard", "trash", "none"]
    signed_webhooks: bool


@dataclass(frozen=True, slots=True)
class Record:
    """A person as a CRM tells it, in our words. `contact.id` is empty: which contact it is, the store decides.

    `temperature_there` is the temperature that the CRM holds, None where it holds none.
    """

    external_id: str
    contact: Contact
    updated_at: datetime
    temperature_there: int | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that made no sense. The watermark stays before it, so that it is read again."""

    external_id: str
    updated_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some people, newest update first; `token` leads to the next page, None after the last."""

    records: tuple[Record, ...]
    broken: tuple[Broken, ...] = ()
    token: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """Some activities by person (id there); `token` leads to the next page, None after the last."""

    activities: Mapping[str, tuple[Activity, ...]]
    token: str | None = None


@dataclass(frozen=True, slots=True)
class OwnWrite:
    """A write of ours: when the person was last updated before and after it, so that its echo is known as such."""

    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Something a person did that the CRM shall know, e.g. asked about a home. Runs the CRM's automations."""

    kind: str
    first_name: str = ""
    last_name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    message: str = ""
    source: str = "Jorge"
    external_id: str | None = None
    tags: tuple[str, ...] = ()
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change on a person; None leaves a field alone. Added values join those that are there."""

    first_name: str | None = None
    last_name: str | None = None
    stage: str | None = None
    background: str | None = None
    add_emails: tuple[str, ...] = ()
    add_phones: tuple[str, ...] = ()
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = field(default=())


class BaseCRMConnector(ABC):
    """What every CRM connector does. All methods raise the errors of `integrations.wire.errors`.

    A module of `integrations/crm/connectors` with `VENDOR` and `connect(access) -> BaseCRMConnector` is a connector; it
    is found by itself. Connectors also are `WebhookSource`s where their CRM calls webhooks.
    """

    vendor: ClassVar[Vendor]
    capabilities: ClassVar[Capabilities]

    @abstractmethod
    async def probe(self) -> str:
        """Whose account this is, in words; raises where the credentials do not work."""

    @abstractmethod
    async def people(self, since: datetime | None, token: str | None) -> PeoplePage:
        """People updated at or after `since` (None: all), newest first, from where `token` leads."""

    @abstractmethod
    async def person(self, external_id: str) -> Record | None:
        """One person; None where the CRM does not have it, also after waiting for a new one to appear."""

    @abstractmethod
    async def activities(self, external_id: str) -> tuple[Activity, ...]:
        """What one person did."""

    @abstractmethod
    async def all_activities(self, token: str | None) -> ActivityPage:
        """What everybody did, page by page."""

    @abstractmethod
    async def record_inquiry(self, inquiry: Inquiry) -> str | None:
        """Tell the CRM what somebody did; the person's id, None where the CRM keeps it archived."""

    @abstractmethod
    async def update(self, external_id: str, changes: Changes) -> None:
        """Change a person; what `changes` does not name stays as it is."""

    @abstractmethod
    async def add_note(self, external_id: str, subject: str, body: str) -> None:
        """Write a note on a person."""

    async def has_note(self, external_id: str, subject: str, body: str, since: datetime) -> bool | None:  # noqa: ARG002
        """Whether the person has this very note, written since then; None where this CRM cannot tell.

        CRMs take no key with a note: after a crash this says whether it was written.
        """
        return None

    @abstractmethod
    async def write_temperature(self, external_id: str, temperature: Temperature) -> OwnWrite | None:
        """Show our score and its reasons in the CRM; writes nothing (None) where it shows them already."""

    @abstractmethod
    async def listen(self, url: str) -> None:
        """Have the CRM call `url` when people change; safe to repeat, replaces an older address of ours."""

    @abstractmethod
    def verify(self, delivery: Delivery) -> None:
        """Check that the CRM sent a webhook; raises `Forged`."""

    @abstractmethod
    def read(self, delivery: Delivery) -> list[Hint]:
        """What a webhook says; raises `Unreadable`.

        `about` in the payload is `people` where it tells of a person's record, `activities` where of something done.
        """

    @abstractmethod
    async def people_of(self, hint: Hint) -> tuple[str, ...]:
        """Ids of the people whom a hint is about, to read again."""

    @abstractmethod
    async def aclose(self) -> None:
        """Close the connections."""


def explain(temperature: Temperature, most: int = 5) -> str:
    """A temperature and its strongest reasons in one text, for a field of a CRM."""
    strongest = sorted(temperature.reasons, key=lambda reason: -abs(reason.points))[:most]
    return f"{temperature.score}/100 {temperature.band}. " + "; ".join(
        _line(one.label, one.points) for one in strongest
    )


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Values without blanks and repetitions, in their order."""
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))


def _line(label: str, points: float) -> str:
    return f"{label} ({points:+.0f})"
