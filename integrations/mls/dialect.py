"""How the platforms differ, as data. Only what the vendors' documents or open-source clients establish is here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal

from integrations.mls.feed import Places, Span

Auth = Literal["client credentials", "bearer"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to speak the RESO Web API."""

    name: str
    title: str
    root: str = ""
    token_url: str = ""
    auth: Auth = "client credentials"
    token_scope: str = ""
    entity: str = "Property"
    page_size: int = 1000
    required_filter: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    numeric_keys: bool = False
    keeps_order: bool = True
    originating_system: str = ""

    def key(self, value: str) -> str:
        """A ListingKey as a literal."""
        return value if self.numeric_keys else quote(value)

    def filter(self, span: Span) -> str:
        """The `$filter` of a span."""
        parts = [self.required_filter] if self.required_filter else []
        if span.cursor:
            at, key = moment(span.cursor[0]), self.key(span.cursor[1])
            tie = f"ModificationTimestamp eq {at} and ListingKey gt {key}"
            parts.append(f"(ModificationTimestamp gt {at} or ({tie}))")
        elif span.since:
            parts.append(f"ModificationTimestamp {'gt' if span.since_open else 'ge'} {moment(span.since)}")
        parts.append(f"ModificationTimestamp {'lt' if span.until_open else 'le'} {moment(span.until)}")
        if span.key_above is not None:
            parts.append(f"ListingKey gt {self.key(span.key_above)}")
        if span.key_up_to is not None:
            parts.append(f"ListingKey le {self.key(span.key_up_to)}")
        if somewhere := _filter_places(span.places):
            parts.append(somewhere)
        return " and ".join(parts)


def quote(value: str) -> str:
    """A string literal of OData."""
    return "'" + value.replace("'", "''") + "'"


def moment(value: datetime) -> str:
    """A DateTimeOffset literal of OData, in UTC."""
    utc = value.astimezone(UTC)
    digits = "milliseconds" if utc.microsecond % 1000 == 0 else "microseconds"
    return utc.isoformat(timespec=digits).replace("+00:00", "Z")


def _filter_places(places: Places) -> str:
    parts = [f"PostalCode eq {quote(code)}" for code in places.postal_codes]
    parts += [f"City eq {quote(city)}" for city in places.cities]
    return f"({' or '.join(parts)})" if len(parts) > 1 else "".join(parts)


RESO: Final = Dialect(name="reso", title="MLS (RESO Web API)")
BRIGHT: Final = Dialect(
    name="bright",
    title="Bright MLS",
    root="https://bright-reso.brightmls.com/RESO/OData/bright",
    entity="BrightProperties",
    headers={"User-Agent": "Bright WebAPI/1.0", "Cache-Control": "no-cache"},
    numeric_keys=True,
    keeps_order=False,
    originating_system="Bright",
)
_TRESTLE: Final = "https://api.cotality.com/trestle"
CRMLS: Final = Dialect(
    name="crmls",
    title="CRMLS (Trestle)",
    root=f"{_TRESTLE}/odata",
    token_url=f"{_TRESTLE}/oidc/connect/token",
    token_scope="api",  # noqa: S106  # an OAuth scope, no secret
    required_filter="OriginatingSystemName eq 'CRMLS'",
    parameters={"PrettyEnums": "true"},
    originating_system="CRMLS",
)
NTREIS: Final = Dialect(
    name="ntreis",
    title="NTREIS (Trestle)",
    root=f"{_TRESTLE}/odata",
    token_url=f"{_TRESTLE}/oidc/connect/token",
    token_scope="api",  # noqa: S106  # an OAuth scope, no secret
    parameters={"PrettyEnums": "true"},
    originating_system="NTREIS",
)
DIALECTS: Final = {dialect.name: dialect for dialect in (RESO, BRIGHT, CRMLS, NTREIS)}
