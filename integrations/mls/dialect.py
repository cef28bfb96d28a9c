"""How one platform speaks the RESO Web API, as data; `platforms.py` fills it in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final, Literal

from integrations.mls.feed import Places, Span
from integrations.mls.quotas import Quota
from integrations.models.listing_parts import PartName
from integrations.wire.errors import Rejected

Auth = Literal["client credentials", "bearer"]
EnumSpelling = Literal["spaced", "compact", "namespaced", "declared"]
_OR: Final = re.compile(r"\bor\b")
_TEXT: Final = re.compile(r"'(?:[^']|'')*'")
_FIELD: Final = re.compile(r"\b[A-Z]\w+\b(?![.'(])")


@dataclass(frozen=True, slots=True)
class Route:
    """An entity set to read from: how large its pages may be, whether it can order and count.

    `in_order` says that records come by modification time even where no order can be asked for.
    """

    entity: str
    page_size: int
    orders: bool = True
    counts: bool = True
    in_order: bool = True
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """What a resource calls its key and the time of its last change. A numeric key is written without quotes."""

    key: str = "ListingKey"
    time: str = "ModificationTimestamp"
    numeric: bool = False

    @property
    def order(self) -> str:
        """The order in which a pass reads."""
        return f"{self.time} asc,{self.key} asc"


@dataclass(frozen=True, slots=True)
class Beside:
    """A resource beside Property and its entity set. One that cannot be filtered is read whole, once a day."""

    resource: PartName
    route: Route
    names: Names
    filters: bool = True


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to speak the RESO Web API.

    `search` answers questions; beyond `search_limit` rows only `bulk` does, which with `bulk_first` also hands out the
    first copy. `pages_by_top` says that `$top` is the size of a page. `filterable` are the only fields that a filter
    may name (None: any). `key_prefix` stands before every key and number. `first_filter` belongs to the first copy
    only. `enums` is how an enumeration's value is spelled in a filter; `declared`: as `$metadata` says. Where a breach
    of the quota `suspends` the token, a refusal ends the pass at once. `beside` are the resources that are read besides
    Property. With `expands_media` photos come with their listings, and not by themselves. `photo_links` says that a
    photo may be shown by its URL; else it has to be copied. At most `most_photos` of a listing are kept (0: all).
    `deletions` is the entity set that names deleted records, and its field with their key: it takes no filter.
    `quirks` are the promises of the standard that the platform is known to break, and how.
    """

    name: str
    title: str
    root: str = ""
    token_url: str = ""
    auth: Auth = "client credentials"
    token_scope: str = ""
    search: Route = Route("Property", 1000)
    bulk: Route | None = None
    bulk_first: bool = False
    search_limit: int | None = None
    key_page_size: int | None = None
    pages_by_top: bool = False
    required_filter: str = ""
    first_filter: str = ""
    filterable: frozenset[str] | None = None
    most_ors: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    numeric_keys: bool = False
    keeps_order: bool = True
    casts_times: bool = False
    enums: EnumSpelling = "spaced"
    enum_namespace: str = ""
    has_in: bool = False
    has_events: bool = False
    key_prefix: str = ""
    foreign_numbers: tuple[str, ...] = ()
    quota: Quota = field(default_factory=Quota)
    attempts: int = 4
    suspends: bool = False
    originating_system: str = ""
    beside: tuple[Beside, ...] = ()
    expands_media: bool = False
    photo_links: bool = True
    most_photos: int = 0
    deletions: tuple[str, str] | None = None
    quirks: Mapping[str, str] = field(default_factory=dict)

    def declared(self, namespace: str) -> Dialect:
        """The dialect, knowing in which namespace the types of enumerations are (empty: they are texts)."""
        return replace(self, enums="namespaced" if namespace else "spaced", enum_namespace=namespace)

    @property
    def names(self) -> Names:
        """What Property calls its key and time."""
        return Names(numeric=self.numeric_keys)

    def key(self, value: str) -> str:
        """A ListingKey as a literal."""
        return literal(value, self.names)

    def can_filter(self, name: str) -> bool:
        """Whether a filter may name this field."""
        return self.filterable is None or name in self.filterable

    def route(self, span: Span) -> Route:
        """Where a span is read first."""
        whole = span.since is None and span.cursor is None
        return self.bulk if self.bulk and self.bulk_first and whole else self.search

    def filter(self, span: Span, property_types: Sequence[str] = (), names: Names | None = None) -> str:
        """The `$filter` of a span of Property, or of a resource with other `names`.

        Raises:
            Rejected: the platform would refuse it (and might suspend the token); it is not sent.
        """
        names = names or self.names
        parts = [self.required_filter] if self.required_filter else []
        if self.first_filter and span.first:
            parts.append(self.first_filter)
        parts += self._times(span, names)
        if self.can_filter(names.key):
            parts += [f"{names.key} gt {literal(span.key_above, names)}"] if span.key_above is not None else []
            parts += [f"{names.key} le {literal(span.key_up_to, names)}"] if span.key_up_to is not None else []
        if property_types:
            parts.append(self.one_of("PropertyType", property_types))
        if self.can_filter("PostalCode") and (somewhere := _filter_places(span.places)):
            parts.append(somewhere)
        return self.checked(" and ".join(parts))

    def _times(self, span: Span, names: Names) -> list[str]:
        parts, time = [], names.time
        if span.cursor:
            at = self.moment(span.cursor[0])
            if self.can_filter(names.key):
                tie = f"{time} eq {at} and {names.key} gt {literal(span.cursor[1], names)}"
                parts.append(f"({time} gt {at} or ({tie}))")
            else:
                parts.append(f"{time} ge {at}")
        elif span.since:
            parts.append(f"{time} {'gt' if span.since_open else 'ge'} {self.moment(span.since)}")
        parts.append(f"{time} {'lt' if span.until_open else 'le'} {self.moment(span.until)}")
        return parts

    def moment(self, value: datetime) -> str:
        """A time as a literal, in UTC."""
        return f"cast('{moment(value)}',Edm.DateTimeOffset)" if self.casts_times else moment(value)

    def one_of(self, name: str, values: Sequence[str]) -> str:
        """A test whether an enumeration is one of these values, given as the Data Dictionary spells them."""
        if self.enums == "namespaced":
            kind = f"{self.enum_namespace}.{name}"
            tests = [f"{name} has {kind}{quote(value.replace(' ', ''))}" for value in values]
        else:
            spelled = [quote(value.replace(" ", "") if self.enums == "compact" else value) for value in values]
            if self.has_in and len(spelled) > 1:
                return f"{name} in ({','.join(spelled)})"
            tests = [f"{name} eq {value}" for value in spelled]
        return f"({' or '.join(tests)})" if len(tests) > 1 else tests[0]

    def checked(self, text: str) -> str:
        """The filter, if this platform takes such a one. Raises `Rejected`."""
        plain = _TEXT.sub("''", text)
        if self.most_ors is not None and len(_OR.findall(plain)) > self.most_ors:
            raise Rejected(self.name, f"not sent: a filter may hold {self.most_ors} `or` at most; use `in`")
        if self.filterable is not None:
            if plain.count("OriginatingSystemName") != 1:
                raise Rejected(self.name, "not sent: a filter must name exactly one OriginatingSystemName")
            if strange := set(_FIELD.findall(plain)) - self.filterable:
                raise Rejected(self.name, f"not sent: {', '.join(sorted(strange))} cannot be filtered by")
        return text

    def keys_filter(self) -> str:
        """The `$filter` under which all keys that we may hold are listed."""
        return " and ".join(part for part in (self.required_filter, self.first_filter) if part)


def literal(value: str, names: Names) -> str:
    """A key as a literal."""
    return value if names.numeric else quote(value)


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
