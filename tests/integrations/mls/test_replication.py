from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.mls import MLSIntegrationHub, ReconcileRefused, UnknownSystem
from integrations.mls.connectors import reso
from integrations.models.listing import ListingQuery, StandardStatus
from integrations.store import feeds, listings
from integrations.wire.vendor import Access


async def test_the_first_copy_holds_every_home_and_tells_no_news(hub, server, store, home):
    server.rows = [home(number) for number in range(2500)]
    seen = []
    result = await hub.sync_property_data(progress=lambda read, total: seen.append((read, total)))
    assert (result.error, result.read, result.added, result.changes) == ("", 2500, 2500, ())
    assert seen[-1] == (2500, 2500)
    assert await store.read(listings.count) == 2500


async def test_a_second_sync_without_changes_writes_nothing(hub, server, home):
    server.rows = [home(number) for number in range(300)]
    await hub.sync_property_data()
    again = await hub.sync_property_data()
    assert (again.error, again.added, again.changed, again.changes) == ("", 0, 0, ())
    assert again.read < 30
    whole = await hub.sync_property_data(incremental=False)
    assert (whole.read, whole.added, whole.changed) == (300, 0, 0)


async def test_shuffled_pages_lose_no_row(hub, server, store, home):
    server.rows = [home(number) for number in range(400)]
    server.page_size, server.shuffle = 50, True
    result = await hub.sync_property_data()
    assert result.error == ""
    assert await store.read(listings.count) == 400
    assert result.watermark == max(
        listing.modification_timestamp
        for listing in await store.read(listings.by_refs, [f"RAINIER:K{n:05}" for n in range(400)])
    )


async def test_the_watermark_stays_where_rows_are_missing(hub, server, store, home):
    server.rows = [home(number) for number in range(40)]
    server.page_size, server.break_after_pages = 10, 2
    broken = await hub.sync_property_data()
    assert "too much" in broken.error
    assert broken.watermark is None
    assert await store.read(listings.count) == 20


async def test_an_interrupted_copy_goes_on_where_it_stopped(hub, server, store, home):
    server.rows = [home(number) for number in range(40)]
    server.page_size, server.break_after_pages = 10, 2
    await hub.sync_property_data()
    server.break_after_pages = None
    rest = await hub.sync_property_data()
    assert (rest.error, rest.read, rest.added, rest.changes) == ("", 20, 20, ())
    assert await store.read(listings.count) == 40


async def test_fifteen_hundred_rows_of_one_instant_are_all_read_even_after_a_break(hub, server, store, home, noon):
    server.rows = [home(number, at=noon) for number in range(1500)]
    server.page_size, server.break_after_pages = 100, 7
    await hub.sync_property_data()
    server.break_after_pages = None
    result = await hub.sync_property_data()
    assert (result.error, result.read) == ("", 800)
    assert await store.read(listings.count) == 1500


async def test_shuffled_rows_of_one_instant_are_all_read(hub, server, store, home, noon):
    server.rows = [home(number, at=noon) for number in range(300)]
    server.page_size, server.shuffle = 40, True
    assert (await hub.sync_property_data()).error == ""
    assert await store.read(listings.count) == 300


async def test_a_next_link_that_leads_in_a_circle_ends_in_an_error(hub, server, home):
    server.rows = [home(number) for number in range(30)]
    server.page_size, server.loop = 10, True
    result = await hub.sync_property_data()
    assert "nextLink" in result.error
    assert len(server.requests) <= 3


async def test_a_key_on_two_pages_counts_once_and_the_newest_wins(hub, server, store, home, noon):
    server.rows = [home(number) for number in range(30)]
    server.rows.append(home(3, at=noon + timedelta(days=1), ListPrice=640000))
    server.page_size, server.repeat_rows = 10, True
    result = await hub.sync_property_data()
    assert result.error == ""
    assert await store.read(listings.count) == 30
    (listing,) = await store.read(listings.by_refs, ["RAINIER:K00003"])
    assert listing.list_price == 640000


async def test_an_error_under_status_200_is_an_error(hub, server, home):
    server.rows = [home(1)]
    server.error_under_200 = True
    result = await hub.sync_property_data()
    assert "the search failed" in result.error


