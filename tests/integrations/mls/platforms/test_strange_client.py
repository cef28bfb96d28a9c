"""Somebody else's OData client (odatapy's) against the town's MLSs, over real HTTP: it finds nothing wrong."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from odatapy.client import (
    EdmEnabledODataClient,
    Field,
    HttpxTransport,
    OAuth2ClientCredentialsAuth,
    ODataClientError,
    and_,
    not_,
    or_,
)
from odatapy.client.auth import BearerAuth

_PYTHON = {
    "String": str,
    "Boolean": bool,
    "Int64": int,
    "Decimal": (Decimal, int, float),
    "Date": date,
    "DateTimeOffset": datetime,
}


async def visit(ground, look):
    """Let a stranger look at a platform; `look` runs in a thread of its own, as the library is not asynchronous."""
    given, scope = ground.case.stand_in.ENDPOINT.resolved(ground.town.public_url), ground.feed._dialect.token_scope
    auth = (
        BearerAuth(given["token"])
        if "token" in given
        else OAuth2ClientCredentialsAuth(given["token_url"], given["client_id"], given["client_secret"], scope)
    )

    def run():
        with HttpxTransport(auth=auth, headers=dict(ground.feed._dialect.headers)) as transport:
            return look(EdmEnabledODataClient(ground.feed._root.rstrip("/"), transport))

    return await asyncio.to_thread(run)


def values(entity) -> dict:
    return {one.name: one.value for one in entity.properties}


def check_types(client, name: str, entities) -> int:
    """Every value is of the type that the metadata declares for it, and none is undeclared."""
    kind, seen = client.entity_set_type(name), 0
    for entity in entities:
        for field, value in values(entity).items():
            declared = kind.get_structural_property(field)
            assert declared is not None, f"{name}.{field} is not in the metadata"
            for one in value if isinstance(value, list) else [value]:
                assert one is None or isinstance(one, _PYTHON.get(declared.type.name, str)), (
                    f"{name}.{field} is {one!r}"
                )
                seen += one is not None
    return seen


async def test_a_strange_client_reads_every_resource_of_every_platform_as_declared(ground):
    def look(client):
        checked = {}
        entries = client.get_service_document().entries
        for name in [one.name for one in entries]:
            where = client.entity_set_uri(name).top(40)
            if (wanted := ground.feed._dialect.required_filter) and name != "Lookup":
                where.filter(wanted)
            found = client.get_entity_set(where).entities
            checked[name] = check_types(client, name, found)
            if found:
                key = client.entity_set_type(name).key_predicate_names[0]
                again = client.get_entity(client.entity_uri(name, values(found[-1])[key]))
                assert values(again) == values(found[-1])
        return checked

    checked = await visit(ground, look)
    assert len(checked) >= 5
    assert all(count for name, count in checked.items() if name not in {"EntityEvent", "Deletion"})


async def test_a_strange_client_pages_counts_filters_and_expands_and_what_it_finds_is_right(plain):
    def look(client):
        homes = client.entity_set_uri("Property").orderby("ListPrice desc,ListingKey")
        pages = list(client.iter_pages(homes, max_page_size=40))
        rows = [values(entity) for page in pages for entity in page.entities]
        assert [len(page.entities) for page in pages[:-1]] == [40] * (len(pages) - 1)
        assert len({row["ListingKey"] for row in rows}) == len(rows) == plain.records
        assert [row["ListPrice"] for row in rows] == sorted((row["ListPrice"] for row in rows), reverse=True)
        assert client.get_count(client.entity_set_uri("Property").append_count_segment()) == len(rows)
        check(client, rows)
        (first,) = client.get_entity_set(
            client.entity_set_uri("Property").expand("Media", "ListOffice").top(1)
        ).entities
        photos = first.get_navigation_link("Media").inline_entity_set.entities
        assert len(photos) == values(first)["PhotosCount"]
        check_types(client, "Media", photos)

    def check(client, rows):
        noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        for wanted, test in (
            (
                and_(Field("ListPrice").gt(Decimal(600000)), Field("BedroomsTotal").le(3)),
                lambda row: row["ListPrice"] > 600_000 and row["BedroomsTotal"] <= 3,
            ),
            (
                or_(Field("City").startswith("Se"), not_(Field("StandardStatus").eq("Closed"))),
                lambda row: row["City"].startswith("Se") or row["StandardStatus"] != "Closed",
            ),
            (Field("ModificationTimestamp").ge(noon), lambda row: row["ModificationTimestamp"] >= noon),
            (
                Field("CloseDate").lt(date(2025, 6, 1)),
                lambda row: row["CloseDate"] and row["CloseDate"] < date(2025, 6, 1),
            ),
            (Field("UnitNumber").ne(None), lambda row: row["UnitNumber"] is not None),
            (Field("WaterfrontYN").eq(True), lambda row: row["WaterfrontYN"]),  # noqa: FBT003
            (
                Field("StandardStatus").in_(["Active", "Pending"]),
                lambda row: row["StandardStatus"] in {"Active", "Pending"},
            ),
            (Field("Levels").any("level", Field("level").eq("Two")), lambda row: "Two" in row["Levels"]),
        ):
            uri = client.entity_set_uri("Property").filter(wanted).select("ListingKey").count()
            found = client.get_entity_set(uri)
            keys = {values(one)["ListingKey"] for one in found.entities}
            assert keys == {row["ListingKey"] for row in rows if test(row)}, str(wanted)
            assert found.count == len(keys)

    await visit(plain, look)


async def test_a_strange_client_is_told_what_is_wrong_and_signs_in_again_when_its_token_ends(plain):
    def look(client):
        refused = {}
        for name, uri in {
            "no such key": client.entity_uri("Property", "nobody"),
            "no such set": client.entity_set_uri("Rooms"),
            "no such field": client.entity_set_uri("Property").filter("Colour eq 'red'"),
        }.items():
            try:
                client.get_entity(uri)
            except ODataClientError as problem:
                refused[name] = (problem.status_code, bool(problem.error_code), problem.error_target)
        client.get_entity_set(client.entity_set_uri("Office").top(1))
        plain.clock[0] += timedelta(hours=2)  # the token has ended
        assert client.get_entity_set(client.entity_set_uri("Office").top(1)).entities
        return refused

    assert await visit(plain, look) == {
        "no such key": (404, True, "ListingKey"),
        "no such set": (404, True, "Rooms"),
        "no such field": (400, True, "Colour"),
    }
