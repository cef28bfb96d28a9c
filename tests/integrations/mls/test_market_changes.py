from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from integrations.mls.market import recent_changes
from integrations.models.listing import Listing, StandardStatus
from integrations.store import listings

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def home(system: str, hours: int, **facts) -> Listing:
    plain = {
        "originating_system": system, "listing_key": "1", "listing_id": f"{system}1", "postal_code": "75201",
        "standard_status": StandardStatus.ACTIVE, "unparsed_address": "12 Elm Street", "list_price": Decimal(500_000),
        "on_market_date": NOON.date(), "modification_timestamp": NOON + timedelta(hours=hours),
    }  # fmt: skip
    return Listing.model_validate({**plain, **facts})


async def test_what_two_mlss_tell_of_one_home_is_one_change(store):
    for hours, price in ((0, 500_000), (2, 450_000)):
        records = [home(system, hours + at, list_price=Decimal(price)) for at, system in enumerate(("ntreis", "har"))]
        await store.write(listings.save, "x", records, first_copy=False, at=NOON)
    other = home("har", 1, listing_key="2", unparsed_address="14 Elm Street")
    await store.write(listings.save, "x", [other], first_copy=False, at=NOON)
    told = await store.read(recent_changes, NOON - timedelta(days=1), [], UTC)
    assert sorted((one.kind, one.listing.ref) for one in told) == [
        ("new", "har:1"), ("new", "har:2"), ("price_change", "har:1"),
    ]  # fmt: skip
