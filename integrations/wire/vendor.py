from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from integrations.wire.pace import Pace, Rate

Role = Literal["mls", "crm", "marketing", "sms", "ads", "finance", "service"]


@dataclass(frozen=True, slots=True)
class Credential:
    """One value a vendor needs. The environment variable is `<SLUG>_<NAME>` in capitals."""

    name: str
    help: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor's visiting card: what `jorge doctor` shows and the settings ask for.

    `rates` are its limits: one for all requests that are left, and before it those for some of them.
    """

    slug: str
    title: str
    role: Role
    base_url: str
    credentials: tuple[Credential, ...]
    signup: str
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """Where a connector talks to and with what. `live` is False in the simulated town; connectors never look.

    `pace` is for the connector's client: it keeps the vendor's limit over all processes.
    """

    base_url: str
    credentials: Mapping[str, str] = field(default_factory=dict)
    live: bool = False
    pace: Pace | None = None
