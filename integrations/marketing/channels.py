"""What the hub asks of a channel's connector, whoever the vendor is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from integrations.store.audiences import Member
from integrations.wire.inbound import Delivery, Hint
from integrations.wire.vendor import Vendor


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail campaign as its vendor is told it. `title` is for us: it ends with the tag we find it by again."""

    title: str
    subject: str
    preview_text: str
    from_name: str
    reply_to: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A campaign at its vendor. `status` is `draft`, `sending` or `sent`."""

    id: str
    status: str
    segment_id: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a campaign so far."""

    status: str
    recipients: int
    delivered: int
    failed: int
    opens: int
    clicks: int
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Text:
    """A text message at its vendor; `status` is the vendor's word."""

    id: str
    status: str
    to: str
    sender: str
    body: str
    created_at: datetime
    error_code: str = ""


class Channel(Protocol):
    """Any connector of this hub."""

    vendor: Vendor

    async def probe(self) -> str:
        """Whose account this is; raises a `WireError` where it cannot be used."""
        ...

    async def listen(self, url: str) -> None:
        """Have the vendor call `url` when something happens."""
        ...

    def verify(self, delivery: Delivery) -> None:
        """See `WebhookSource`."""
        ...

    def read(self, delivery: Delivery) -> list[Hint]:
        """See `WebhookSource`."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


@runtime_checkable
class MailChannel(Channel, Protocol):
    """A vendor of e-mail campaigns with an audience of its own."""

    async def audience_id(self) -> str:
        """The audience that is used."""
        ...

    async def members(self) -> list[Member]:
        """Everybody in the audience, those who left too."""
        ...

    async def member(self, email: str) -> Member | None:
        """Somebody of the audience as he stands; None where he is not in it."""
        ...

    async def add_member(self, email: str, first_name: str, last_name: str) -> Member:
        """Add somebody; one who is there already keeps the status he has."""
        ...

    async def segment(self, name: str, emails: Sequence[str]) -> str:
        """The id of the segment of this name, made of exactly these members where there is none yet."""
        ...

    async def find(self, tag: str) -> list[Posted]:
        """Campaigns whose title ends with `tag`, newest first."""
        ...

    async def create(self, letter: Letter, segment_id: str) -> str:
        """Make a draft; returns its id."""
        ...

    async def fill(self, campaign_id: str, letter: Letter) -> None:
        """Set a draft's content."""
        ...

    async def check(self, campaign_id: str) -> list[str]:
        """What the vendor says stands in the way of sending."""
        ...

    async def send(self, campaign_id: str) -> None:
        """Send a draft now."""
        ...

    async def report(self, campaign_id: str) -> Report:
        """What came of it so far."""
        ...


@runtime_checkable
class TextChannel(Channel, Protocol):
    """A vendor of text messages."""

    async def send_text(self, to: str, body: str) -> Text:
        """Hand a text over. Not to be repeated blindly: the vendor has no idempotency."""
        ...

    async def sent_to(self, to: str, body: str, since: datetime) -> list[Text]:
        """Texts with this body that the vendor accepted since then, newest first."""
        ...

    async def text(self, text_id: str) -> Text:
        """One text as it stands."""
        ...

    async def received(self, since: datetime) -> list[Text]:
        """Texts that people sent to our number since then."""
        ...