async def test_a_token_that_ends_in_mid_run_leaves_no_gap(hub, server, store, home):
    server.rows = [home(number) for number in range(100)]
    server.page_size, server.spend_token_after = 10, 3
    result = await hub.sync_property_data()
    assert (result.error, await store.read(listings.count)) == ("", 100)
    assert server.tokens > 2


async def test_a_mass_touch_alarms_nobody(hub, server, home, noon):
    server.rows = [home(number) for number in range(1500)]
    await hub.sync_property_data()
    for row in server.rows:
        row["ModificationTimestamp"] = "2026-06-09T00:00:00.000Z"
    result = await hub.sync_property_data()
    assert (result.error, result.changed, result.changes) == ("", 1500, ())


async def test_changes_are_told_once_and_kept_in_the_history(hub, server, home, noon):
    server.rows = [home(number) for number in range(6)]
    server.rows[4]["StandardStatus"] = "Pending"
    await hub.sync_property_data()
    later = noon + timedelta(days=2)
    server.rows.append(home(9, at=later))
    server.change("K00001", later, ListPrice=475000)
    server.change("K00002", later, StandardStatus="Pending", PurchaseContractDate="2026-06-03")
    server.change("K00003", later, StandardStatus="Closed", ClosePrice=510000, CloseDate="2026-06-03")
    server.change("K00004", later, StandardStatus="Active")
    result = await hub.sync_property_data()
    assert set(result.changes) == {
        ("new", "RAINIER:K00009"),
        ("price_change", "RAINIER:K00001"),
        ("status_change", "RAINIER:K00002"),
        ("sold", "RAINIER:K00003"),
        ("back_on_market", "RAINIER:K00004"),
    }
    assert (await hub.sync_property_data()).changes == ()
    told = {
        (change.kind, change.listing.listing_key)
        for change in await hub.monitor_market_changes(["Fremont"], since=later)
    }
    assert {("price_change", "K00001"), ("pending", "K00002"), ("sold", "K00003"), ("back_on_market", "K00004")} <= told


async def test_an_unreadable_record_is_set_aside_and_stops_nothing(hub, server, store, home, noon):
    server.rows = [home(1), home(2, StandardStatus="Frobnicated"), home(3, ListPrice="a lot"), home(4)]
    result = await hub.sync_property_data()
    assert (result.error, result.added, result.quarantined) == ("", 2, 2)
    kept = await store.read(feeds.quarantined, "mls")
    assert [(one.key, one.reason.split(":")[0].split(" ")[0]) for one in kept] == [
        ("K00002", "StandardStatus"),
        ("K00003", "list_price"),
    ]
    assert "PrivateRemarks" not in kept[0].body
    server.change("K00002", noon + timedelta(days=1), StandardStatus="Active")
    server.change("K00003", noon + timedelta(days=1), ListPrice=1)
    assert (await hub.sync_property_data()).added == 2
    assert await store.read(feeds.quarantined, "mls") == []


async def test_private_words_of_a_record_are_never_stored(hub, server, store, home):
    server.rows = [home(1)]
    await hub.sync_property_data()
    (listing,) = await store.read(listings.by_refs, ["RAINIER:K00001"])
    assert "desperate" not in listing.model_dump_json()
    assert "under the mat" not in listing.model_dump_json()


async def test_a_record_that_may_no_longer_be_held_is_removed(hub, server, store, home, noon):
    server.rows = [home(1), home(2)]
    await hub.sync_property_data()
    server.change("K00001", noon + timedelta(days=1), MlgCanView=False)
    assert (await hub.sync_property_data()).removed == 1
    assert await store.read(listings.by_refs, ["RAINIER:K00001"]) == []


async def test_one_broken_mls_never_blocks_another(server, store, clock, home):
    server.rows = [home(1)]
    good = reso.connect(server.access())
    bad = reso.connect(Access("http://127.0.0.1:9/odata", {**server.access().credentials, "token_url": server.root}))
    bad.system = "other"
    bad._client._attempts = 1
    hub = MLSIntegrationHub(store, [bad, good], clock=clock)
    results = {result.system: result for result in await hub.sync_each()}
    assert results["mls"].error == ""
    assert results["mls"].added == 1
    assert results["other"].error
    together = await hub.sync_property_data()
    assert together.error.count("—") == 1
    steps = []
    await hub.sync_each(incremental=False, on_progress=lambda *step: steps.append(step))
    assert steps == [(good.title, 1, 1)]
    with pytest.raises(UnknownSystem, match="Connected: other, mls"):
        await hub.sync_property_data(["bright"])
    await hub.aclose()


