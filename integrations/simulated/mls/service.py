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

from integrations.simulated.mls.fields import RESOURCES, Resource
from integrations.simulated.mls.habits import Habits, Quota
from integrations.simulated.mls.metadata import metadata, service_document
from integrations.simulated.mls.problems import Problem
from integrations.simulated.mls.query import Query, Reader, read_query, shuffled
from integrations.simulated.mls.rows import Row
from integrations.simulated.mls.tables import Tables
from integrations.simulated.mls.tokens import CLIENT_ID, CLIENT_SECRET, Tokens

if TYPE_CHECKING:
    from integrations.simulated.town import Town

_ENTITY = re.compile(r"(?P<resource>[A-Za-z]+)\((?:[A-Za-z]+=)?'(?P<key>(?:[^']|'')*)'\)")
_PAGE_PREFERENCE = re.compile(r"\b(?:odata\.)?maxpagesize\s*=\s*(\d{1,9})")
_HEADERS = {"OData-Version": "4.01"}

Endpoint = Callable[[Request], Awaitable[Response]]


class Service:
    """Answers RESO Web API requests out of the town's market."""

    def __init__(self, town: Town) -> None:
        """Serve this town; habits live in `town.habits["mls"]`."""
        self._town = town
        self._tokens = Tokens(town.shelf, town.clock)
        self._quota = Quota()
        self._tables = Tables(town.market)
        self._reader = Reader(self._tables)
        town.habits.setdefault("mls", Habits())

    @property
    def habits(self) -> Habits:
        """Return how the server behaves now."""
        habits: Habits = self._town.habits["mls"]
        return habits

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
                    response.headers["Retry-After"] = str(problem.retry_after)
                if problem.status == 401:
                    response.headers["WWW-Authenticate"] = 'Bearer realm="mls", error="invalid_token"'
            response.headers.update(_HEADERS)
            return response

        return endpoint

    def _admit(self, request: Request) -> None:
        highest = request.headers.get("odata-maxversion") or request.headers.get("odata-version") or "4.01"
        if highest not in {"4.0", "4.01"}:
            raise Problem(400, "UnsupportedVersion", f"OData version {highest} is not served.", target="OData-Version")
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self._tokens.is_good(token.strip()):
            raise Problem(401, "Unauthorized", "The token is missing, false or has ended.", target="Authorization")
        if self.habits.refuse_next > 0:
            self._town.habits["mls"] = replace(self.habits, refuse_next=self.habits.refuse_next - 1)
            raise Problem(429, "TooManyRequests", "Too many requests.", retry_after=1)
        if wait := self._quota.wait(token, self.habits.per_minute):
            raise Problem(429, "TooManyRequests", "The minute's quota is used up.", retry_after=wait)

    def root(self, request: Request) -> Response:
        """Answer the service document."""
        return _json(service_document(_root(request)))

    def metadata(self, request: Request) -> Response:
        """Answer `$metadata`."""
        if "json" in request.query_params.get("$format", "") or request.query_params.get("$format") == "json":
            raise Problem(406, "NotAcceptable", "The metadata is XML.", target="$format")
        return Response(metadata(), media_type="application/xml")

    def resource(self, request: Request) -> Response:
        """Answer a collection, or one entity by its key."""
        path = unquote(request.path_params["path"])
        if match := _ENTITY.fullmatch(path):
            return self._entity(request, _find(match["resource"]), match["key"].replace("''", "'"))
        name, _, tail = path.partition("/")
        resource = _find(name)
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
        context = _context(request, resource, query) + "/$entity"
        return _json({"@odata.context": context, **_record(row, resource, query)})

    def _collection(self, request: Request, resource: Resource) -> Response:
        if self.habits.error_on_200_next > 0:
            self._town.habits["mls"] = replace(self.habits, error_on_200_next=self.habits.error_on_200_next - 1)
            return _json(Problem(200, "InternalError", "The search could not be completed.").body())
        query = read_query(request.query_params, resource)
        limit, preferred = self.habits.page_max, _PAGE_PREFERENCE.search(request.headers.get("prefer", ""))
        if preferred:
            limit = max(1, min(limit, int(preferred[1])))
        if self.habits.shuffle:
            query = replace(query, order=shuffled(resource))
        page = self._reader.page(resource, query, limit, self._town.clock())
        answer: dict[str, Any] = {"@odata.context": _context(request, resource, query)}
        if query.count:
            answer["@odata.count"] = page.total
        answer["value"] = [_record(row, resource, query) for row in page.rows]
        if page.next:
            answer["@odata.nextLink"] = str(request.url) if self.habits.loop else _next_link(request, page.next)
        response = _json(answer)
        if preferred:
            response.headers["Preference-Applied"] = f"odata.maxpagesize={limit}"
        return response


def _find(name: str) -> Resource:
    if name not in RESOURCES:
        raise Problem(404, "NotFound", f"There is no resource {name!r}; there are {', '.join(RESOURCES)}.", target=name)
    return RESOURCES[name]


def _record(row: Row, resource: Resource, query: Query) -> dict[str, Any]:
    if query.select:
        return {name: row[resource.position[name]] for name in query.select}
    return dict(zip(resource.position, row, strict=True))


def _root(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}/reso/odata"


def _context(request: Request, resource: Resource, query: Query) -> str:
    chosen = f"({','.join(query.select)})" if query.select else ""
    return f"{_root(request)}/$metadata#{resource.name}{chosen}"


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
