"""The HTTP face of the stand-in MLS: token endpoint and OData service."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from integrations.simulated.mls.events import EventLog
from integrations.simulated.mls.expanding import Expansion, narrow, pick
from integrations.simulated.mls.fields import NAVIGATION, Resource
from integrations.simulated.mls.guard import Guard
from integrations.simulated.mls.manners import check_filter, quota_headers
from integrations.simulated.mls.metadata import metadata, service_document
from integrations.simulated.mls.paging import Reader, shuffled
from integrations.simulated.mls.photos import Album
from integrations.simulated.mls.platform import FLAGGED, Platform
from integrations.simulated.mls.problems import Problem
from integrations.simulated.mls.pushing import Pushes
from integrations.simulated.mls.query import Query, read_query
from integrations.simulated.mls.rows import Row
from integrations.simulated.mls.tables import Tables

if TYPE_CHECKING:
    from integrations.simulated.town import Town

_ENTITY = re.compile(r"(?P<resource>[A-Za-z]+)\((?:[A-Za-z]+=)?(?:'(?P<key>(?:[^']|'')*)'|(?P<number>\d{1,18}))\)")
_PAGE_PREFERENCE = re.compile(r"\b(?:odata\.)?maxpagesize\s*=\s*(\d{1,9})")
_HEADERS = {"OData-Version": "4.01"}

Endpoint = Callable[[Request], Awaitable[Response]]


class Service:
    """Answers RESO Web API requests out of the town's market."""

    def __init__(self, town: Town, platform: Platform, mount: str) -> None:
        """Serve this town; `mount` is where the platform is mounted."""
        self._town = town
        self._platform = platform
        self.guard = Guard(town, platform)
        log = EventLog(town.shelf) if platform.events else None
        self.pushes = Pushes(town, platform) if platform.pushes else None
        album, tell = Album(platform, town.public_url, mount), self.pushes.tell if self.pushes else None
        self._tables = Tables(town.market, town.clock, platform, log, album, tell)
        self._reader = Reader(self._tables)

    def guarded(self, answer: Callable[[Request], Response]) -> Endpoint:
        """Wrap an endpoint in what all share: version, token, quota, spoiled answers, error bodies."""

        async def endpoint(request: Request) -> Response:
            try:
                self.guard.admit(request)
                response = answer(request)
            except Problem as problem:
                response = JSONResponse(problem.body(), status_code=problem.status)
                if problem.retry_after:
                    told = quota_headers(self._platform, problem.retry_after, self._town.clock(), refused=True)
                    response.headers.update(told)
                if problem.status == 401:
                    response.headers["WWW-Authenticate"] = 'Bearer realm="mls", error="invalid_token"'
            response.headers.update(_HEADERS)
            return response

        return endpoint

    def root(self, request: Request) -> Response:
        """Answer the service document."""
        return _json(service_document(self._root(request), self._platform.resources))

    def _root(self, request: Request) -> str:
        netloc, path = request.url.netloc, request.scope.get("root_path", "")
        return f"{request.url.scheme}://{netloc}{path}{self._platform.root}"

    def _find(self, name: str) -> Resource:
        found = self._platform.resources.get(name)
        if found is None:
            known = ", ".join(self._platform.resources)
            raise Problem(404, "NotFound", f"There is no resource {name!r}; there are {known}.", target=name)
        return found

    def metadata(self, request: Request) -> Response:
        """Answer `$metadata`."""
        if "json" in request.query_params.get("$format", "") or request.query_params.get("$format") == "json":
            raise Problem(406, "NotAcceptable", "The metadata is XML.", target="$format")
        flags = FLAGGED if self.guard.habits.enums == "bitmask" else ()
        platform = self._platform
        text = metadata(
            platform.resources, flags, platform.expandable, beside=platform.beside, enum_space=platform.enum_space
        )
        return Response(text, media_type="application/xml")

    def resource(self, request: Request) -> Response:
        """Answer a collection, or one entity by its key."""
        path = unquote(request.path_params["path"])
        if match := _ENTITY.fullmatch(path):
            key = match["number"] or (match["key"] or "").replace("''", "'")
            return self._entity(request, self._find(match["resource"]), key)
        if path == self._platform.bulk:
            return self._collection(request, self._find(path.partition("/")[0]), bulk=True)
        name, _, tail = path.partition("/")
        resource = self._find(name)
        if tail == "$count":
            query = self._read(request, resource)
            page = self._reader.page(resource, query, 1, self._town.clock())
            return PlainTextResponse(str(page.total))
        if tail:
            raise Problem(404, "NotFound", f"{path!r} leads nowhere.", target=tail)
        return self._collection(request, resource)

    def _entity(self, request: Request, resource: Resource, key: str) -> Response:
        query = self._read(request, resource)
        row = self._tables.rows(resource.name).get(key)
        if row is None:
            raise Problem(404, "NotFound", f"{resource.name} has no record with the key {key!r}.", target=resource.key)
        context = self._context(request, resource, query) + "/$entity"
        return _json({"@odata.context": context, **self._record(row, resource, query, request)})

    def _collection(self, request: Request, resource: Resource, *, bulk: bool = False) -> Response:
        self.guard.spoil()
        check_filter(self._platform, resource, request.query_params.get("$filter", ""))
        query = self._read(request, resource)
        preferred = _PAGE_PREFERENCE.search(request.headers.get("prefer", ""))
        query, limit = self._sized(query, resource, int(preferred[1]) if preferred else None, bulk=bulk)
        if bulk or (self.guard.habits.shuffle and resource.name == "Property"):
            query = replace(query, order=shuffled(resource))
        page = self._reader.page(resource, query, limit, self._town.clock())
        answer: dict[str, Any] = {"@odata.context": self._context(request, resource, query)}
        if query.count:
            answer["@odata.count"] = page.total
        answer["value"] = [self._record(row, resource, query, request) for row in page.rows]
        if page.next and (preferred or not self._platform.links_on_demand):
            by_rows = self._platform.skip_links and not bulk
            following = _skip_link(request, query.skip + len(page.rows)) if by_rows else _next_link(request, page.next)
            answer["@odata.nextLink"] = self._written(request, following)
        response = _json(answer)
        response.headers.update(quota_headers(self._platform, 60, self._town.clock(), refused=False))
        if preferred:
            response.headers["Preference-Applied"] = f"odata.maxpagesize={limit}"
        return response

    def _written(self, request: Request, following: str) -> str:
        """A nextLink as habits want it written."""
        if self.guard.habits.loop:
            return str(request.url)
        if self.guard.habits.links == "relative":
            return following.removeprefix(self._root(request) + "/")
        return "/" + following.split("/", 3)[3] if self.guard.habits.links == "path" else following

    def _read(self, request: Request, resource: Resource) -> Query:
        ways = self._platform.expandable if resource.name == "Property" else ()
        return read_query(
            request.query_params, resource, {way: self._platform.kinds[NAVIGATION[way].resource] for way in ways}
        )

    def _sized(self, query: Query, resource: Resource, preferred: int | None, *, bulk: bool) -> tuple[Query, int]:
        """How many rows this page may have; on some platforms that is what `$top` asks for."""
        platform, most = self._platform, self.guard.habits.page_max
        if most == platform.page_max:
            most = platform.page_sizes.get(resource.name, most)
        if bulk:
            most = max(most, platform.bulk_max) if most == platform.page_max else most
        elif platform.key_page_max and query.select in {("ListingKey",), ("ListingKeyNumeric",)}:
            most = platform.key_page_max if most == platform.page_max else most
        if query.expand:
            most = min(most, platform.expand_max)
        if platform.skip_limit and not bulk and query.skip > platform.skip_limit:
            raise Problem(400, "BadRequest", f"Beyond {platform.skip_limit} rows use {platform.bulk}.", target="$skip")
        wanted = preferred
        if platform.top_is_page and query.top != 0:
            wanted, query = query.top or preferred or platform.page_default, replace(query, top=None)
        return query, max(1, min(most, wanted or most))

    def _record(self, row: Row, resource: Resource, query: Query, request: Request) -> dict[str, Any]:
        record = self._spelled(pick(row, resource, query), resource, request)
        for expansion in query.expand:
            record |= self._cut(row, expansion.name, self._expanded(row, expansion, request), request)
        return record

    def _cut(self, row: Row, name: str, found: Any, request: Request) -> dict[str, Any]:
        """What was expanded, or as much of it as habits let through, and where the rest is."""
        most = self.guard.habits.expand_most
        if not most or not isinstance(found, list) or len(found) <= most:
            return {name: found}
        options = {"$filter": f"ResourceRecordKey eq '{row[0]}'", "$orderby": "Order", "$skip": str(most)}
        return {name: found[:most], f"{name}@odata.nextLink": f"{self._root(request)}/{name}?{urlencode(options)}"}

    def _spelled(self, record: dict[str, Any], resource: Resource, request: Request) -> dict[str, Any]:
        how = self.guard.habits.enums or ("compact" if self._platform.compact else "")
        if how and request.query_params.get("PrettyEnums") != "true":
            return self._platform.spell(record, resource, how)
        return record

    def _expanded(self, row: Row, expansion: Expansion, request: Request) -> Any:
        way, resource = NAVIGATION[expansion.name], expansion.resource
        if not way.by:
            rows = narrow(self._tables.photos_of(row), expansion, self._town.clock())
            return [self._spelled(pick(one, resource, expansion.query), resource, request) for one in rows]
        key = row[self._platform.property.position[way.by]]
        found = self._tables.rows(way.resource).get(str(key))
        return None if found is None else self._spelled(pick(found, resource, expansion.query), resource, request)

    def _context(self, request: Request, resource: Resource, query: Query) -> str:
        names = [*query.select, *(f"{one.name}()" for one in query.expand)]
        chosen = f"({','.join(names)})" if names else ""
        wire = next(name for name, one in self._platform.resources.items() if one is resource)
        return f"{self._root(request)}/$metadata#{wire}{chosen}"


def _skip_link(request: Request, skip: int) -> str:
    options = {**request.query_params, "$skip": str(skip)}
    return f"{str(request.url).partition('?')[0]}?{urlencode(options, safe='$')}"


def _next_link(request: Request, token: str) -> str:
    options = {name: value for name, value in request.query_params.items() if name not in {"$skip", "$skiptoken"}}
    options["$skiptoken"] = token
    return f"{str(request.url).partition('?')[0]}?{urlencode(options, safe='$')}"


def _json(content: Any) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")
