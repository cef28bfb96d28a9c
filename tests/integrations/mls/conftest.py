from __future__ import annotations

import asyncio
import random
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from integrations.mls import MLSIntegrationHub
from integrations.mls.connectors import reso
from integrations.wire.vendor import Access

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
_OPERATORS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "eq": "=="}


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def home(number: int, **facts):
    """A Property record as a RESO server sends it."""
    at = facts.pop("at", NOON + timedelta(minutes=number))
    return {
        "ListingKey": f"K{number:05}",
        "ListingId": str(1000 + number),
        "OriginatingSystemName": "RAINIER",
        "StandardStatus": "Active",
        "UnparsedAddress": f"{100 + number} Main St",
        "City": "Seattle",
        "CountyOrParish": "King",
        "StateOrProvince": "WA",
        "PostalCode": "98103",
        "SubdivisionName": "Fremont",
        "ParcelNumber": f"P{number:05}",
        "ListPrice": 500000,
        "LivingArea": 1500,
        "BathroomsFull": 2,
        "BathroomsHalf": 1,
        "KC_Grade": 8,
        "OnMarketDate": "2026-06-01",
        "ModificationTimestamp": stamp(at),
        "PrivateRemarks": "the seller is desperate",
        "ShowingInstructions": "key under the mat",
        **facts,
    }


@dataclass
class Reso:
    """A small RESO server with bad habits to switch on."""

    rows: list[dict] = field(default_factory=list)
    page_size: int = 1000
    shuffle: bool = False
    loop: bool = False
    error_under_200: bool = False
    repeat_rows: bool = False
    break_after_pages: int | None = None
    spend_token_after: int | None = None
    hidden: set[str] = field(default_factory=set)
    tokens: int = 0
    requests: list[str] = field(default_factory=list)
    root: str = ""
    _uses: int = 0

    async def token(self, request):
        self.tokens += 1
        self._uses = 0
        return JSONResponse({"access_token": f"token-{self.tokens}", "expires_in": 3600, "token_type": "Bearer"})

    def _refused(self, request):
        self._uses += 1
        if self.spend_token_after and self._uses > self.spend_token_after:
            return True
        return request.headers.get("authorization") != f"Bearer token-{self.tokens}"

    async def one(self, request):
        key = request.path_params["key"]
        row = next((row for row in self.rows if row["ListingKey"] == key), None)
        return JSONResponse(row) if row else JSONResponse({"error": {"code": "404", "message": "gone"}}, 404)

    async def many(self, request):
        if request.path_params["entity"] != "Property":
            return JSONResponse({"error": {"code": "404", "message": "no such resource"}}, 404)
        if self._refused(request):
            return JSONResponse({"error": {"code": "401", "message": "the token has ended"}}, 401)
        self.requests.append(str(request.url))
        if self.error_under_200:
            return JSONResponse({"error": {"code": "500", "message": "the search failed"}})
        skip = int(request.query_params.get("skip", 0))
        if self.break_after_pages is not None and skip >= self.break_after_pages * self.page_size:
            return JSONResponse({"error": {"code": "413", "message": "too much"}}, 413)
        rows = self._select(request.query_params)
        page = rows[skip : skip + self.page_size]
        if self.repeat_rows and skip:
            page = [rows[skip - 1], *page]
        answer = {"@odata.count": len(rows), "value": page}
        if skip + self.page_size < len(rows):
            following = str(request.url.include_query_params(skip=skip + self.page_size))
            answer["@odata.nextLink"] = str(request.url) if self.loop else following
        return JSONResponse(answer)

    def _select(self, params):
        wanted = params.get("$filter", "")
        code = re.sub(r"(\d{4}-\d\d-\d\dT[\d:.]+Z)", r"'\1'", wanted)
        code = re.sub(r" (ge|gt|le|lt|eq) ", lambda found: f" {_OPERATORS[found[1]]} ", code)
        rows = [row for row in self.rows if not code or eval(code, {}, dict(row))]  # noqa: S307
        rows = [row for row in rows if row["ListingKey"] not in self.hidden]
        if self.shuffle:
            random.shuffle(rows)
            return rows
        return sorted(rows, key=lambda row: (row["ModificationTimestamp"], row["ListingKey"]))

    def change(self, key: str, at: datetime, **facts) -> None:
        row = next(row for row in self.rows if row["ListingKey"] == key)
        row.update(facts, ModificationTimestamp=stamp(at))

    def access(self, **more) -> Access:
        credentials = {"client_id": "jorge", "client_secret": "s", "token_url": f"{self.root}/token", **more}
        return Access(f"{self.root}/odata", credentials)


@pytest.fixture
async def server() -> AsyncIterator[Reso]:
    """A RESO server on a port of its own, over real HTTP."""
    reso_server = Reso()
    app = Starlette(
        routes=[
            Route("/token", reso_server.token, methods=["POST"]),
            Route("/odata/Property('{key}')", reso_server.one),
            Route("/odata/{entity}", reso_server.many),
        ]
    )
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    reso_server.root = f"http://127.0.0.1:{listener.getsockname()[1]}"
    running = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    task = asyncio.create_task(running.serve(sockets=[listener]))
    yield reso_server
    running.should_exit = True
    await task


@dataclass
class Clock:
    now: datetime = NOON + timedelta(days=10)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def hub(server, store, clock) -> AsyncIterator[MLSIntegrationHub]:
    """A hub on an empty store, connected to `server`."""
    opened = MLSIntegrationHub(store, [reso.connect(server.access())], own_agent_keys=["MEM1"], clock=clock)
    yield opened
    await opened.aclose()


@pytest.fixture(name="home")
def home_fixture():
    return home


@pytest.fixture
def noon() -> datetime:
    return NOON