async def test_a_geographic_filter_reads_only_homes_there(hub, server, store, home):
    server.rows = [home(1), home(2, PostalCode="98117"), home(3, PostalCode="98004", City="Bellevue")]
    result = await hub.sync_property_data(geographic_filter=["98117", "Bellevue"])
    assert (result.error, result.added) == ("", 2)
    assert (await hub.sync_property_data()).added == 1
    assert (await hub.search(ListingQuery(areas=("Bellevue",)))).total == 1


async def test_reconciling_removes_the_gone_but_never_a_crowd(hub, server, store, home):
    server.rows = [home(number) for number in range(200)]
    await hub.sync_property_data()
    gone = server.rows.pop(7)
    assert await hub.reconcile("mls") == 1
    assert await store.read(listings.by_refs, [f"RAINIER:{gone['ListingKey']}"]) == []
    server.hidden = {"K00001"}  # missing among the keys but still there when asked for
    assert await hub.reconcile("mls") == 0
    server.rows = []
    with pytest.raises(ReconcileRefused, match=r"199 of 199.* never believed"):
        await hub.reconcile("mls", most_missing=199)
    assert await store.read(listings.count) == 199


async def test_a_refused_takedown_names_what_is_missing(hub, server, home):
    server.rows = [home(number) for number in range(20)]
    server.rows[4]["InternetAddressDisplayYN"] = False
    await hub.sync_property_data()
    del server.rows[3:9]
    with pytest.raises(ReconcileRefused, match=r"6 of 20.*jorge mls accept") as refused:
        await hub.reconcile("mls")
    assert min(refused.value.listings) == "103 Main St (K00003, Active)"
    assert len(refused.value.listings) == 6
    assert max(refused.value.listings).startswith("Address not disclosed, ")
    assert await hub.reconcile("mls", most_missing=6) == 6


async def test_reconciling_reads_what_no_pass_could_meet(hub, server, store, home, noon):
    server.rows = [home(number) for number in range(100)]
    server.hidden = {"K00003"}
    await hub.sync_property_data()
    server.hidden = set()  # shown to us again, with its old time
    server.rows.append(home(4, ListingKey="KX", StandardStatus="Frobnicated", at=noon - timedelta(days=3)))
    assert (await hub.sync_property_data()).added == 0
    assert await hub.reconcile("mls") == 0
    assert await store.read(listings.held, ["RAINIER:K00003"]) == {"RAINIER:K00003"}
    assert [one.key for one in await store.read(feeds.quarantined, "mls")] == ["KX"]
    asked = len(server.requests)
    assert await hub.reconcile("mls") == 0
    assert len(server.requests) == asked + 1  # the keys alone
    assert (await hub.sync_property_data()).changes == ()


async def test_coming_soon_is_one_value_however_it_is_spelled(server, home):
    feed = reso.connect(server.access())
    for said in ("ComingSoon", "Coming Soon", "coming soon", "PropertyEnums.StandardStatus'ComingSoon'"):
        assert feed.read(home(1, StandardStatus=said)).standard_status is StandardStatus.COMING_SOON
    await feed.aclose()


async def test_bathrooms_are_counted_in_quarters_and_local_facts_are_kept(server, home):
    feed = reso.connect(server.access())
    assert feed.read(home(1, BathroomsFull=1, BathroomsThreeQuarter=1, BathroomsHalf=1)).bathrooms_total == 2.25
    assert feed.read(home(1, BathroomsFull=None, BathroomsHalf=None, BathroomsTotalInteger=3)).bathrooms_total == 3
    assert feed.read(home(1)).local == {"KC_Grade": 8}
    await feed.aclose()


async def test_timestamps_of_any_zone_compare_in_utc(hub, server, store, home):
    server.rows = [home(1)]
    await hub.sync_property_data()
    newer = hub._feeds["mls"].read(home(1) | {"ModificationTimestamp": "2026-06-01T13:00:00+02:00", "ListPrice": 1})
    saved = await store.write(listings.save, "mls", [newer], first_copy=False, at=newer.modification_timestamp)
    assert saved.changed == 0  # 13:00 in Paris is before noon in UTC
