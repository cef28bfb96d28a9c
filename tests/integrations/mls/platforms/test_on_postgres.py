"""The journeys of a copy, kept in PostgreSQL as in SQLite."""

from __future__ import annotations

import asyncio

import pytest

from integrations.store import listing_parts, listings


async def test_a_copy_that_was_killed_goes_on_and_a_pass_without_changes_writes_nothing(on_postgres):
    copying = asyncio.create_task(on_postgres.sync(progress=lambda read, _total: read >= 80 and copying.cancel()))
    with pytest.raises(asyncio.CancelledError):
        await copying
    assert (await on_postgres.sync()).error == ""
    assert await on_postgres.store.read(listings.count) == on_postgres.records
    again = await on_postgres.sync()
    assert (again.error, again.added, again.changed, again.removed) == ("", 0, 0, 0)
    whole = await on_postgres.sync(incremental=False)
    assert (whole.read >= on_postgres.records, whole.added, whole.changed) == (True, 0, 0)
    assert [(part.added, part.changed, part.removed) for part in whole.parts] == [(0, 0, 0)] * len(whole.parts)
    assert (await on_postgres.hub.verify(on_postgres.system, 20, seed=1)).share == 1.0


async def test_changes_are_told_once_and_what_is_gone_is_gone_with_its_photos(on_postgres):
    await on_postgres.sync()
    market, refs = on_postgres.town.market, await on_postgres.store.read(listings.keys_of, on_postgres.system)
    priced, gone, fewer = [key for key, one in sorted(market.listings.items()) if one.status == "Active"][:3]
    ref = {
        key: next(ref for wire, ref in refs.items() if wire.endswith(key.removeprefix("RMLS"))) for key in (gone, fewer)
    }
    market.reprice(priced, 777_000)
    market.set_photos(fewer, 2)
    market.remove(gone)
    result = await on_postgres.sync()
    assert (result.error, [kind for kind, _ in result.changes]) == ("", ["price_change"])
    assert (await on_postgres.sync()).changes == ()
    assert await on_postgres.hub.reconcile(on_postgres.system) == 1
    assert [one.order for one in await on_postgres.store.read(listing_parts.media_of, ref[fewer])] == [1, 2]
    assert await on_postgres.store.read(listing_parts.media_of, ref[gone]) == []
    assert await on_postgres.store.read(listings.by_refs, [ref[gone]]) == []
