from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

import structlog

from integrations.wire.errors import WireError

log = structlog.get_logger(__name__)


class Forged(Exception):
    """A webhook that its vendor cannot have sent: no, wrong or stale signature, or no secret to check it with.

    `reason` is one word for the count: `missing`, `malformed`, `wrong`, `stale` or `no_secret`.
    """

    def __init__(self, message: str, reason: str = "wrong") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook as it arrived. `headers` has lower-case names; `url` is the public one; `body` is untouched."""

    headers: Mapping[str, str]
    body: bytes
    url: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hint:
    """Something a vendor says has happened. `key` identifies it for ever within its source."""

    key: str
    type: str
    payload: Mapping[str, Any]
    occurred_at: datetime | None = None


@runtime_checkable
class WebhookSource(Protocol):
    """A connector that takes webhooks."""

    def verify(self, delivery: Delivery) -> None:
        """Check that the vendor sent it.

        Raises:
            Forged: it did not, or there is no secret to tell by.
        """
        ...

    def read(self, delivery: Delivery) -> list[Hint]:
        """What an authentic delivery says.

        Raises:
            Unreadable: the body is not what the vendor's contract says.
        """
        ...


@runtime_checkable
class Challenged(Protocol):
    """A source whose vendor tries the address by GET before it sends anything."""

    def challenge(self, delivery: Delivery) -> str | None:
        """What to answer; None where this vendor never asks.

        Raises:
            Forged: the one who asks does not know what was agreed.
        """
        ...


class Listener(Protocol):
    """A connector whose vendor is told where to send its webhooks."""

    async def listen(self, address: str, /) -> None:
        """Have the vendor call `address`, once however often this is asked.

        Raises:
            WireError: the vendor did not take it.
        """
        ...


async def register(connectors: Mapping[str, Listener], web_url: str) -> dict[str, str]:
    """Have every vendor call `{web_url}/webhooks/{slug}`; returns what went wrong, by slug.

    One trouble stops no other.
    """
    failed: dict[str, str] = {}
    for slug, connector in connectors.items():
        try:
            await connector.listen(f"{web_url.rstrip('/')}/webhooks/{slug}")
        except WireError as error:
            failed[slug] = str(error)
            log.warning("webhooks_not_registered", system=slug, why=str(error))
    return failed
