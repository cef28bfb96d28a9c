"""What the hub asks of an MLS, whatever its platform."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from integrations.mls.terms import Terms
from integrations.models.listing import Listing
from integrations.models.listing_parts import Media, Part, PartName
from integrations.wire.errors import WireError

Record = Mapping[str, Any]


class NoEvents(WireError):
    """This MLS keeps no event log."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a sync looks: PostalCode and City values. Empty means everywhere."""

    postal_codes: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """A stable name of this place filter; empty for everywhere."""
        return ",".join((*sorted(self.postal_codes), *sorted(self.cities)))

    def hold(self, record: Record) -> bool:
        """Whether a record lies here."""
        if not self.postal_codes and not self.cities:
            return True
        code = str(record.get("PostalCode") or "")[:5]
        return code in self.postal_codes or record.get("City") in self.cities


@dataclass(frozen=True, slots=True)
class Span:
    """A window of modification times, both ends included unless `open`, optionally only a range of keys.

    `cursor` (time, key) is the last record already read: only records behind it in (time, key) order are asked for.
    `first` marks a first copy.
    """

    until: datetime
    since: datetime | None = None
    cursor: tuple[datetime, str] | None = None
    since_open: bool = False
    until_open: bool = False
    key_above: str | None = None
    key_up_to: str | None = None
    places: Places = field(default_factory=Places)
    first: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some records in the server's order. `count` is how many the whole span has, where the server says it.

    `in_order` says that the server promises the order of time and key, `counts_on` that there is a next page, which it
    finds by counting rows.
    """

    records: Sequence[Record]
    count: int | None = None
    in_order: bool = True
    counts_on: bool = False


@dataclass(frozen=True, slots=True)
class EntityEvent:
    """One line of an MLS's event log: something happened to the record with this key, what is not said."""

    sequence: int
    resource: str
    key: str


@dataclass(frozen=True, slots=True)
class Aside:
    """What a Property record holds beyond the `Listing`: fields without a name there, and photos if they came along."""

    extra: Mapping[str, Any]
    media: tuple[Media, ...] | None = None


class Item(Protocol):
    """A record that was read."""

    @property
    def record_key(self) -> str:
        """Its key in the MLS."""
        ...

    @property
    def ref(self) -> str:
        """Its key in the store."""
        ...

    @property
    def modification_timestamp(self) -> datetime:
        """When it was last changed."""
        ...


ItemT = TypeVar("ItemT", bound=Item)
ReadT_co = TypeVar("ReadT_co", bound=Item, covariant=True)


class RecordFeed(Protocol[ReadT_co]):
    """One resource of an MLS, as a replication pass reads it. `key_field` names the key of its records.

    `keeps_order` says whether pages honour the asked order.
    """

    system: str
    title: str
    keeps_order: bool
    key_field: str

    def pages(self, span: Span) -> AsyncGenerator[Page, None]:
        """The records of a span, ordered by modification time and key. Raises a `WireError`."""
        ...

    def keys(self) -> AsyncIterator[Sequence[str]]:
        """All keys the feed has, a page at a time. Raises a `WireError`."""
        ...

    async def one(self, key: str) -> Record | None:
        """One record, or None where the feed has it no more. Raises a `WireError`."""
        ...

    def read(self, record: Record) -> ReadT_co:
        """A record as a model. Raises `Unreadable`."""
        ...


class PartFeed(RecordFeed[Part], Protocol):
    """A resource beside Property. Where it `can_filter` not, only the whole of it can be read."""

    resource: PartName
    can_filter: bool


class ListingFeed(RecordFeed[Listing], Protocol):
    """One MLS. `system` is its slug, `terms` what we may do, `parts` the resources to be read beside Property.

    A listing read has the status Delete where we may no longer hold it.
    """

    terms: Terms

    @property
    def parts(self) -> Sequence[PartFeed]:
        """The resources beside Property."""
        ...

    def aside(self, record: Record) -> Aside:
        """What else a Property record holds."""
        ...

    def wants(self, listing: Listing) -> bool:
        """Whether it is of a kind that is copied."""
        ...

    def deleted(self) -> AsyncIterator[Sequence[str]]:
        """Keys of records that the MLS itself calls deleted, where it keeps such a list. Raises a `WireError`."""
        ...

    def events(self, after: int) -> AsyncIterator[Sequence[EntityEvent]]:
        """The event log behind a sequence number, in order. Raises `NoEvents` where the MLS has none."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...
