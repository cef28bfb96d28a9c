"""A signed-in conversation with one OData server: its pages, its links, its errors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, urljoin, urlsplit

from integrations.mls.dialect import Dialect, Names, Route
from integrations.mls.enums import EnumBook, is_number, read_enums
from integrations.mls.feed import Page, Record
from integrations.mls.quotas import A_MINUTE, SOON, Pace
from integrations.wire.client import Client, Reply
from integrations.wire.errors import Rejected, Unauthorized, Unreadable

NOT_FOUND: Final = (404, 410)
_SKIP: Final = "$skip"
_NEXT: Final = 'rel="next"'


class Token(Protocol):
    """What signs the requests in."""

    async def current(self) -> str:
        """A token that is good for now."""
        ...

    def refuse(self, token: str) -> bool:
        """Called when the server refused the token; whether asking again makes sense."""
        ...


class Session:
    """What every resource of a server shares. The dialect says how the server differs."""

    def __init__(self, client: Client, root: str, token: Token, dialect: Dialect, *, system: str) -> None:
        self.system = system
        self.title = dialect.title
        self.keeps_order = dialect.keeps_order
        self._client = client
        self._root = root.rstrip("/") + "/"
        self._token = token
        self._dialect = dialect
        self._pace = Pace(dialect.quota)
        self._enums: EnumBook | None = None

    @property
    def dialect(self) -> Dialect:
        """How the server speaks."""
        return self._dialect

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def fetch(self, address: str, parameters: Mapping[str, str]) -> Record | None:
        """One record by its address, or None where the server has it no more or shows it no more.

        Many may be asked for in a row, so a minute's quota that is used up is waited for.
        """
        try:
            reply = await self._get(address, {}, parameters, patience=A_MINUTE)
        except Rejected as refusal:
            if refusal.status in NOT_FOUND:
                return None
            raise
        body = reply.json()
        if not isinstance(body, dict) or body.get("MlgCanView") is False:
            return None
        (record,) = await self._spelled([await self._completed(body)])
        return record

    async def follow(
        self,
        route: Route,
        wanted: str,
        *,
        page_size: int | None = None,
        counts: bool = False,
        keys_only: bool = False,
        options: Mapping[str, str] | None = None,
        names: Names | None = None,
    ) -> AsyncIterator[Page]:
        """The pages of an entity set under a filter, following `@odata.nextLink` as it is. Raises a `WireError`."""
        names = names or self._dialect.names
        size = page_size or route.page_size
        sent: Mapping[str, str] | None = self._options(route, wanted, size, names, counts=counts, keys_only=keys_only)
        sent = {**(sent or {}), **(options or {})}
        prefer = {"Prefer": f"odata.maxpagesize={size}"}
        address: str | None = route.entity
        asked: set[str] = set()
        in_order = self.keeps_order and route.in_order
        while address:
            page, address = self._read_page(await self._get(address, prefer, sent), address)
            records = await self._spelled([await self._completed(record) for record in page.records])
            yield Page(records, page.count, in_order=in_order, counts_on=bool(address and _counts_rows(address)))
            if address in asked:
                raise Unreadable(self.system, "the nextLink leads back to a page already read; stopped")
            asked.add(address or "")
            sent = None

    def _options(
        self, route: Route, wanted: str, size: int, names: Names, *, counts: bool, keys_only: bool
    ) -> dict[str, str]:
        options = {**self._dialect.parameters, **route.parameters}
        options |= {"$filter": wanted} if wanted else {}
        options |= {"$select": names.key} if keys_only else {}
        if route.orders:
            options["$orderby"] = f"{names.key} asc" if keys_only else names.order
        options |= {"$count": "true"} if counts and route.counts else {}
        options |= {"$top": str(size)} if self._dialect.pages_by_top else {}
        return options

    async def _spelled(self, records: Sequence[Record]) -> Sequence[Record]:
        """Numbers of enumerations as words; `$metadata` is read when the first one comes."""
        if not any(is_number(one.get("StandardStatus")) for one in records):
            return records
        book = await self.enumerations()
        return [book.spelled(record) for record in records]

    async def enumerations(self) -> EnumBook:
        """What `$metadata` says of enumerations. Raises a `WireError`."""
        if self._enums is None:
            reply = await self._get("$metadata", {"Accept": "application/xml"})
            self._enums = read_enums(reply.body.decode("utf-8", "replace"))
        return self._enums

    async def _completed(self, record: Record) -> Record:
        """A record with all of the photos that come with it; a server may send only the first ones and a link."""
        link = _said(record, "nextLink", of="Media")
        if not link:
            return record
        media, asked = list(record.get("Media") or ()), set[str]()
        while link and link not in asked:
            asked.add(link)
            address = self._resolve(link, "") or link
            page, link = self._read_page(await self._get(address, {}), address)
            media += page.records
        return {**record, "Media": media}

    def _read_page(self, reply: Reply, address: str) -> tuple[Page, str | None]:
        body = reply.json()
        records = body.get("value") if isinstance(body, dict) else None
        if not isinstance(records, list):
            raise Unreadable(self.system, f"{reply.url} sent no `value` list")
        count = _said(body, "count")
        link, base = _said(body, "nextLink") or _linked(reply), urljoin(self._root, address)
        context = urljoin(base, _said(body, "context") or "")
        base = context if urlsplit(context).netloc == urlsplit(base).netloc else base
        return Page(records, int(count) if count is not None else None), self._resolve(link, base)

    def _resolve(self, link: str | None, address: str) -> str | None:
        """A nextLink as a full address; a part of one goes on from the context. The token goes to no other host."""
        if not link:
            return None
        found = urljoin(urljoin(self._root, address), link)
        if urlsplit(found).netloc != urlsplit(self._root).netloc:
            raise Unreadable(self.system, f"the nextLink leads to another host ({urlsplit(found).netloc}); stopped")
        return found

    async def _get(
        self,
        address: str,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
        *,
        patience: float = SOON,
    ) -> Reply:
        options: dict[str, Any] = {"params": dict(params)} if params else {}
        url = urljoin(self._root, address)
        token = await self._token.current()
        await self._pace.take(self.system, patience)
        try:
            return await self._client.get(url, headers={**headers, **_bearer(token)}, **options)
        except Unauthorized:
            if not self._token.refuse(token):
                raise
        renewed = await self._token.current()
        return await self._client.get(url, headers={**headers, **_bearer(renewed)}, **options)


def _counts_rows(link: str) -> bool:
    return _SKIP in dict(parse_qsl(urlsplit(link).query))


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _said(body: Record, name: str, of: str = "") -> Any:
    """What a control information says (`of` a field); OData 4.01 may write it without `odata.`."""
    return body.get(f"{of}@odata.{name}", body.get(f"{of}@{name}"))


def _linked(reply: Reply) -> str | None:
    """The address in a `Link` header that leads to the next page."""
    said = reply.headers.get("link") or ""
    found = next((part for part in said.split(",") if _NEXT in part), "")
    return found.partition("<")[2].partition(">")[0] or None
