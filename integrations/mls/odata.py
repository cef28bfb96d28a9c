from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Final, Protocol
from urllib.parse import urljoin, urlsplit

from integrations.mls.dialect import Dialect
from integrations.mls.feed import Page, Record, Span
from integrations.mls.reading import read_property
from integrations.models.listing import Listing
from integrations.wire.client import Client, Reply, judge_by_status
from integrations.wire.errors import Rejected, Unauthorized, Unreadable, WireError

_NOT_FOUND: Final = (404, 410)
_LOOK_AT: Final = 200
_ORDER: Final = "ModificationTimestamp asc,ListingKey asc"


class Token(Protocol):
    """What signs the requests in."""

    async def current(self) -> str:
        """A token that is good for now."""
        ...

    def refuse(self, token: str) -> bool:
        """Called when the server refused the token; whether asking again makes sense."""
        ...


def judge_odata(reply: Reply) -> WireError | None:
    """Like any HTTP status, but an `error` object under 2xx is an error too (RESO Web API Core shows one)."""
    failure = judge_by_status(reply)
    if failure or b'"error"' not in reply.body[:_LOOK_AT]:
        return failure
    body = reply.json()
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return None
    code = str(error.get("code", ""))
    return Rejected(reply.vendor, f"{error.get('message') or 'error'} (code {code})", status=reply.status, code=code)


class ResoServer:
    """A RESO Web API server as a `ListingFeed`: signing in, paging, errors. The dialect says how it differs."""

    def __init__(self, client: Client, root: str, token: Token, dialect: Dialect, *, system: str) -> None:
        self.system = system
        self.title = dialect.title
        self.keeps_order = dialect.keeps_order
        self._client = client
        self._root = root.rstrip("/") + "/"
        self._token = token
        self._dialect = dialect

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def pages(self, span: Span) -> AsyncIterator[Page]:
        """The records of a span, following `@odata.nextLink` as it is. Raises a `WireError`."""
        parameters = {"$filter": self._dialect.filter(span), "$orderby": _ORDER, "$count": "true"}
        async for page in self._follow(parameters, self._dialect.page_size):
            yield page

    async def keys(self) -> AsyncIterator[Sequence[str]]:
        """All listing keys, a page at a time. Raises a `WireError`."""
        parameters = {"$select": "ListingKey", "$orderby": "ListingKey asc"}
        if self._dialect.required_filter:
            parameters["$filter"] = self._dialect.required_filter
        async for page in self._follow(parameters, self._dialect.page_size):
            yield [str(record["ListingKey"]) for record in page.records if record.get("ListingKey")]

    async def one(self, listing_key: str) -> Record | None:
        """One record by its key, or None where the server has it no more. Raises a `WireError`."""
        try:
            reply = await self._get(f"{self._dialect.entity}({self._dialect.key(listing_key)})", {})
        except Rejected as refusal:
            if refusal.status in _NOT_FOUND:
                return None
            raise
        body = reply.json()
        return body if isinstance(body, dict) else None

    def read(self, record: Record) -> Listing:
        """A record as a listing. Raises `Unreadable`."""
        return read_property(record, self._dialect.originating_system or self.system, vendor=self.system)

    async def _follow(self, parameters: Mapping[str, str], page_size: int) -> AsyncIterator[Page]:
        prefer = {"Prefer": f"odata.maxpagesize={page_size}"}
        address: str | None = self._dialect.entity
        asked: set[str] = set()
        sent: Mapping[str, str] | None = {**parameters, **self._dialect.parameters}
        while address:
            reply = await self._get(address, prefer, sent)
            page, address = self._read_page(reply, address)
            yield page
            if address in asked:
                raise Unreadable(self.system, "the nextLink leads back to a page already read; stopped")
            asked.add(address or "")
            sent = None

    def _read_page(self, reply: Reply, address: str) -> tuple[Page, str | None]:
        body = reply.json()
        records = body.get("value") if isinstance(body, dict) else None
        if not isinstance(records, list):
            raise Unreadable(self.system, f"{reply.url} sent no `value` list")
        count = body.get("@odata.count")
        link = body.get("@odata.nextLink") or body.get("@nextLink")
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
        try:
            return await self._client.get(url, headers={**headers, **_bearer(token)}, **options)
        except Unauthorized:
            if not self._token.refuse(token):
                raise
        renewed = await self._token.current()
        return await self._client.get(url, headers={**headers, **_bearer(renewed)}, **options)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
