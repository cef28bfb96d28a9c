from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable


class Forged(Exception):
    """A webhook that its vendor cannot have sent: no, wrong or stale signature, or no secret to check it with."""


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
