"""Does a server keep the RESO Web API Core's promises (RCP-37, 2.0.0 and 2.1.0)? Asked over HTTP, as a stranger would.

Values to ask with are taken from the server's own records, and answers are compared with those records and with each
other: what is equal to a value and what is not must make up the whole.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote as escape
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from integrations.mls.dialect import Dialect, quote
from integrations.mls.platforms import RESO
from integrations.mls.quotas import Pace
from integrations.models.frozen import Frozen
from integrations.wire.client import Client, Reply
from integrations.wire.errors import WireError

_EDM: Final = "{http://docs.oasis-open.org/odata/ns/edm}"
_PATTERNS: Final = {
    "Edm.DateTimeOffset": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,12})?(Z|[+-]\d\d:\d\d)"),
    "Edm.Date": re.compile(r"\d{4}-\d\d-\d\d"),
}
_PYTHON: Final[dict[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(("Edm.Int64", "Edm.Int32", "Edm.Int16"), int),
    **dict.fromkeys(("Edm.Decimal", "Edm.Double"), (int, float)),
    "Edm.Boolean": bool,
}
_ORDERED: Final = ("Edm.DateTimeOffset", "Edm.Date", "Edm.Decimal", "Edm.Int64", "Edm.Int32", "Edm.Double")
_SAMPLE: Final = 200
_WRONG: Final = {
    "$filter of an unknown field": {"$filter": "NoSuchField eq 1"},
    "$filter that is none": {"$filter": "ListPrice gt"},
    "$filter in another case": {"$filter": "listprice gt 1"},
    "$filter across types": {"$filter": "ListPrice gt 'a'"},
    "$select of an unknown field": {"$select": "NoSuchField"},
    "$orderby of an unknown field": {"$orderby": "NoSuchField"},
    "$top below zero": {"$top": "-1"},
    "$count that is none": {"$count": "perhaps"},
    "an unknown option": {"$nonsense": "1"},
}


class Finding(Frozen):
    """One promise and whether it is kept; `said` is what was seen where it is not.

    `known` is what is known of the platform that breaks it: then that is the vendor's way, and our client minds it.
    """

    promise: str
    kept: bool
    said: str = ""
    known: str = ""


class Broken(Exception):
    """A promise that is not kept."""


class NotExamined(Exception):
    """The server cannot be examined at all; the message says what to mend."""


@dataclass(slots=True)
class Server:
    """The server under examination and what has been learnt of it. `dialect` says what it demands of any request."""

    client: Client
    root: str
    headers: Mapping[str, str]
    dialect: Dialect = RESO
    pace: Pace = field(default_factory=lambda: Pace(RESO.quota))
    kinds: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    key: str = "ListingKey"
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def entity(self) -> str:
        """The entity set of the listings."""
        return self.dialect.search.entity

    async def get(self, path: str, options: Mapping[str, str] | None = None, **headers: str) -> Reply:
        """An answer, whatever its status."""
        wanted, demanded = dict(options or {}), self.dialect.required_filter
        if path.partition("/")[0] == self.entity:
            wanted = {**self.dialect.parameters, **wanted}
            texts = [demanded, f"({wanted['$filter']})" if "$filter" in wanted else ""]
            wanted |= {"$filter": " and ".join(filter(None, texts))} if any(texts) else {}
        asked = "&".join(f"{name}={escape(value, safe='$()')}" for name, value in wanted.items())
        url = urljoin(self.root, path) + (f"?{asked}" if asked else "")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await self.pace.take(self.client.vendor)
        return await self.client.get(url, headers={**self.headers, **named})

    async def body(self, path: str, options: Mapping[str, str] | None = None, **headers: str) -> dict[str, Any]:
        """The JSON of an answer that worked."""
        reply = await self.get(path, options, **headers)
        expect(reply.status == 200, f"{reply.status} for {reply.url}")  # noqa: PLR2004
        found = reply.json()
        expect(isinstance(found, dict) and "error" not in found, f"no result for {reply.url}")
        return dict(found)

    async def count(self, text: str = "") -> int:
        """How many records fit a filter."""
        options = {"$count": "true", "$top": "1"} | ({"$filter": text} if text else {})
        found = (await self.body(self.entity, options)).get("@odata.count")
        expect(isinstance(found, int), f"$count for {text!r} is {found!r}")
        return int(found or 0)

    def literal(self, name: str, value: Any) -> str:
        """A value as the filter writes it."""
        if isinstance(value, bool):
            return str(value).lower()
        kind = self.kinds[name]
        if not kind.startswith("Edm."):
            return kind + quote(str(value).replace(" ", ""))
        return quote(value) if kind == "Edm.String" else str(value)

    def samples(self, *kinds: str) -> dict[str, Any]:
        """For each field of these kinds one value that a record has, from the middle of those there are."""
        found = {}
        for name in (name for name, kind in self.kinds.items() if kind in kinds):
            values = sorted({row[name] for row in self.rows if row.get(name) is not None})
            if values:
                found[name] = values[len(values) // 2]
        return found


Check = Callable[[Server], Awaitable[None]]


def expect(holds: bool, said: str) -> None:  # an assertion
    """Raise `Broken` with what was seen, unless it holds."""
    if not holds:
        raise Broken(said)


async def certify(client: Client, root: str, headers: Mapping[str, str], dialect: Dialect = RESO) -> list[Finding]:
    """Examine a server. `client` must hand out replies of any status; `headers` sign the requests in.

    Raises:
        NotExamined: it does not answer, refuses the token, or has no listings at this address.
    """
    from integrations.mls.promises import PROMISES

    server = Server(client, root.rstrip("/") + "/", {**dialect.headers, **headers}, dialect, Pace(dialect.quota))
    await _come_in(server)
    found: list[Finding] = []
    for promise, check in PROMISES.items():
        try:
            await check(server)
        except (Broken, WireError, LookupError, TypeError, ValueError, ET.ParseError) as problem:
            known = dialect.quirks.get(promise, "")
            found.append(Finding(promise=promise, kept=False, said=f"{problem}"[:300], known=known))
        else:
            found.append(Finding(promise=promise, kept=True))
    return found


async def _come_in(server: Server) -> None:
    try:
        reply = await server.get(server.entity, {"$top": "1"})
    except WireError as problem:
        raise NotExamined(f"{server.root} cannot be examined: {problem}") from problem
    if reply.status in (401, 403):
        raise NotExamined(f"{server.root} refuses the token ({reply.status}). Give one that is valid now.")
    if reply.status == 404:  # noqa: PLR2004
        raise NotExamined(f"There is no {server.root}{server.entity}. Give the address up to /{server.entity}.")


async def pages(
    server: Server, options: Mapping[str, str], size: int, most: int
) -> AsyncIterator[list[dict[str, Any]]]:
    """Page by page along the nextLinks."""
    body = await server.body(server.entity, options, Prefer=f"odata.maxpagesize={size}")
    for _ in range(most):
        yield body["value"]
        link = body.get("@odata.nextLink")
        if not link:
            return
        body = await server.body(urljoin(urljoin(server.root, server.entity), link), Prefer=f"odata.maxpagesize={size}")


def is_of_kind(value: Any, kind: str) -> bool:
    """Whether a value in JSON is what the metadata promises."""
    if value is None:
        return True
    if kind.startswith("Collection("):
        return isinstance(value, list) and all(is_of_kind(one, kind[11:-1]) for one in value)
    if kind in _PATTERNS:
        return isinstance(value, str) and _PATTERNS[kind].fullmatch(value) is not None
    if isinstance(value, bool):
        return kind == "Edm.Boolean"
    return isinstance(value, _PYTHON.get(kind, str))


EDM, ORDERED, SAMPLE, WRONG = _EDM, _ORDERED, _SAMPLE, _WRONG
