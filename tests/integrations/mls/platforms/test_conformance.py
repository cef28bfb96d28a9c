"""What every dialect must do, against its platform's stand-in over real HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.mls import ReconcileRefused
from integrations.models.listing import StandardStatus
from integrations.store import feeds, listings


async def test_a_full_copy_holds_every_record_once(ground):
    result = await ground.sync()
    assert (result.error, result.added, result.quarantined, result.changes) == ("", ground.records, 0, ())
    assert await ground.store.read(listings.count) == ground.records
    kept = await ground.store.read(listings.offered)
    assert {one.originating_system for one in kept} == {kept[0].originating_system}
    assert all(one.parcel_number and one.living_area and one.list_price for one in kept)


async def test_a_pass_without_changes_writes_nothing(ground):
    await ground.sync()
    again = await ground.sync()
    assert (again.error, again.added, again.changed, again.removed, again.changes) == ("", 0, 0, 0, ())
    assert again.read < ground.records / 2


async def test_a_change_is_copied_and_told(ground):
    await ground.sync()
    market = ground.town.market
    key = next(key for key, one in sorted(market.listings.items()) if one.status == "Active")
    market.reprice(key, 777_000)
    result = await ground.sync()
    assert (result.error, result.changed) == ("", 1)
    assert [kind for kind, _ in result.changes] == ["price_change"]
    (ref,) = [ref for _, ref in result.changes]
    (listing,) = await ground.store.read(listings.by_refs, [ref])
    assert listing.list_price == 777_000


async def test_what_is_gone_at_the_source_is_gone_here(ground):
    await ground.sync()
    ground.town.market.remove(ground.some())
    if ground.case.deletes_by_flag:
        assert (await ground.sync()).removed == 1
    else:
        assert (await ground.sync()).removed == 0
        assert await ground.hub.reconcile(ground.system) == 1
    assert await ground.store.read(listings.count) == ground.records


async def test_a_crowd_missing_at_the_source_is_never_removed(ground):
    await ground.sync()
    for key in sorted(ground.town.market.listings)[:30]:
        ground.town.market.remove(key)
    with pytest.raises(ReconcileRefused, match="30 of"):
        await ground.hub.reconcile(ground.system)
    assert await ground.store.read(listings.count) == ground.records + 30


async def test_a_token_that_ends_in_mid_run_leaves_no_gap(ground):
    if not ground.case.renews_tokens:
        ground.behave(suspended=True)
        assert "401" in (await ground.sync()).error
        ground.behave(suspended=False)
    else:
        ground.behave(requests_a_token=2)
    result = await ground.sync()
    assert (result.error, await ground.store.read(listings.count)) == ("", ground.records)


async def test_refusals_are_waited_for_or_end_the_pass_until_the_next(ground):
    ground.behave(refuse_next=1)
    assert bool((await ground.sync()).error) == ground.feed._dialect.suspends
    ground.behave(refuse_next=1, refusal_seconds=3000)
    first = await ground.sync(incremental=False)
    assert first.error == "" or "requests again in" in first.error or ground.feed._dialect.suspends
    ground.behave(refuse_next=0)
    assert (await ground.sync(incremental=False)).error == ""
    assert await ground.store.read(listings.count) == ground.records


async def test_a_copy_that_was_killed_goes_on_and_loses_nothing(ground):
    seen = asyncio.Event()
    running = asyncio.create_task(ground.sync(progress=lambda read, _total: seen.set() if read >= 80 else None))
    await seen.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await ground.sync()).error == ""
    assert await ground.store.read(listings.count) == ground.records


async def test_a_copy_that_failed_goes_on_and_loses_nothing(ground):
    ground.behave(fails_after=2)
    assert "Not today" in (await ground.sync()).error
    ground.behave(fails_after=-1)
    assert (await ground.sync()).error == ""
    assert await ground.store.read(listings.count) == ground.records


@pytest.mark.parametrize("spelling", ["", "compact", "bitmask"])
async def test_an_enumeration_is_one_value_however_it_is_written(ground, spelling):
    ground.behave(enums=spelling)
    if spelling:
        ground.feed._dialect = replace(ground.feed._dialect, parameters={})
    assert (await ground.sync()).quarantined == 0
    said = {one.status for one in ground.town.market.listings.values()} | {"Closed"}
    held = set()
    for ref in (await ground.store.read(listings.keys_of, ground.system)).values():
        (listing,) = await ground.store.read(listings.by_refs, [ref])
        held.add(listing.standard_status)
    assert held == {StandardStatus(status) for status in said}


async def test_ties_longer_than_a_page_are_all_read(ground):
    await ground.sync()
    ground.town.market.touch_all()
    result = await ground.sync()
    assert (result.error, result.changed, result.changes) == ("", len(ground.town.market.listings), ())


async def test_a_link_that_leads_in_a_circle_ends_in_an_error(ground):
    ground.behave(loop=True)
    assert "nextLink" in (await ground.sync()).error


async def test_an_error_under_200_is_an_error(ground):
    ground.behave(error_on_200_next=1)
    assert "could not be completed" in (await ground.sync()).error


async def test_a_record_nobody_can_read_is_set_aside(ground, monkeypatch):
    read, broken = ground.feed.read, []

    def stumble(record):
        if not broken or record["ListingKey"] in broken:
            broken.append(record["ListingKey"])
            return read({**record, "StandardStatus": "Frobnicated"})
        return read(record)

    monkeypatch.setattr(ground.feed, "read", stumble)
    result = await ground.sync()
    assert (result.error, result.quarantined, result.added) == ("", len(broken), ground.records - 1)
    (kept,) = await ground.store.read(feeds.quarantined, ground.system)
    assert "Frobnicated" in kept.reason
    assert "PrivateRemarks" not in kept.body


async def test_the_feed_says_who_it_is(ground):
    assert ground.feed.title in await ground.feed.probe()


@pytest.mark.parametrize("ground", ["bright", "crmls-own", "unlock"], indirect=True)
async def test_records_touched_while_they_are_read_leave_none_out(ground):
    market, turns, touched = ground.town.market, iter(sorted(ground.town.market.listings)), []
    started = ground.clock[0]

    def touch(_read: int, _total: int | None) -> None:
        ground.clock[0] += timedelta(seconds=1)
        market.touch(key := next(turns))
        touched.append(key.removeprefix("RMLS"))

    assert (await ground.sync(progress=touch)).error == ""
    assert (await ground.sync()).error == ""
    assert await ground.store.read(listings.count) == ground.records
    refs = await ground.store.read(listings.keys_of, ground.system)
    held = await ground.store.read(listings.by_refs, list(refs.values()))
    times = {one.listing_key: one.modification_timestamp for one in held}
    assert len(touched) >= 6
    assert all(any(at > started and wire.endswith(key) for wire, at in times.items()) for key in touched)
