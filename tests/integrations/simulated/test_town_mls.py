"""The stand-in MLS answers as a RESO Web API server does."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import httpx
import orjson
import pytest
import uvicorn
from odatapy.data import Entity, ValueType
from odatapy.edm.xml_io import XmlEdmProvider
from odatapy.server.adapters.common import iter_body
from odatapy.server.inmemory import InMemoryDataStore, InMemoryProcessor
from odatapy.server.odata import OData
from odatapy.server.request import ODataRequest

from integrations.simulated.mls import Habits
from integrations.simulated.shelf import Shelf
from integrations.simulated.town import create_town
from integrations.simulated.world import build_world

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
ROOT = "/mls/reso/odata"
LOGIN = {"grant_type": "client_credentials", "client_id": "jorge", "client_secret": "jorge-town"}


class Clock:
    def __init__(self, now=NOON):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture(autouse=True)
def one_world(monkeypatch):
    """Build each world once: nothing in it can change."""
    monkeypatch.setattr("integrations.simulated.town.build_world", built)


built = cache(build_world)


@cache
def quiet_town():
    """A town that no test changes."""
    return create_town(Shelf(None), seed=7, public_url="http://town.test", clock=Clock())


@asynccontextmanager
async def visiting(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://town.test") as client:
        answer = (await client.post("/mls/oauth2/token", data=LOGIN)).json()
        client.headers["Authorization"] = f"Bearer {answer['access_token']}"
        yield client


@pytest.fixture
async def mls():
    async with visiting(quiet_town()) as client:
        yield client


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def town(clock):
    return create_town(Shelf(None), seed=7, public_url="http://town.test", clock=clock)


@pytest.fixture
async def changing(town):
    async with visiting(town) as client:
        yield client


async def ask(client, path, **options):
    answer = await client.get(f"{ROOT}/{path}", params={f"${name}": value for name, value in options.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def follow(client, url, page=None):
    rows, seen = [], set()
    headers = {"Prefer": f"odata.maxpagesize={page}"} if page else {}
    while url and url not in seen:
        seen.add(url)
        answer = (await client.get(url, headers=headers)).json()
        rows += answer["value"]
        url = answer.get("@odata.nextLink")
    return rows


async def test_a_whole_copy_has_every_record_once(mls):
    rows = await follow(mls, f"{ROOT}/Property", page=1000)
    world = quiet_town().state.town.world
    assert len(rows) == len({row["ListingKey"] for row in rows}) == 21_613 + len(world.listings)
    closed = [row["ClosePrice"] for row in rows if row["StandardStatus"] == "Closed"]
    assert sum(closed) == sum(sale.close_price for sale in world.sales)


async def test_an_incremental_read_is_in_order(mls):
    await ask(mls, "Property", top="1")
    answer = await ask(
        mls,
        "Property",
        filter="ModificationTimestamp gt 2026-11-20T00:00:00Z",
        orderby="ModificationTimestamp,ListingKey",
        count="true",
    )
    stamps = [row["ModificationTimestamp"] for row in answer["value"]]
    assert answer["@odata.count"] == len(stamps) > 50
    assert stamps == sorted(stamps)
    assert stamps[0] > "2026-11-20T00:00:00Z"


async def test_pages_keep_the_order_and_stop_at_top(mls):
    url = f"{ROOT}/Property?$filter=City eq 'Medina'&$orderby=ClosePrice desc,ListingKey&$select=ListingKey,ClosePrice"
    rows = await follow(mls, url, page=7)
    whole = (await mls.get(url)).json()["value"]
    assert rows == whole
    assert len(rows) > 49
    prices = [row["ClosePrice"] for row in rows if row["ClosePrice"]]
    assert all(one >= other for one, other in pairwise(prices))
    assert await follow(mls, url + "&$top=10", page=4) == whole[:10]
    assert await follow(mls, url + "&$skip=5&$top=10", page=4) == whole[5:15]
    assert (await mls.get(url + "&$top=0")).json()["value"] == []


async def test_a_page_preference_is_applied_and_said(mls):
    answer = await mls.get(f"{ROOT}/Property", headers={"Prefer": "odata.maxpagesize=3"})
    assert len(answer.json()["value"]) == 3
    assert answer.headers["Preference-Applied"] == "odata.maxpagesize=3"
    assert answer.headers["OData-Version"] == "4.01"
    greedy = await mls.get(f"{ROOT}/Member", headers={"Prefer": "odata.maxpagesize=99999"})
    assert greedy.headers["Preference-Applied"] == "odata.maxpagesize=1000"


async def test_a_record_changed_between_two_pages_is_neither_lost_nor_doubled_by_key_order(changing, town):
    first = await changing.get(f"{ROOT}/Property", headers={"Prefer": "odata.maxpagesize=1000"})
    town.state.town.market.touch("RMLS1100001")
    rows = first.json()["value"] + await follow(changing, first.json()["@odata.nextLink"], page=1000)
    assert len(rows) == len({row["ListingKey"] for row in rows}) == 22_872


async def test_a_key_reads_one_record_and_a_false_key_is_404(mls):
    one = await ask(mls, "Property('RMLS1100001')", select="ListingKey,ListAgentFullName")
    assert one["ListAgentFullName"] == "Jorge Rivera"
    assert one["@odata.context"] == f"http://town.test{ROOT}/$metadata#Property(ListingKey,ListAgentFullName)/$entity"
    missing = await mls.get(f"{ROOT}/Property('nobody''s')")
    assert missing.status_code == 404
    error = missing.json()["error"]
    assert set(error) == {"code", "message", "target", "details"}
    assert "nobody's" in error["message"]


@pytest.mark.parametrize(
    ("options", "status", "target"),
    [
        ({"$filter": "ListPrise gt 1"}, 400, "ListPrise"),
        ({"$filter": "ListPrice gt 'a'"}, 400, "$filter"),
        ({"$filter": "ListPrice gt"}, 400, "$filter"),
        ({"$filter": "ListPrice gt 1 and"}, 400, "$filter"),
        ({"$filter": "CloseDate gt 2026-02-31"}, 400, "$filter"),
        ({"$filter": "ListPrice ~ 1"}, 400, "$filter"),
        ({"$filter": "cast(ListPrice,Edm.Duration) eq '1'"}, 501, "$filter"),
        ({"$filter": "(" * 100 + "ListPrice eq 1" + ")" * 100}, 413, "$filter"),
        ({"$filter": " or ".join(["ListPrice eq 1"] * 200)}, 413, "$filter"),
        ({"$select": "Nothing"}, 400, "Nothing"),
        ({"$orderby": "Nothing"}, 400, "$orderby"),
        ({"$orderby": "ListPrice up"}, 400, "$orderby"),
        ({"$top": "-1"}, 400, "$top"),
        ({"$count": "yes"}, 400, "$count"),
        ({"$expand": "Rooms"}, 400, "$expand"),
        ({"$expand": "Media($levels=2)"}, 501, "$expand"),
        ({"$expand": "Media($select=Nothing)"}, 400, "Nothing"),
        ({"$fitler": "x"}, 400, "$fitler"),
        ({"$skiptoken": "rubbish"}, 400, "$skiptoken"),
        ({"$skiptoken": "W1sxXSxudWxsXQ"}, 400, "$skiptoken"),
    ],
)
async def test_a_wrong_request_is_told_what_is_wrong(mls, options, status, target):
    answer = await mls.get(f"{ROOT}/Property", params=options)
    assert answer.status_code == status
    assert answer.json()["error"]["target"] == target
    assert answer.headers["OData-Version"] == "4.01"


async def test_filters_mean_what_they_say(mls):
    rows = {row["ListingKey"]: row for row in await follow(mls, f"{ROOT}/Property", page=1000)}

    async def keys(text):
        found = await follow(mls, str(httpx.URL(f"{ROOT}/Property", params={"$filter": text, "$select": "ListingKey"})))
        return {row["ListingKey"] for row in found}

    def having(test):
        return {key for key, row in rows.items() if test(row)}

    assert await keys("ListPrice ge 500000 and ListPrice lt 600000 and BedroomsTotal eq 3") == having(
        lambda r: 500_000 <= r["ListPrice"] < 600_000 and r["BedroomsTotal"] == 3
    )
    assert await keys("StandardStatus in ('Pending', 'Active Under Contract')") == having(
        lambda r: r["StandardStatus"] in {"Pending", "Active Under Contract"}
    )
    assert await keys("StandardStatus has 'Coming Soon'") == having(lambda r: r["StandardStatus"] == "Coming Soon")
    assert await keys("StandardStatus eq 'active'") == set()
    assert await keys("Levels/any(level: level eq 'One and One Half') and WaterfrontYN eq true") == having(
        lambda r: r["Levels"] == ["One and One Half"] and r["WaterfrontYN"]
    )
    assert await keys("not (City eq 'Seattle') and UnitNumber ne null") == having(
        lambda r: r["City"] != "Seattle" and r["UnitNumber"] is not None
    )
    assert await keys("contains(tolower(UnparsedAddress),'29th ave nw') or endswith(StreetName,'58th')") == having(
        lambda r: "29th ave nw" in r["UnparsedAddress"].lower() or r["StreetName"].endswith("58th")
    )
    assert await keys("CloseDate ge 2026-11-20 and ClosePrice gt 1e6") == having(
        lambda r: (r["CloseDate"] or "") >= "2026-11-20" and r["ClosePrice"] > 1_000_000
    )
    assert await keys("ModificationTimestamp gt now()") == set()
    assert await keys("OriginalListPrice gt ListPrice and year(CloseDate) eq 2026") == having(
        lambda r: r["OriginalListPrice"] > r["ListPrice"] and (r["CloseDate"] or "").startswith("2026")
    )


async def test_photos_come_with_their_home_or_by_themselves(mls, town):
    wanted = (
        "Media($filter=Permission/any(p: p eq 'Public');$orderby=Order desc;$select=MediaKey,Order,MediaURL;$top=3)"
    )
    home = await ask(mls, "Property('RMLS1100001')", select="ListingKey,PhotosCount", expand=f"{wanted},ListOffice")
    assert home["ListOffice"]["OfficeName"] == "Rivera & Co. Realty"
    assert [one["Order"] for one in home["Media"]] == sorted((one["Order"] for one in home["Media"]), reverse=True)
    filters = "ResourceRecordKey eq 'RMLS1100001'"
    alone = (await ask(mls, "Media", filter=filters, orderby="Order", count="true"))["value"]
    assert len(alone) == home["PhotosCount"]
    assert {one["MediaKey"] for one in home["Media"]} < {one["MediaKey"] for one in alone}
    picture = await mls.get(alone[0]["MediaURL"])
    assert picture.headers["content-type"].startswith("image/svg")
    pages = await ask(mls, "Property", top="3", expand="Media,ListAgent", orderby="ListPrice desc")
    assert all(len(one["Media"]) == one["PhotosCount"] for one in pages["value"])
    assert all(one["ListAgent"]["MemberKey"] == one["ListAgentKey"] for one in pages["value"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cast(ListPrice,Edm.String) eq '950000'", "ListPrice eq 950000"),
        (
            "cast('2026-11-20T00:00:00Z',Edm.DateTimeOffset) lt ModificationTimestamp",
            "ModificationTimestamp gt 2026-11-20T00:00:00Z",
        ),
        (
            "cast(ModificationTimestamp,Edm.Date) eq 2026-11-20",
            "ModificationTimestamp ge 2026-11-20T00:00:00Z and ModificationTimestamp lt 2026-11-21T00:00:00Z",
        ),
        ("cast(PostalCode,Edm.Int32) eq 98039", "PostalCode eq '98039'"),
        ("cast('nonsense',Edm.Int64) eq BedroomsTotal", "BedroomsTotal eq null"),
    ],
)
async def test_a_value_is_read_as_another_type(mls, text, found):
    cast, plain = [(await ask(mls, "Property", filter=one, count="true"))["@odata.count"] for one in (text, found)]
    assert cast == plain


async def test_timestamps_compare_across_zones_and_between_milliseconds(mls):
    row = await ask(mls, "Property('RMLS1100002')")
    stamp = row["ModificationTimestamp"]
    local = datetime.fromisoformat(stamp).astimezone().isoformat()
    finer = stamp[:-1] + "4Z"
    for text, found in [
        (f"ge {stamp}", 1),
        (f"gt {stamp}", 0),
        (f"le {local}", 1),
        (f"eq {local}", 1),
        (f"lt {finer}", 1),
        (f"ge {finer}", 0),
    ]:
        query = f"ListingKey eq 'RMLS1100002' and ModificationTimestamp {text}"
        assert len((await ask(mls, "Property", filter=query))["value"]) == found, text


def oracle(metadata, rows):
    """Another OData implementation over the same records."""
    store = InMemoryDataStore()
    entities = []
    for row in rows:
        entity = Entity(type="town.mls.Property")
        for name, value in row.items():
            if isinstance(value, list):
                entity.set_property(name, value, ValueType.COLLECTION_PRIMITIVE)
            elif name.endswith(("Timestamp", "Date")) and value:
                kind = datetime if name.endswith("Timestamp") else date
                entity.set_property(name, kind.fromisoformat(value))
            else:
                entity.set_property(name, value)
        entities.append(entity)
    store.set_entities("Property", entities)
    odata = OData.new_instance()
    handler = odata.create_handler(odata.create_service_metadata(XmlEdmProvider(metadata), "4.01"))
    handler.register(InMemoryProcessor(store))

    def find(text):
        request = ODataRequest(
            raw_odata_path="Property",
            raw_query_path=str(httpx.QueryParams({"$filter": text, "$select": "ListingKey"})),
            raw_base_uri="http://oracle.test/",
        )
        response = handler.process(request)
        body = orjson.loads(b"".join(iter_body(response)))
        assert response.status_code == 200, body
        return {row["ListingKey"] for row in body["value"]}

    return find


async def test_another_odata_implementation_reads_our_metadata_and_finds_the_same_records(mls):
    metadata = (await mls.get(f"{ROOT}/$metadata")).text
    rows = [
        {name: value for name, value in row.items() if not name.startswith("@")}
        for row in (await ask(mls, "Property", filter="PostalCode eq '98102' or PostalCode eq '98039'"))["value"]
    ]
    find, known = oracle(metadata, rows), {row["ListingKey"] for row in rows}
    for text in [
        "ListPrice gt 900000 and not (BedroomsTotal le 3)",
        "BathroomsTotalDecimal eq 2.25 or Stories eq 1.5",
        "UnitNumber eq null and StreetDirSuffix eq 'E'",
        "UnitNumber ne 'A'",
        "UnitNumber gt 'A'",
        "startswith(StreetName,'1') and contains(PublicRemarks,'Capitol')",
        "StandardStatus in ('Active','Pending')",
        "Levels/any(l: l eq 'Two')",
        "ModificationTimestamp ge 2026-05-01T12:00:00-07:00 and CloseDate lt 2026-09-01",
        "month(CloseDate) eq 6 and length(StreetName) gt 4",
    ]:
        ours = await ask(mls, "Property", filter=f"({text}) and PostalCode in ('98102','98039')", select="ListingKey")
        assert {row["ListingKey"] for row in ours["value"]} & known == find(text), text


async def test_every_enumeration_value_in_use_is_in_the_lookup_resource(mls):
    lookups = {}
    for row in (await ask(mls, "Lookup"))["value"]:
        lookups.setdefault(row["LookupName"], set()).add(row["LookupValue"])
    rows = (await ask(mls, "Property", filter="StandardStatus ne 'Closed'"))["value"]
    for name in ("StandardStatus", "MlsStatus", "PropertySubType", "StreetDirSuffix", "StreetDirPrefix"):
        allowed = lookups["StreetDirection" if name.startswith("StreetDir") else name]
        assert {row[name] for row in rows} - {None} <= allowed
    assert {row["MajorChangeType"] for row in rows} <= lookups["ChangeType"]


async def test_the_service_says_what_it_has(mls):
    names = {item["name"] for item in (await mls.get(ROOT)).json()["value"]}
    assert names == {"Property", "Member", "Office", "OpenHouse", "Media", "Lookup", "EntityEvent"}
    assert (await ask(mls, "Member", count="true"))["@odata.count"] == 150
    assert (await ask(mls, "Office", count="true"))["@odata.count"] == 40
    assert (await mls.get(f"{ROOT}/Property/$count?$filter=City eq 'Medina'")).text.isdecimal()
    events = (await ask(mls, "OpenHouse"))["value"]
    assert events
    assert all("2026-11-24" <= event["OpenHouseDate"] <= "2026-12-03" for event in events)
    assert (await mls.get(f"{ROOT}/Rooms")).status_code == 404
    newer = await mls.get(ROOT, headers={"OData-MaxVersion": "3.0"})
    assert newer.status_code == 400


async def test_nobody_gets_in_without_a_token_that_is_good(changing, clock):
    async with visiting(quiet_town()) as stranger:
        wrong = await stranger.post("/mls/oauth2/token", data=LOGIN | {"client_secret": "guess"})
        assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})
        other = await stranger.post("/mls/oauth2/token", data=LOGIN | {"grant_type": "password"})
        assert other.json() == {"error": "unsupported_grant_type"}
        basic = await stranger.post(
            "/mls/oauth2/token", data={"grant_type": "client_credentials"}, auth=("jorge", "jorge-town")
        )
        assert basic.status_code == 200
        stranger.headers["Authorization"] = "Bearer made.up"
        assert (await stranger.get(ROOT)).status_code == 401
    assert (await changing.get(ROOT)).status_code == 200
    clock.now += timedelta(hours=2)
    late = await changing.get(ROOT)
    assert late.status_code == 401
    assert "invalid_token" in late.headers["WWW-Authenticate"]
    assert late.json()["error"]["code"] == "Unauthorized"


async def test_bad_habits_can_be_switched_on(changing, town):
    async def behave(**habits):
        answer = await changing.post("/town/habits/mls", json=habits)
        assert answer.status_code == 200, answer.text

    await behave(refuse_next=2)
    burst = [await changing.get(f"{ROOT}/Member") for _ in range(3)]
    assert [answer.status_code for answer in burst] == [429, 429, 200]
    assert burst[0].headers["Retry-After"] == "1"
    await behave(error_on_200_next=1)
    spoiled = await changing.get(f"{ROOT}/Member")
    assert spoiled.status_code == 200
    assert spoiled.json()["error"]["code"] == "InternalError"
    await behave(loop=True)
    url = f"{ROOT}/Member?$top=50"
    looped = (await changing.get(url, headers={"Prefer": "odata.maxpagesize=10"})).json()["@odata.nextLink"]
    again = (await changing.get(looped, headers={"Prefer": "odata.maxpagesize=10"})).json()["@odata.nextLink"]
    assert looped == again
    await behave(loop=False, shuffle=True)
    rows = await follow(changing, f"{ROOT}/Property?$orderby=ModificationTimestamp", page=1000)
    stamps = [row["ModificationTimestamp"] for row in rows]
    assert stamps != sorted(stamps)
    assert len({row["ListingKey"] for row in rows}) == len(rows) == 22_872
    town.state.town.habits["mls"] = Habits(per_minute=1)
    async with visiting(town) as greedy:
        assert (await greedy.get(ROOT)).status_code == 200
        refused = await greedy.get(ROOT)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 30
    assert "no habit" in (await changing.post("/town/habits/mls", json={"lazy": 1})).json()["error"]


async def test_a_home_put_on_the_market_is_found_by_who_copies_by_time(changing, town):
    market = town.state.town.market
    last = max(row["ModificationTimestamp"] for row in await follow(changing, f"{ROOT}/Property", page=1000))
    home = next(
        h for h in market.world.homes if h.parcel not in {item.home.parcel for item in market.listings.values()}
    )
    made = await changing.post("/town/listings", json={"address": home.address.full, "list_price": 812_000})
    assert made.status_code == 201, made.text
    key = made.json()["key"]

    async def fresh():
        nonlocal last
        answer = await ask(changing, "Property", filter=f"ModificationTimestamp gt {last}")
        last = max((row["ModificationTimestamp"] for row in answer["value"]), default=last)
        return answer["value"]

    (row,) = await fresh()
    assert (row["ListingKey"], row["ListPrice"], row["UnparsedAddress"]) == (key, 812_000, home.address.line)
    assert (row["StandardStatus"], row["OnMarketDate"], row["DaysOnMarket"]) == ("Active", "2026-11-24", 0)
    assert await fresh() == []
    await changing.post(f"/town/listings/{key}/price", json={"list_price": 799_000})
    (row,) = await fresh()
    assert (row["ListPrice"], row["PreviousListPrice"], row["MajorChangeType"]) == (799_000, 812_000, "Price Reduced")
    await changing.post(f"/town/listings/{key}/status", json={"status": "Pending"})
    (row,) = await fresh()
    assert (row["StandardStatus"], row["PurchaseContractDate"]) == ("Pending", "2026-11-24")
    await changing.post(f"/town/listings/{key}/status", json={"status": "Closed", "close_price": 805_000})
    (row,) = await fresh()
    assert (row["StandardStatus"], row["ClosePrice"], row["CloseDate"]) == ("Closed", 805_000, "2026-11-24")
    assert row["BuyerAgentKey"]


async def test_a_mass_update_has_one_moment_and_a_removed_listing_is_gone(changing, town):
    assert (await changing.post("/town/touch")).json() == {"touched": 1259}
    newest = await ask(changing, "Property", orderby="ModificationTimestamp desc", top="1")
    when = newest["value"][0]["ModificationTimestamp"]
    rows = await follow(
        changing, f"{ROOT}/Property?$filter=ModificationTimestamp ge {when}&$orderby=ModificationTimestamp", page=500
    )
    assert len({row["ListingKey"] for row in rows}) == len(rows) == 1259
    assert (await changing.delete("/town/listings/RMLS1100005")).status_code == 200
    assert (await changing.get(f"{ROOT}/Property('RMLS1100005')")).status_code == 404
    assert (await changing.delete("/town/listings/RMLS1100005")).status_code == 400


@pytest.mark.parametrize(
    "where",
    ["5984 29th Ave NW", "5984 29th ave nw, seattle", "5984 29th Ave NW, Seattle, WA 98107", "5984 29TH AVE NW 98107"],
)
def test_a_home_is_found_however_its_address_is_written(where):
    market = quiet_town().state.town.market
    assert market.find_home(where).parcel == market.find("RMLS1100001").home.parcel


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("listings", {}),
        ("listings", {"address": "1 Nowhere St"}),
        ("listings", {"address": "5984 29th Ave NW"}),
        ("listings/RMLS1100001/price", {"list_price": -5}),
        ("listings/RMLS1100001/price", {"list_price": "cheap"}),
        ("listings/RMLS1100001/status", {"status": "Sold"}),
        ("listings/none/status", {"status": "Pending"}),
        ("habits/nobody", {}),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused_with_a_reason(mls, path, body):
    answer = await mls.post(f"/town/{path}", json=body)
    assert answer.status_code == 400
    assert len(answer.json()["error"]) > 20


async def test_a_restart_keeps_every_change_and_lets_missed_days_pass(tmp_path, clock):
    shelf = Shelf(tmp_path / "town.db")
    first = create_town(shelf, seed=7, public_url="http://town.test", clock=clock)
    market = first.state.town.market
    market.reprice("RMLS1100001", 999_000)
    market.put(replace(market.find("RMLS1100002"), remarks="Changed."))
    market.remove("RMLS1100003")
    async with visiting(first) as client:
        token = client.headers["Authorization"]
    shelf.close()

    again = Shelf(tmp_path / "town.db")
    second = create_town(again, seed=7, public_url="http://town.test", clock=clock)
    assert second.state.town.market.listings == market.listings
    async with visiting(second) as client:
        client.headers["Authorization"] = token
        row = await ask(client, "Property('RMLS1100001')")
        assert row["ListPrice"] == 999_000
    again.close()

    clock.now += timedelta(days=3)
    later = Shelf(tmp_path / "town.db")
    third = create_town(later, seed=7, public_url="http://town.test", clock=clock).state.town.market
    assert third.world.today == TODAY
    assert third.find("RMLS1100001").list_price == 999_000
    assert max(item.closed_on for item in third.listings.values() if item.closed_on) == date(2026, 11, 26)
    assert any(item.on_market_on == date(2026, 11, 27) for item in third.listings.values())
    assert third.live() == 0
    later.close()


def test_a_folder_with_another_seed_is_refused(tmp_path):
    shelf = Shelf(tmp_path / "town.db")
    create_town(shelf, seed=7, today=TODAY, public_url="http://town.test")
    with pytest.raises(ValueError, match="seed 7, not 8"):
        create_town(shelf, seed=8, today=TODAY, public_url="http://town.test")
    shelf.close()


async def test_it_answers_on_a_real_socket_compressed(town):
    door = socket.create_server(("127.0.0.1", 0))  # listens at once, so that nobody has to wait for the server
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(town, log_level="warning"))
    running = asyncio.create_task(server.serve(sockets=[door]))
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        token = (await client.post("/mls/oauth2/token", data=LOGIN)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        answer = await client.get(f"{ROOT}/Property", params={"$orderby": "ModificationTimestamp desc"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(answer.json()["value"]) == 1000
        link = answer.json()["@odata.nextLink"]
        assert link.startswith(f"{url}{ROOT}/Property?")
        assert len((await client.get(link)).json()["value"]) == 1000
    server.should_exit = True
    await running
