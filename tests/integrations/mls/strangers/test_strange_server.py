"""Our client against somebody else's OData server: nothing in it knows the town."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.models.listing import StandardStatus
from integrations.store import listing_parts, listings

every_form = pytest.mark.parametrize("strange", ["texts", "enumerations", "short names"], indirect=True)


@every_form
async def test_a_strange_server_is_copied_whole_with_photos_and_people(strange, strange_hub, store):
    totals = []
    result = await strange_hub.sync_property_data(progress=lambda _read, total: totals.append(total))
    assert (result.error, result.read, result.added, result.quarantined) == ("", 60, 60, 0)
    assert totals == [60, 60, 60]
    assert [part.error for part in result.parts if part.error] == []
    held = await store.read(listings.by_refs, ["RAINIER:K00001", "RAINIER:K00003", "RAINIER:K00007"])
    statuses = {one.listing_key: one.standard_status for one in held}
    assert statuses["K00001"] is StandardStatus.ACTIVE_UNDER_CONTRACT
    assert statuses["K00003"] is StandardStatus.COMING_SOON
    assert [one.order for one in await store.read(listing_parts.media_of, "RAINIER:K00007")] == [1, 2]
    assert (await store.read(listing_parts.counts))["Member"] == 1


@every_form
async def test_only_what_changed_there_is_read_again(strange, strange_hub, store, home, noon):
    await strange_hub.sync_property_data()
    again = await strange_hub.sync_property_data()
    assert (again.error, again.added, again.changed) == ("", 0, 0)
    assert again.read < 30
    at = noon + timedelta(days=2)
    strange.put("Property", home(5, at=at, ListPrice=432100, StandardStatus="Active"))
    strange.put("Property", home(99, at=at))
    result = await strange_hub.sync_property_data()
    assert (result.error, result.added, result.changed) == ("", 1, 1)
    assert ("price_change", "RAINIER:K00005") in result.changes


@every_form
async def test_only_the_chosen_kinds_of_property_are_asked_for_in_its_own_words(strange, strange_hub, home):
    for number in range(60):
        strange.put("Property", home(number, PropertyType="Land" if number % 3 == 0 else "Residential"))
    strange_hub._feeds["mls"]._property_types = ("Residential", "Land")
    assert (await strange_hub.sync_property_data()).read == 60
    strange_hub._feeds["mls"]._property_types = ("Land",)
    assert (await strange_hub.sync_property_data(incremental=False)).read == 20


async def test_what_vanished_there_is_found_by_its_key(strange, strange_hub, store):
    await strange_hub.sync_property_data()
    strange.drop("Property", "K00030")
    assert await strange_hub.reconcile("mls") == 1
    assert await store.read(listings.count) == 59
    assert await strange_hub.refresh("mls", "K00030") == "same"


async def test_its_event_log_is_followed(strange, strange_hub, home, noon):
    await strange_hub.sync_property_data()
    strange.put("Property", home(8, at=noon + timedelta(days=3), ListPrice=1))
    strange.drop("Property", "K00009")
    for sequence, key in ((11, "K00008"), (14, "K00009"), (15, "K00008")):
        row = {"EntityEventSequence": sequence, "ResourceName": "Property", "ResourceRecordKey": key}
        strange.put("EntityEvent", row)
    assert await strange_hub.follow_events("mls") == [("K00008", "changed"), ("K00009", "removed")]
    assert await strange_hub.follow_events("mls") == []


async def test_the_copy_agrees_with_it_field_by_field(strange, strange_hub):
    await strange_hub.sync_property_data()
    found = await strange_hub.verify("mls", sample=60, seed=1)
    assert (found.sampled, found.share, found.differences) == (60, 1.0, ())


async def test_ties_longer_than_its_pages_are_all_read(strange, strange_hub, store, home, noon):
    for number in range(60):
        strange.put("Property", home(number, at=noon))
    assert (await strange_hub.sync_property_data()).error == ""
    assert await store.read(listings.count) == 60
