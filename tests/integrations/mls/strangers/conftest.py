"""A RESO server that is not ours: odatapy's, over real HTTP, with a model of our writing."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
import uvicorn
from odatapy.data import Entity
from odatapy.edm.xml_io import XmlEdmProvider
from odatapy.server.adapters.asgi import ODataASGIApp
from odatapy.server.inmemory import InMemoryDataStore, InMemoryProcessor
from odatapy.server.odata import OData
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from integrations.mls import MLSIntegrationHub
from integrations.mls.connectors import reso
from integrations.store import Store
from integrations.store.schema import metadata
from integrations.wire.vendor import Access

_FIELDS = {
    "Property": """
        ListingKey:String ListingId:String OriginatingSystemName:String UnparsedAddress:String City:String
        StateOrProvince:String PostalCode:String ParcelNumber:String ListPrice:Decimal LivingArea:Decimal
        BathroomsFull:Int32 OnMarketDate:Date ModificationTimestamp:DateTimeOffset
    """,
    "Media": """
        MediaKey:String ResourceRecordKey:String ResourceName:String MediaURL:String Order:Int32
        ModificationTimestamp:DateTimeOffset
    """,
    "Member": "MemberKey:String MemberFullName:String ModificationTimestamp:DateTimeOffset",
    "EntityEvent": "EntityEventSequence:Int64 ResourceName:String ResourceRecordKey:String",
}
_STATUSES = ("Active", "ActiveUnderContract", "Closed", "ComingSoon", "Pending")
_TYPES = ("Residential", "Land")


def model(*, typed: bool) -> str:
    """The CSDL of the strange server; enumerations are `typed` or texts."""
    types = sets = ""
    for name, spec in _FIELDS.items():
        fields = [one.split(":") for one in spec.split()]
        key = fields[0][0]
        rows = "".join(
            f'<Property Name="{one}" Type="Edm.{kind}"{_facets(kind, is_key=one == key)}/>' for one, kind in fields
        )
        if name == "Property":
            for one in ("StandardStatus", "PropertyType"):
                rows += f'<Property Name="{one}" Type="{f"strange.{one}" if typed else "Edm.String"}"/>'
            rows += '<NavigationProperty Name="Media" Type="Collection(strange.Media)"/>'
        types += f'<EntityType Name="{name}"><Key><PropertyRef Name="{key}"/></Key>{rows}</EntityType>'
        sets += f'<EntitySet Name="{name}" EntityType="strange.{name}"/>'
    flags = "".join(f'<Member Name="{one}" Value="{1 << at}"/>' for at, one in enumerate(_STATUSES))
    members = "".join(f'<Member Name="{one}"/>' for one in _TYPES)
    return (
        '<edmx:Edmx Version="4.01" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
        '<Schema Namespace="strange" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
        f'<EnumType Name="StandardStatus" IsFlags="true">{flags}</EnumType>'
        f'<EnumType Name="PropertyType">{members}</EnumType>{types}'
        f'<EntityContainer Name="Default">{sets}</EntityContainer></Schema></edmx:DataServices></edmx:Edmx>'
    )


def _facets(kind: str, *, is_key: bool) -> str:
    scale = ' Precision="14" Scale="variable"' if kind == "Decimal" else ""
    scale = ' Precision="3"' if kind == "DateTimeOffset" else scale
    return scale + (' Nullable="false"' if is_key else "")


@dataclass
class Strange:
    """The server's records, and how it is reached."""

    kinds: dict[str, dict[str, str]]
    store: InMemoryDataStore = field(default_factory=InMemoryDataStore)
    root: str = ""
    asked: list[str] = field(default_factory=list)

    def put(self, name: str, row: dict) -> None:
        """Add a record, or replace the one with its key."""
        entity, key = Entity(type=f"strange.{name}"), next(iter(self.kinds[name]))
        for one, kind in self.kinds[name].items():
            value = row.get(one)
            if value is not None:
                entity.set_property(one, _typed(value, kind))
        self.drop(name, row[key])
        self.store.insert_entity(name, entity)
        if name == "Media":
            self.store.add_relation("Property", f"'{row['ResourceRecordKey']}'", "Media", entity)

    def drop(self, name: str, key: str) -> None:
        field_name = next(iter(self.kinds[name]))
        for one in self.store.entities(name):
            if one.get_property(field_name).value == key:
                self.store.remove_entity(name, one)

    def access(self) -> Access:
        return Access(f"{self.root}/odata", {"client_id": "a", "client_secret": "b", "token_url": f"{self.root}/token"})


