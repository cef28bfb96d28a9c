from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol
from urllib.parse import urljoin, urlsplit

from integrations.mls.dialect import Dialect, Route
from integrations.mls.enums import EnumBook, is_number, read_enums
from integrations.mls.feed import EntityEvent, NoEvents, Page, Record, Span
from integrations.mls.quotas import Pace
from integrations.mls.reading import read_property
from integrations.mls.terms import Terms
from integrations.models.listing import Listing
from integrations.wire.client import Client, Reply
from integrations.wire.errors import Rejected, Unauthorized, Unreadable

_NOT_FOUND: Final = (404, 410)
_ORDER: Final = "ModificationTimestamp asc,ListingKey asc"
_NEXT: Final = 'rel="next"'


class Token(Protocol):
    """What signs the requests in."""

    async def current(self) -> str:
        """A token that is good for now."""
        ...

    def refuse(self, token: str) -> bool:
        """Called when the server refused the token; whether asking again makes sense."""
        ...


class ResoServer:
    """A RESO Web API server as a `ListingFeed`: signing in, paging, errors. The dialect says how it differs."""

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
        self.system = system
        self.title = dialect.title
        self.keeps_order = dialect.keeps_order
        self.terms = terms or Terms()
        self._client = client
        self._root = root.rstrip("/") + "/"
        self._token = token
        self._dialect = dialect
        self._property_types = tuple(property_types)
        self._pace = Pace(dialect.quota)
        self._enums: EnumBook | None = None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def probe(self) -> str:
        """Ask whether the credentials are taken; say who answers. Raises a `WireError`."""
        async for page in self._follow(self._dialect.search, self._dialect.keys_filter(), page_size=1, counts=True):
            found = f"{page.count:,} records" if page.count is not None else "answers"
            return f"{self.title} at {urlsplit(self._root).netloc}: {found}"
        return self.title

    async def pages(self, span: Span) -> AsyncIterator[Page]:
        """The records of a span, following `@odata.nextLink` as it is. Raises a `WireError`."""
        wanted = self._dialect.filter(span, self._property_types)
        route = self._dialect.route(span)
        async for page in self._follow(route, wanted, counts=route.counts):
            if route is not self._dialect.bulk and self._is_too_much(page):
                break
            yield self._inside(page, span)
        else:
            return
        async for page in self._follow(self._dialect.bulk or route, wanted, counts=True):
            yield self._inside(page, span)

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
        async for page in self._follow(route or self._dialect.search, wanted, page_size=size, keys_only=True):
            yield [str(record["ListingKey"]) for record in page.records if record.get("ListingKey") is not None]

    async def events(self, after: int) -> AsyncIterator[Sequence[EntityEvent]]:
        """The EntityEvent log (RCP-27) behind a sequence number. Raises `NoEvents` or another `WireError`."""
        if not self._dialect.has_events:
            raise NoEvents(self.system, "this platform offers no event log")
        route = replace(self._dialect.search, entity="EntityEvent", orders=False)
        options = {"$orderby": "EntityEventSequence asc"}
        try:
            async for page in self._follow(route, f"EntityEventSequence gt {after}", options=options):
                yield [_read_event(one, self.system) for one in page.records]
        except Rejected as refusal:
            if refusal.status not in _NOT_FOUND:
                raise
            raise NoEvents(self.system, "this server has no EntityEvent resource") from refusal

    async def one(self, listing_key: str) -> Record | None:
        """One record by its key, or None where the server has it no more. Raises a `WireError`."""
        address = f"{self._dialect.search.entity}({self._dialect.key(listing_key)})"
        try:
            reply = await self._get(address, {}, self._dialect.parameters)
        except Rejected as refusal:
            if refusal.status in _NOT_FOUND:
                return None
            raise
        body = reply.json()
        if not isinstance(body, dict) or body.get("MlgCanView") is False:
            return None
        (record,) = await self._spelled([body])
        return record

    def read(self, record: Record) -> Listing:
        """A record as a listing. Raises `Unreadable`."""
        listing = read_property(record, self._dialect.originating_system or self.system, vendor=self.system)
        if not self._dialect.key_prefix:
            return listing
        return listing.model_copy(update={"listing_id": listing.listing_id.removeprefix(self._dialect.key_prefix)})

    async def _follow(
        self,
        route: Route,
        wanted: str,
        *,
        page_size: int | None = None,
        counts: bool = False,
        keys_only: bool = False,
        options: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Page]:
        size = page_size or route.page_size
        sent: Mapping[str, str] | None = self._options(route, wanted, size, counts=counts, keys_only=keys_only)
        sent = {**(sent or {}), **(options or {})}
        prefer = {"Prefer": f"odata.maxpagesize={size}"}
        address: str | None = route.entity
        asked: set[str] = set()
        in_order = self.keeps_order and route.in_order
        while address:
            reply = await self._get(address, prefer, sent)
            page, address = self._read_page(reply, address)
            yield replace(page, records=await self._spelled(page.records), in_order=in_order)
            if address in asked:
                raise Unreadable(self.system, "the nextLink leads back to a page already read; stopped")
            asked.add(address or "")
            sent = None

    def _options(self, route: Route, wanted: str, size: int, *, counts: bool, keys_only: bool) -> dict[str, str]:
        options = {**self._dialect.parameters, **route.parameters}
        options |= {"$filter": wanted} if wanted else {}
        options |= {"$select": "ListingKey"} if keys_only else {}
        if route.orders:
            options["$orderby"] = "ListingKey asc" if keys_only else _ORDER
        options |= {"$count": "true"} if counts and route.counts else {}
        options |= {"$top": str(size)} if self._dialect.pages_by_top else {}
        return options

    async def _spelled(self, records: Sequence[Record]) -> Sequence[Record]:
        """Numbers of enumerations as words; `$metadata` is read when the first one comes."""
        if not any(is_number(one.get("StandardStatus")) for one in records):
            return records
        if self._enums is None:
            reply = await self._get("$metadata", {"Accept": "application/xml"})
            self._enums = read_enums(reply.body.decode("utf-8", "replace"))
        return [self._enums.spelled(record) for record in records]

    def _read_page(self, reply: Reply, address: str) -> tuple[Page, str | None]:
        body = reply.json()
        records = body.get("value") if isinstance(body, dict) else None
        if not isinstance(records, list):
            raise Unreadable(self.system, f"{reply.url} sent no `value` list")
        count = body.get("@odata.count")
        link = body.get("@odata.nextLink") or body.get("@nextLink") or _linked(reply)
        return Page(records, int(count) if count is not None else None), self._resolve(link, address)

    def _resolve(self, link: str | None, address: str) -> str | None:
        """A nextLink as a full address. The token must not go to another host."""
        if not link:
            return None
        found = urljoin(urljoin(self._root, address), link)
        if urlsplit(found).netloc != urlsplit(self._root).netloc:
            raise Unreadable(self.system, f"the nextLink leads to another host ({urlsplit(found).netloc}); stopped")
        return found

    async def _get(self, address: str, headers: Mapping[str, str], params: Mapping[str, str] | None = None) -> Reply:
        options: dict[str, Any] = {"params": dict(params)} if params else {}
        url = urljoin(self._root, address)
        token = await self._token.current()
        await self._pace.take(self.system)
        try:
            return await self._client.get(url, headers={**headers, **_bearer(token)}, **options)
        except Unauthorized:
            if not self._token.refuse(token):
                raise
        renewed = await self._token.current()
        return await self._client.get(url, headers={**headers, **_bearer(renewed)}, **options)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _linked(reply: Reply) -> str | None:
    """The address in a `Link` header that leads to the next page."""
    said = reply.headers.get("link") or ""
    found = next((part for part in said.split(",") if _NEXT in part), "")
    return found.partition("<")[2].partition(">")[0] or None


def _read_event(record: Record, system: str) -> EntityEvent:
    try:
        sequence = int(record["EntityEventSequence"])
        return EntityEvent(sequence, str(record["ResourceName"]), str(record["ResourceRecordKey"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(system, f"an EntityEvent lacks what RCP-27 demands: {record!r:.120}") from error
