"""Ways of single platforms that our client has to live with, each switched on in its stand-in."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from integrations.mls.quotas import A_MINUTE, Pace, Quota, QuotaSpent
from integrations.store import listing_parts, listings

on = pytest.mark.parametrize


async def held(ground) -> int:
    return await ground.store.read(listings.count)


@on("ground", ["har", "reso", "spark"], indirect=True)
async def test_links_are_followed_in_whatever_form_they_come(ground):
    for form in ("relative", "path"):
        ground.behave(links=form)
        result = await ground.sync(incremental=False)
        assert (result.error, result.read) == ("", ground.records)


@on("ground", ["har", "crmls"], indirect=True)
async def test_more_than_a_search_may_have_is_read_in_bulk(ground, monkeypatch):
    ground.feed._dialect = replace(ground.feed._dialect, search_limit=50, bulk_first=False)
    asked, get = [], ground.feed._client.get

    async def listen(address, **options):
        asked.append((address, options.get("params") or {}))
        return await get(address, **options)

    monkeypatch.setattr(ground.feed._client, "get", listen)
    assert (await ground.sync()).error == ""
    assert await held(ground) == ground.records
    assert any("/replication" in where or more.get("Replication") == "true" for where, more in asked)


@on("ground", ["bright", "crmls", "reso", "unlock"], indirect=True)
async def test_only_the_chosen_kinds_of_property_are_copied_however_they_are_asked_for(ground):
    for types, read in ((("Land",), 0), (("Residential", "Land"), ground.records)):
        ground.feed._property_types = types
        result = await ground.sync()
        assert (result.error, result.read) == ("", read)


@on("ground", ["unlock"], indirect=True)
async def test_a_platform_that_suspends_for_haste_is_asked_slowly(ground):
    ground.behave(per_second=20)
    ground.feed._pace = Pace(Quota(per_second=15))
    assert (await ground.sync()).error == ""
    ground.behave(per_second=1)
    ground.feed._pace = Pace(Quota())
    assert "may suspend" in (await ground.sync(incremental=False)).error
    assert "suspended them" in (await ground.sync()).error
    ground.behave(suspended=False, per_second=0)  # as after a call to its support
    assert (await ground.sync()).error == ""


@on("ground", ["unlock"], indirect=True)
async def test_a_deletion_that_nobody_heard_of_for_a_week_is_found_by_its_key(ground):
    await ground.sync()
    ground.town.market.remove(ground.some())
    await ground.feed.one("x")  # the platform notes it
    ground.clock[0] += timedelta(days=8)
    assert (await ground.sync()).removed == 0
    assert await ground.hub.reconcile(ground.system) == 1
    assert await held(ground) == ground.records


@on("ground", ["bright"], indirect=True)
async def test_what_an_mls_itself_calls_deleted_is_looked_at_and_gone_only_if_it_is(ground, monkeypatch):
    await ground.sync()
    one, two = sorted(await ground.store.read(listings.keys_of, ground.system))[:2]
    ground.town.market.remove(ground.some())
    told = [key async for page in ground.feed.deleted() for key in page]
    assert len(told) == 1

    async def wrong():
        yield [*told, one, two, "999"]

    monkeypatch.setattr(ground.feed, "deleted", wrong)
    assert await ground.hub.reconcile(ground.system) == 1
    assert await held(ground) == ground.records
    ground.feed._dialect = replace(ground.feed._dialect, deletions=("BrightNothing", "UniversalKey"))
    monkeypatch.undo()
    assert await ground.hub.reconcile(ground.system) == 0


async def test_photos_that_do_not_fit_with_their_listing_are_fetched_after_it(plain):
    plain.behave(expand_most=2)
    assert (await plain.sync()).error == ""
    key = max(plain.town.market.listings.values(), key=lambda one: one.photos).key
    media = await plain.store.read(listing_parts.media_of, f"RAINIER:{key}")
    assert len(media) == plain.town.market.find(key).photos > 2


async def test_a_minute_is_waited_for_where_records_are_asked_for_one_by_one():
    pace = Pace(Quota(per_minute=10))
    for _ in range(9):
        await pace.take("x")
    with pytest.raises(QuotaSpent):
        await pace.take("x")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pace.take("x", A_MINUTE), 0.01)


@on("ground", ["crmls", "har", "reso", "spark"], indirect=True)
async def test_a_minutes_quota_that_is_used_up_ends_the_pass_and_the_next_goes_on(ground, monkeypatch):
    monkeypatch.setattr(asyncio, "sleep", _at_once)
    ground.behave(per_minute=4)
    assert "429" in (await ground.sync()).error
    assert 0 < await held(ground) < ground.records
    ground.behave(per_minute=10_000)
    assert (await ground.sync()).error == ""
    assert await held(ground) == ground.records


async def _at_once(_seconds, _sleep=asyncio.sleep):
    await _sleep(0)


@on("ground", ["crmls-own", "har", "reso"], indirect=True)
async def test_a_record_that_vanishes_while_pages_are_counted_off_costs_no_other(ground):
    ground.feed._dialect = replace(ground.feed._dialect, bulk_first=False)
    market, gone = ground.town.market, []

    def vanish(read, _total):
        if read >= 200 and not gone:
            gone.append(min(market.listings.values(), key=lambda one: one.modified).key)
            market.remove(gone[0])

    assert (await ground.sync(progress=vanish)).error == ""
    assert gone
    keys = (await ground.store.read(listings.keys_of, ground.system)).keys()
    key = ground.feed._dialect.numeric_keys
    wanted = {"".join(filter(str.isdigit, one)) if key else one for one in market.listings}
    assert wanted <= keys
    await ground.hub.reconcile(ground.system)
    assert await held(ground) == ground.records


@on("ground", ["unlock-bridge"], indirect=True)
async def test_austins_dataset_on_bridge_is_copied_like_houstons(ground):
    assert (await ground.sync()).error == ""
    assert await held(ground) == ground.records
    (one,) = await ground.store.read(listings.by_refs, [f"actris:{ground.some()}"])
    assert one.originating_system == "actris"