def _typed(value, kind):
    if kind == "DateTimeOffset":
        return value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind == "Date" else value


@asynccontextmanager
async def serving(*, typed: bool = False, page_size: int = 25, **options) -> AsyncIterator[Strange]:
    provider = XmlEdmProvider(model(typed=typed))
    kinds = {name: dict(one.split(":") for one in spec.split()) for name, spec in _FIELDS.items()}
    kinds["Property"] |= {"StandardStatus": "String", "PropertyType": "String"}
    strange, odata = Strange(kinds), OData.new_instance()
    handler = odata.create_handler(odata.create_service_metadata(provider, "4.01"))
    handler.register(InMemoryProcessor(strange.store, page_size=page_size, **options))
    service = ODataASGIApp(handler)

    async def guarded(scope, receive, send):
        headers = dict(scope["headers"])
        strange.asked.append(scope["path"] + "?" + scope["query_string"].decode())
        if headers.get(b"authorization") != b"Bearer good":
            await JSONResponse({"error": {"code": "401", "message": "who?"}}, 401)(scope, receive, send)
        else:
            await service(scope, receive, send)

    async def token(_request):
        return JSONResponse({"access_token": "good", "token_type": "Bearer", "expires_in": 3600})

    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    strange.root = f"http://127.0.0.1:{door.getsockname()[1]}"
    app = Starlette(routes=[Route("/token", token, methods=["POST"]), Mount("/odata", app=guarded)])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
    running = asyncio.create_task(server.serve(sockets=[door]))
    while not server.started:  # noqa: ASYNC110  # uvicorn offers a flag only
        await asyncio.sleep(0.002)
    yield strange
    server.should_exit = True
    await running


FORMS = {"texts": {}, "enumerations": {"typed": True}, "short names": {"short_control_names": True}}


@pytest.fixture(params=["texts"])
async def strange(request, home) -> AsyncIterator[Strange]:
    """A server of sixty homes; `FORMS` are ways to write that the standard allows."""
    async with serving(**FORMS[request.param]) as opened:
        for number in range(60):
            opened.put("Property", home(number, StandardStatus=_STATUSES[number % len(_STATUSES)]))
        at = home(1)["ModificationTimestamp"]
        opened.put("Member", {"MemberKey": "M1", "MemberFullName": "Ann", "ModificationTimestamp": at})
        for order in (1, 2):
            opened.put("Media", photo(order, home(7)))
        yield opened


def photo(order: int, of: dict) -> dict:
    return {
        "MediaKey": f"{of['ListingKey']}-{order}",
        "ResourceRecordKey": of["ListingKey"],
        "ResourceName": "Property",
        "MediaURL": f"https://photos.example/{of['ListingKey']}/{order}.jpg",
        "Order": order,
        "ModificationTimestamp": of["ModificationTimestamp"],
    }


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    """SQLite only: this is about the wire."""
    opened = Store(f"sqlite:///{tmp_path / 'jorge.db'}")
    metadata.create_all(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
async def strange_hub(strange, store, noon) -> AsyncIterator[MLSIntegrationHub]:
    hub = MLSIntegrationHub(store, [reso.connect(strange.access())], clock=lambda: noon + timedelta(days=10))
    yield hub
    await hub.aclose()
