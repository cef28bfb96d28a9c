"""What is asked at every change of a listing is looked up: no table that grows is read whole for it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import event

from integrations.models.listing import Listing, StandardStatus
from integrations.models.listing_parts import PARTS
from integrations.store import Store, doubles, events, listing_parts, listings

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOME = Listing(
    originating_system="HAR", listing_key="K1", listing_id="20123456", standard_status=StandardStatus.ACTIVE,
    unparsed_address="12 Elm St", parcel_number="12345-6", universal_property_id="US-48-1-2-R-N",
    list_price=Decimal(500_000), modification_timestamp=NOON,
)  # fmt: skip
ASKED = {
    "the same home in other MLSs": (doubles.doubles, [HOME.ref]),
    "the listing that an event names": (listings.ref_of, "har", "K1"),
    "the events of a day": (events.since, NOON, 10),
    **{f"the {name} that an event names": (listing_parts.ref_of, name, "har", "K1") for name in PARTS},
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    store = Store.at(tmp_path_factory.mktemp("kept") / "jorge.db")
    store.migrate()
    with store.writing() as connection:
        listings.save(connection, "har", [HOME], first_copy=True, at=NOON)
    yield store
    store.close()


@pytest.mark.parametrize("what", ASKED)
def test_no_table_is_read_whole_for(what, kept):
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection, _cursor, statement, parameters, *_more):
        asked.append((statement, parameters))

    event.listen(kept.engine, "before_cursor_execute", note)
    query, *arguments = ASKED[what]
    given = {"types": ("listing.new", "listing.price_change")} if query is events.since else {}
    with kept.reading() as connection:
        query(connection, *arguments, **given)
        plans = [
            row.detail
            for statement, parameters in list(asked)
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    event.remove(kept.engine, "before_cursor_execute", note)
    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN") and "CONSTANT ROW" not in plan] == []
