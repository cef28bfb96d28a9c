"""The HTTP face of the stand-in MLS: token endpoint and OData service."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from integrations.simulated.mls.events import EventLog
from integrations.simulated.mls.fields import Resource
from integrations.simulated.mls.habits import Habits, Quota
from integrations.simulated.mls.manners import check_filter, check_headers, quota_headers
from integrations.simulated.mls.metadata import metadata, service_document
from integrations.simulated.mls.platform import FLAGGED, RESO, Platform
from integrations.simulated.mls.problems import Problem
from integrations.simulated.mls.query import Query, Reader, read_query, shuffled
from integrations.simulated.mls.rows import Row
from integrations.simulated.mls.tables import Tables
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET, Tokens

if TYPE_CHECKING:
    from integrations.simulated.town import Town

_ENTITY = re.compile(r"(?P<resource>[A-Za-z]+)\((?:[A-Za-z]+=)?(?:'(?P<key>(?:[^']|'')*)'|(?P<number>\d{1,18}))\)")
_PAGE_PREFERENCE = re.compile(r"\b(?:odata\.)?maxpagesize\s*=\s*(\d{1,9})")
_HEADERS = {"OData-Version": "4.01"}

Endpoint = Callable[[Request], Awaitable[Response]]


class Service:
    """Answers RESO Web API requests out of the town's market."""

    def __init__(self, town: Town, platform: Platform = RESO) -> None:
        """Serve this town; habits live in `town.habits` under the platform's slug."""
        self._town = town
        self._platform = platform
        self._uses: dict[str, int] = {}
        self._answered = 0
        self._tokens = Tokens(town.shelf, town.clock)
        self._quota = Quota()
        log = EventLog(town.shelf) if platform.events else None
        self._tables = Tables(town.market, town.clock, platform, log)
        self._reader = Reader(self._tables)
        town.habits.setdefault(
            platform.slug, Habits(page_max=platform.page_max, shuffle=not platform.orders and platform.slug == "bright")
        )

    @property
    def habits(self) -> Habits:
        """Return how the server behaves now."""
        habits: Habits = self._town.habits[self._platform.slug]
        return habits

    def _behave(self, **changes: Any) -> None:
        self._town.habits[self._platform.slug] = replace(self.habits, **changes)

    async def token(self, request: Request) -> Response:
        """Answer `POST /oauth2/token` (RFC 6749, client credentials; in the form or by Basic)."""
        form = await request.form()
        given = (str(form.get("client_id", "")), str(form.get("client_secret", "")))
        if (header := request.headers.get("authorization", "")).startswith("Basic "):
            given = _read_basic(header[6:])
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, status_code=400)
        if given != (CLIENT_ID, CLIENT_SECRET):
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        seconds = self.habits.token_seconds
        token = self._tokens.issue(seconds)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": "api"}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    def guarded(self, answer: Callable[[Request], Response]) -> Endpoint:
        """Wrap an endpoint in what all share: version, token, quota, spoiled answers, error bodies."""

        async def endpoint(request: Request) -> Response:
            try:
                self._admit(request)
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

    def _admit(self, request: Request) -> None:
        highest = request.headers.get("odata-maxversion") or request.headers.get("odata-version") or "4.01"
        if highest not in {"4.0", "4.01"}:
            raise Problem(400, "UnsupportedVersion", f"OData version {highest} is not served.", target="OData-Version")
        check_headers(self._platform, request.headers)
        if self._platform.slash_refused and request.url.path.endswith("/"):
            raise Problem(400, "BadRequest", "No / before the question mark.")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        token = token.strip() or request.query_params.get("access_token", "")
        if not self._is_good(scheme, token):
            raise Problem(401, "Unauthorized", "The token is missing, false or has ended.", target="Authorization")
        if self.habits.refuse_next > 0:
            self._behave(refuse_next=self.habits.refuse_next - 1)
            code = "1550" if self._platform.quota == "spark" else "TooManyRequests"
            raise Problem(429, code, "Too many requests.", retry_after=self.habits.refusal_seconds)
        if wait := self._quota.wait(token, self.habits.per_minute):
            raise Problem(429, "TooManyRequests", "The minute's quota is used up.", retry_after=wait)

    def _is_good(self, scheme: str, token: str) -> bool:
        if self.habits.suspended or (scheme and scheme.lower() != "bearer"):
            return False
        if self._platform.token:
            return token == self._platform.token
        self._uses[token] = self._uses.get(token, 0) + 1
        limit = self.habits.requests_a_token
        return self._tokens.is_good(token) and not (limit and self._uses[token] > limit)

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
        flags = FLAGGED if self.habits.enums == "bitmask" else ()
        return Response(metadata(self._platform.resources, flags), media_type="application/xml")

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
            query = read_query(request.query_params, resource)
            page = self._reader.page(resource, query, 1, self._town.clock())
            return PlainTextResponse(str(page.total))
        if tail:
            raise Problem(404, "NotFound", f"{path!r} leads nowhere.", target=tail)
        return self._collection(request, resource)

    def _entity(self, request: Request, resource: Resource, key: str) -> Response:
        query = read_query(request.query_params, resource)
        row = self._tables.rows(resource.name).get(key)
        if row is None:
            raise Problem(404, "NotFound", f"{resource.name} has no record with the key {key!r}.", target=resource.key)
        context = self._context(request, resource, query) + "/$entity"
        return _json({"@odata.context": context, **self._record(row, resource, query, request)})

    def _collection(self, request: Request, resource: Resource, *, bulk: bool = False) -> Response:
        self._spoil()
        check_filter(self._platform, request.query_params.get("$filter", ""))
        query = read_query(request.query_params, resource)
        preferred = _PAGE_PREFERENCE.search(request.headers.get("prefer", ""))
        query, limit = self._sized(query, int(preferred[1]) if preferred else None, bulk=bulk)
        if bulk or (self.habits.shuffle and resource.name == "Property"):
            query = replace(query, order=shuffled(resource))
        page = self._reader.page(resource, query, limit, self._town.clock())
        answer: dict[str, Any] = {"@odata.context": self._context(request, resource, query)}
        if query.count:
            answer["@odata.count"] = page.total
        answer["value"] = [self._record(row, resource, query, request) for row in page.rows]
        if page.next and (preferred or not self._platform.links_on_demand):
            following = (
                _skip_link(request, query.skip + len(page.rows)) if self._platform.skip_links and not bulk else None
            )
            following = following or _next_link(request, page.next)
            answer["@odata.nextLink"] = str(request.url) if self.habits.loop else following
        response = _json(answer)
        response.headers.update(quota_headers(self._platform, 60, self._town.clock(), refused=False))
        if preferred:
            response.headers["Preference-Applied"] = f"odata.maxpagesize={limit}"
        return response

    def _spoil(self) -> None:
        if self.habits.error_on_200_next > 0:
            self._behave(error_on_200_next=self.habits.error_on_200_next - 1)
            raise Problem(200, "InternalError", "The search could not be completed.")
        if self.habits.fails_after == 0:
            raise Problem(400, "BadRequest", "Not today.")
        if self.habits.fails_after > 0:
            self._behave(fails_after=self.habits.fails_after - 1)

    def _sized(self, query: Query, preferred: int | None, *, bulk: bool) -> tuple[Query, int]:
        """How many rows this page may have; on some platforms that is what `$top` asks for."""
        platform, most = self._platform, self.habits.page_max
        if bulk:
            most = max(most, platform.bulk_max) if most == platform.page_max else most
        elif platform.key_page_max and query.select in {("ListingKey",), ("ListingKeyNumeric",)}:
            most = platform.key_page_max if most == platform.page_max else most
        if platform.skip_limit and not bulk and query.skip > platform.skip_limit:
            raise Problem(400, "BadRequest", f"Beyond {platform.skip_limit} rows use {platform.bulk}.", target="$skip")
        wanted = preferred
        if platform.top_is_page:
            wanted, query = query.top or preferred or platform.page_default, replace(query, top=None)
        return query, max(1, min(most, wanted or most))

    def _record(self, row: Row, resource: Resource, query: Query, request: Request) -> dict[str, Any]:
        record = _record(row, resource, query)
        how = self.habits.enums or ("compact" if self._platform.compact else "")
        if how and request.query_params.get("PrettyEnums") != "true":
            return self._platform.spell(record, resource, how)
        return record

    def _context(self, request: Request, resource: Resource, query: Query) -> str:
        chosen = f"({','.join(query.select)})" if query.select else ""
        wire = next(name for name, one in self._platform.resources.items() if one is resource)
        return f"{self._root(request)}/$metadata#{wire}{chosen}"


def _record(row: Row, resource: Resource, query: Query) -> dict[str, Any]:
    if query.select:
        return {name: row[resource.position[name]] for name in query.select}
    return dict(zip(resource.position, row, strict=True))


def _skip_link(request: Request, skip: int) -> str:
    options = {**request.query_params, "$skip": str(skip)}
    return f"{str(request.url).partition('?')[0]}?{urlencode(options, safe='$')}"


def _next_link(request: Request, token: str) -> str:
    options = {name: value for name, value in request.query_params.items() if name not in {"$skip", "$skiptoken"}}
    options["$skiptoken"] = token
    return f"{str(request.url).partition('?')[0]}?{urlencode(options, safe='$')}"


def _json(content: Any) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")


def _read_basic(text: str) -> tuple[str, str]:
    try:
        name, _, secret = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote(name), unquote(secret)
