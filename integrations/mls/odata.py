from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from integrations.mls.dialect import Dialect, Names, Route
from integrations.mls.feed import Aside, EntityEvent, NoEvents, Page, PartFeed, Record, Span
from integrations.mls.parts import PartServer, part_media
from integrations.mls.reading import read_extra, read_property
from integrations.mls.session import NOT_FOUND, Session, Token
from integrations.mls.terms import Terms
from integrations.models.listing import Listing
from integrations.wire.client import Client
from integrations.wire.errors import Rejected, Unreadable

__all__ = ["ResoServer", "Token"]

_EXPAND: Final = {"$expand": "Media"}
_UNKNOWN_OPTION: Final = (400, 501)


class ResoServer(Session):
    """A RESO Web API server as a `ListingFeed`: its Property resource, and the others beside it."""

    key_field = "ListingKey"

    def __init__(
        self,
        client: Client,
        root: str,
        token: Token,
        dialect: Dialect,
        *,
        system: str,
        terms: Terms | None = None,
        property_types: Sequence[str] = (),
    ) -> None:
        super().__init__(client, root, token, dialect, system=system)
        self.terms = terms or Terms()
        self._property_types = tuple(property_types)
        self._expands = dialect.expands_media
        self._servers = [PartServer(self, beside) for beside in dialect.beside]

    @property
    def parts(self) -> Sequence[PartFeed]:
        """The resources beside Property that are read by themselves."""
        return [one for one in self._servers if not (one.resource == "Media" and self._expands)]

    async def probe(self) -> str:
        """Ask whether the credentials are taken; say who answers. Raises a `WireError`."""
        async for page in self.follow(self._dialect.search, self._dialect.keys_filter(), page_size=1, counts=True):
            found = f"{page.count:,} records" if page.count is not None else "answers"
            return f"{self.title} at {urlsplit(self._root).netloc}: {found}"
        return self.title

    async def pages(self, span: Span) -> AsyncGenerator[Page, None]:
        """The records of a span, following `@odata.nextLink` as it is. Raises a `WireError`."""
        if self._property_types and self._dialect.enums == "declared":
            self._dialect = self._dialect.declared((await self.enumerations()).spaces.get("PropertyType", ""))
        wanted = self._dialect.filter(span, self._property_types)
        route = self._dialect.route(span)
        async for page in self._expanded(route, wanted, counts=route.counts):
            if route is not self._dialect.bulk and self._is_too_much(page):
                break
            yield self._inside(page, span)
        else:
            return
        async for page in self._expanded(self._dialect.bulk or route, wanted, counts=True):
            yield self._inside(page, span)

    async def _expanded(self, route: Route, wanted: str, *, counts: bool) -> AsyncIterator[Page]:
        """The pages with their photos; a server that does not know `$expand` is asked without, from then on."""
        started = False
        try:
            async for page in self.follow(route, wanted, counts=counts, options=_EXPAND if self._expands else None):
                started = True
                yield page
        except Rejected as refusal:
            if started or not self._expands or refusal.status not in _UNKNOWN_OPTION:
                raise
            async for page in self.follow(route, wanted, counts=counts):
                self._expands = False
                yield page

    def _is_too_much(self, page: Page) -> bool:
        limit = self._dialect.search_limit
        return bool(self._dialect.bulk and limit and page.count and page.count > limit)

    def _inside(self, page: Page, span: Span) -> Page:
        """Only the records at the places asked for, where the platform cannot filter by place itself."""
        if self._dialect.can_filter("PostalCode") or not span.places.scope:
            return page
        return replace(page, records=[one for one in page.records if span.places.hold(one)], count=None)

    async def keys(self) -> AsyncIterator[Sequence[str]]:
        """All listing keys, a page at a time. Raises a `WireError`."""
        route = self._dialect.bulk if self._dialect.bulk_first else self._dialect.search
        size, wanted = self._dialect.key_page_size, self._dialect.keys_filter()
        async for page in self.follow(route or self._dialect.search, wanted, page_size=size, keys_only=True):
            yield [str(record["ListingKey"]) for record in page.records if record.get("ListingKey") is not None]

    def wants(self, listing: Listing) -> bool:
        """Whether it is of one of the property types that are copied."""
        return not self._property_types or listing.property_type in self._property_types

    async def deleted(self) -> AsyncIterator[Sequence[str]]:
        """Keys that the MLS itself calls deleted, a page at a time; none where it has no list. Raises a `WireError`."""
        if self._dialect.deletions is None:
            return
        entity, field = self._dialect.deletions
        route = Route(entity, self._dialect.search.page_size, orders=False)
        async for page in self.follow(route, "", keys_only=True, names=Names(key=field)):
            yield [str(record[field]) for record in page.records if record.get(field) is not None]

    async def events(self, after: int) -> AsyncIterator[Sequence[EntityEvent]]:
        """The EntityEvent log (RCP-27) behind a sequence number. Raises `NoEvents` or another `WireError`."""
        if not self._dialect.has_events:
            raise NoEvents(self.system, "this platform offers no event log")
        route = replace(self._dialect.search, entity="EntityEvent", orders=False)
        options = {"$orderby": "EntityEventSequence asc"}
        try:
            async for page in self.follow(route, f"EntityEventSequence gt {after}", options=options):
                yield [_read_event(one, self.system) for one in page.records]
        except Rejected as refusal:
            if refusal.status not in NOT_FOUND:
                raise
            raise NoEvents(self.system, "this server has no EntityEvent resource") from refusal

    async def one(self, key: str) -> Record | None:
        """One record by its key, or None where the server has it no more. Raises a `WireError`."""
        address = f"{self._dialect.search.entity}({self._dialect.key(key)})"
        return await self.fetch(address, {**self._dialect.parameters, **(_EXPAND if self._expands else {})})

    def read(self, record: Record) -> Listing:
        """A record as a listing. Raises `Unreadable`."""
        listing = read_property(record, self._dialect.originating_system or self.system, vendor=self.system)
        if not self._dialect.key_prefix:
            return listing
        return listing.model_copy(update={"listing_id": listing.listing_id.removeprefix(self._dialect.key_prefix)})

    def aside(self, record: Record) -> Aside:
        """The fields of a record that a listing has no name for, and the photos if they came along."""
        origin = self._dialect.originating_system or self.system
        return Aside(read_extra(record), part_media(record, origin, self._dialect, vendor=self.system))


def _read_event(record: Record, system: str) -> EntityEvent:
    try:
        sequence = int(record["EntityEventSequence"])
        return EntityEvent(sequence, str(record["ResourceName"]), str(record["ResourceRecordKey"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(system, f"an EntityEvent lacks what RCP-27 demands: {record!r:.120}") from error
