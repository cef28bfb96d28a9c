"""The promises of the RESO Web API Core, one check each."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final
from xml.etree import ElementTree as ET

from integrations.mls.certifying import EDM, ORDERED, SAMPLE, WRONG, Check, Server, expect, is_of_kind, pages
from integrations.mls.dialect import quote


async def _service(server: Server) -> None:
    reply = await server.get("")
    expect(reply.status == 200, f"status {reply.status}")  # noqa: PLR2004
    expect(reply.headers.get("odata-version") in ("4.0", "4.01"), "no OData-Version header")
    names = {one["name"] for one in reply.json()["value"]}
    expect(server.entity in names, f"no {server.entity} among {sorted(names)}")


async def _metadata(server: Server) -> None:
    reply = await server.get("$metadata", Accept="application/xml")
    tree = ET.fromstring(reply.body)  # noqa: S314  # ElementTree expands no external entities
    expect(tree.get("Version") in ("4.0", "4.01"), f"Version {tree.get('Version')}")
    types = {one.get("Name"): one for one in tree.iter(f"{EDM}EntityType")}
    sets = {one.get("Name"): (one.get("EntityType") or "").rpartition(".")[2] for one in tree.iter(f"{EDM}EntitySet")}
    expect(set(sets.values()) <= types.keys(), "an entity set has an unknown type")
    listed = {one["name"] for one in (await server.body(""))["value"]}
    expect(listed == set(sets), f"service document and metadata differ: {sorted(listed ^ set(sets), key=str)}")
    for name, kind in types.items():
        keys = [one.get("Name") for one in kind.findall(f"{EDM}Key/{EDM}PropertyRef")]
        fields = {one.get("Name"): one for one in kind.findall(f"{EDM}Property")}
        expect(bool(keys) and set(keys) <= fields.keys(), f"{name} has no key")
        expect(all(fields[key].get("Nullable") == "false" for key in keys), f"the key of {name} may be null")
    chosen = types[sets[server.entity]]
    server.key = str(chosen.find(f"{EDM}Key/{EDM}PropertyRef").get("Name"))  # type: ignore[union-attr]
    server.kinds = {str(one.get("Name")): str(one.get("Type")) for one in chosen.findall(f"{EDM}Property")}
    server.ways = {str(one.get("Name")): str(one.get("Type")) for one in chosen.findall(f"{EDM}NavigationProperty")}


async def _payload(server: Server) -> None:
    body = await server.body(server.entity, {"$top": str(SAMPLE), "$orderby": "ModificationTimestamp desc"})
    expect("@odata.context" in body, "no @odata.context")
    server.rows = body["value"]
    for row in server.rows:
        fields = {name: value for name, value in row.items() if "@" not in name}
        expect(fields.keys() <= server.kinds.keys(), f"undeclared: {sorted(fields.keys() - server.kinds.keys())}")
        for name, value in fields.items():
            expect(is_of_kind(value, server.kinds[name]), f"{name} is {value!r}, declared {server.kinds[name]}")


async def _stranger(server: Server) -> None:
    reply = await server.client.get(server.root + server.entity)
    expect(reply.status in (401, 403), f"status {reply.status} without a token")


async def _version(server: Server) -> None:
    reply = await server.get(server.entity, OData_MaxVersion="3.0")
    expect(reply.status == 400, f"OData-MaxVersion 3.0 is answered {reply.status}")  # noqa: PLR2004


async def _one(server: Server) -> None:
    key = server.rows[0][server.key]
    found = await server.body(f"{server.entity}({server.literal(server.key, key)})")
    expect(found[server.key] == key, "another record came")
    nobody = quote("no such key") if server.kinds[server.key] == "Edm.String" else "999999999999"
    missing = await server.get(f"{server.entity}({nobody})")
    expect(missing.status == 404, f"an unknown key is answered {missing.status}")  # noqa: PLR2004
    error = missing.json()["error"]
    expect(bool(error["code"]) and bool(error["message"]), "the error has no code and message")
    expect((await server.get("NoSuchResource")).status == 404, "an unknown resource is not 404")  # noqa: PLR2004


async def _refusals(server: Server) -> None:
    for what, options in WRONG.items():
        reply = await server.get(server.entity, options)
        expect(reply.status == 400, f"{what} is answered {reply.status}")  # noqa: PLR2004
        expect("message" in reply.json()["error"], f"{what}: no error body")


async def _select(server: Server) -> None:
    body = await server.body(server.entity, {"$select": f"{server.key},ListPrice", "$top": "5"})
    names = {name for row in body["value"] for name in row if "@" not in name}
    expect(names == {server.key, "ListPrice"}, f"$select brings {sorted(names)}")


async def _top(server: Server) -> None:
    order = {"$orderby": server.key, "$select": server.key}
    first = [row[server.key] for row in (await server.body(server.entity, {**order, "$top": "6"}))["value"]]
    later = [
        row[server.key] for row in (await server.body(server.entity, {**order, "$skip": "2", "$top": "4"}))["value"]
    ]
    expect(len(first) == 6 and later == first[2:], "$skip does not go on where $top ends")  # noqa: PLR2004
    expect((await server.body(server.entity, {"$top": "0"}))["value"] == [], "$top=0 brings records")


async def _count(server: Server) -> None:
    text = f"City eq {quote(server.samples('Edm.String')['City'])}"
    total = await server.count(text)
    plain = await server.get(f"{server.entity}/$count", {"$filter": text})
    expect(plain.body.decode("utf-8-sig").strip() == str(total), "/$count and $count differ")
    skipped = await server.body(server.entity, {"$filter": text, "$count": "true", "$skip": "1", "$top": "1"})
    expect(skipped["@odata.count"] == total, "$count heeds $skip or $top")


async def _orders(server: Server) -> None:
    for name in server.samples(*ORDERED):
        for way in ("asc", "desc"):
            options = {"$orderby": f"{name} {way}", "$top": "100", "$filter": f"{name} ne null", "$select": name}
            values = [row[name] for row in (await server.body(server.entity, options))["value"]]
            held = all((one <= other) if way == "asc" else (one >= other) for one, other in pairwise(values))
            expect(held, f"{name} {way} is out of order")


async def _comparisons(server: Server) -> None:
    whole = await server.count()
    for name, value in server.samples(*ORDERED).items():
        literal, nulls = server.literal(name, value), await server.count(f"{name} eq null")
        parts = {verb: await server.count(f"{name} {verb} {literal}") for verb in ("lt", "le", "eq", "ne", "ge", "gt")}
        expect(parts["eq"] > 0, f"{name} eq {literal} finds nothing")
        expect(parts["lt"] + parts["eq"] + parts["gt"] + nulls == whole, f"{name}: lt, eq, gt, null are not all")
        expect(parts["eq"] + parts["ne"] == whole, f"{name}: eq and ne are not all")
        expect(parts["le"] == parts["lt"] + parts["eq"], f"{name}: le is not lt and eq")
        expect(parts["ge"] == parts["gt"] + parts["eq"], f"{name}: ge is not gt and eq")


async def _words(server: Server) -> None:
    whole = await server.count()
    for name, value in server.samples("Edm.String", "Edm.Boolean").items():
        literal = server.literal(name, value)
        equal = await server.count(f"{name} eq {literal}")
        expect(equal > 0, f"{name} eq {literal} finds nothing")
        expect(equal + await server.count(f"{name} ne {literal}") == whole, f"{name}: eq and ne are not all")


async def _logic(server: Server) -> None:
    cheap, small = f"ListPrice le {server.samples('Edm.Decimal')['ListPrice']}", "BedroomsTotal le 2"
    one, other = await server.count(cheap), await server.count(small)
    both, either = await server.count(f"{cheap} and {small}"), await server.count(f"{cheap} or {small}")
    expect(one + other == both + either, "and and or do not add up")
    neither = await server.count(f"not ({cheap}) and not ({small})")
    expect(neither + either == await server.count(), "not does not add up")
    expect(await server.count("ModificationTimestamp gt now()") == 0, "now() lies in the past")


async def _collections(server: Server) -> None:
    for name, kind in server.kinds.items():
        values = [one for row in server.rows for one in row.get(name) or ()] if kind.startswith("Collection(") else []
        if values:
            there = await server.count(f"{name}/any(x: x eq {quote(values[0])})")
            expect(there > 0, f"{name}/any finds nothing")
            only = await server.count(f"{name}/all(x: x eq {quote(values[0])})")
            empty = await server.count(f"not {name}/any()")
            expect(only <= there + empty, f"{name}: all finds what any does not")


async def _lookups(server: Server) -> None:
    values = {row["StandardStatus"] for row in server.rows}
    spelled = [server.literal("StandardStatus", one) for one in sorted(values)]
    each = [await server.count(f"StandardStatus eq {one}") for one in spelled]
    among = ",".join(spelled)
    expect(await server.count(f"StandardStatus in ({among})") == sum(each), "in is not the sum of its values")
    expect(await server.count(f"StandardStatus has {spelled[0]}") == each[0], "has is not eq")
    known = {row["LookupValue"] for row in await _all(server, "Lookup", "LookupName eq 'StandardStatus'")}
    expect(values <= known, f"not among the Lookups: {sorted(values - known)}")


async def _all(server: Server, entity: str, text: str) -> list[dict[str, Any]]:
    return list((await server.body(entity, {"$filter": text}))["value"])


async def _texts(server: Server) -> None:
    value = str(server.samples("Edm.String")["City"])
    equal = await server.count(f"City eq {quote(value)}")
    for test in (f"contains(City,{quote(value[1:3])})", f"startswith(City,{quote(value[:3])})",
                 f"endswith(City,{quote(value[-3:])})"):  # fmt: skip
        expect(await server.count(test) >= equal, f"{test} finds too few")
    expect(await server.count(f"tolower(City) eq {quote(value.lower())}") >= equal, "tolower finds too few")


async def _links(server: Server) -> None:
    order, seen = {"$orderby": f"ModificationTimestamp,{server.key}", "$select": server.key}, []
    async for page in pages(server, order, 7, 5):
        expect(len(page) <= 7, f"a page of {len(page)} where 7 were preferred")  # noqa: PLR2004
        seen += [row[server.key] for row in page]
    whole = [row[server.key] for row in (await server.body(server.entity, {**order, "$top": "35"}))["value"]]
    expect(seen == whole, "the pages along nextLink are not the whole")
    reply = await server.get(server.entity, Prefer="odata.maxpagesize=3")
    expect("maxpagesize=3" in (reply.headers.get("preference-applied") or ""), "Preference-Applied is not said")


async def _expand(server: Server) -> None:
    for way, kind in server.ways.items():
        rows = (await server.body(server.entity, {"$expand": way, "$top": "3"}))["value"]
        expect(all(way in row for row in rows), f"$expand={way} brings nothing")
        many = kind.startswith("Collection(")
        expect(all(isinstance(row[way], list) == many for row in rows), f"{way} is not what the metadata says")


async def _zones(server: Server) -> None:
    stamp = max(row["ModificationTimestamp"] for row in server.rows)
    from datetime import datetime, timedelta, timezone

    elsewhere = datetime.fromisoformat(stamp).astimezone(timezone(timedelta(hours=-7))).isoformat()
    same = [await server.count(f"ModificationTimestamp eq {one}") for one in (stamp, elsewhere)]
    expect(same[0] == same[1] > 0, "a time in another zone is another time")


PROMISES: Final[dict[str, Check]] = {
    "a service document, with OData-Version": _service,
    "metadata in which every entity set has a type with a key": _metadata,
    "records are what the metadata declares": _payload,
    "nobody is let in without a token": _stranger,
    "a version of OData that is not served is refused": _version,
    "a record by its key; 404 for what is not there": _one,
    "400 with an error body for what is wrong": _refusals,
    "$select": _select,
    "$top and $skip": _top,
    "$count and /$count": _count,
    "$orderby of every kind, both ways": _orders,
    "comparisons of numbers, dates and times add up": _comparisons,
    "comparisons of texts and truths add up": _words,
    "and, or, not and now()": _logic,
    "any and all on collections": _collections,
    "in, has and Lookup for enumerations": _lookups,
    "contains, startswith, endswith, tolower": _texts,
    "pages by preference, along nextLink": _links,
    "$expand of every way the metadata names": _expand,
    "times of any zone": _zones,
}
