from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from integrations.store import at_rest
from integrations.store.tables.listing_parts import listing_extras, listing_media, open_houses
from integrations.store.tables.listings import listings

AT = datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
MEDIA = {
    "ref": "A:1",
    "feed": "a",
    "listing_ref": "A:K",
    "originating_system": "A",
    "media_key": "1",
    "resource_record_key": "K",
    "media_url": None,
    "order": 3,
    "media_category": "Photo",
    "preferred_photo": True,
    "permission": ("Public", "IDX"),
    "short_description": "a naïve kitchen, 100 % new",
    "may_be_linked": False,
    "local": {"b": 1.5, "a": [True, None]},
    "modification_timestamp": AT.astimezone(timezone(timedelta(hours=9))),
}
OPEN_HOUSE = {
    "ref": "A:2",
    "feed": "a",
    "listing_ref": "A:K",
    "originating_system": "A",
    "open_house_key": "2",
    "listing_key": "K",
    "open_house_status": "Active",
    "open_house_date": date(2026, 6, 1),
    "open_house_start_time": AT,
    "open_house_end_time": None,
    "local": {},
    "modification_timestamp": AT,
}


def put(connection, table, rows):
    names = list(rows[0])
    encoded = at_rest.encode(connection, table, names, rows)
    at_rest.write(connection, table, names, encoded)
    return names, encoded


@pytest.mark.parametrize(("table", "row"), [(listing_media, MEDIA), (open_houses, OPEN_HOUSE)], ids=["photo", "visit"])
async def test_a_row_is_held_as_it_was_encoded_and_reads_as_it_was_given(store, table, row):
    names, (encoded,) = await store.write(put, table, [row])
    assert await store.read(at_rest.held, table, names, ["A:1", "A:2", "A:3"]) == {row["ref"]: encoded}
    assert await store.read(at_rest.held, table, names, ["A:K"], by="listing_ref") == {row["ref"]: encoded}
    with store.reading() as connection:
        (found,) = connection.execute(table.select()).mappings().all()
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}
    assert {name: found[name] for name in names} == given


async def test_a_row_whose_ref_is_taken_overwrites_the_other_columns(store):
    await store.write(put, listing_media, [MEDIA])
    names, (encoded,) = await store.write(put, listing_media, [MEDIA | {"order": 1, "media_url": "https://x/1"}])
    assert await store.read(at_rest.held, listing_media, names, ["A:1"]) == {"A:1": encoded}


async def test_more_rows_than_go_at_once_are_all_written_and_found(store):
    rows = [{"ref": f"A:{number}", "body": {"n": number}} for number in range(5003)]
    names, encoded = await store.write(put, listing_extras, rows)
    held = await store.read(at_rest.held, listing_extras, names, [row["ref"] for row in rows])
    assert held == {row[0]: row for row in encoded}
    assert await store.write(at_rest.write, listing_extras, names, []) is None


async def test_a_price_is_equal_to_what_is_held_to_the_cent(store):
    with store.reading() as connection:
        names, rows = ["list_price"], [{"list_price": Decimal("1.004")}, {"list_price": 1}, {"list_price": None}]
        assert at_rest.encode(connection, listings, names, rows) == [(100,), (100,), (None,)]


async def test_a_time_without_a_zone_is_refused(store):
    rows = [{"modification_timestamp": AT.replace(tzinfo=None)}]
    with store.reading() as connection, pytest.raises(ValueError, match="no time zone"):
        at_rest.encode(connection, listings, ["modification_timestamp"], rows)
