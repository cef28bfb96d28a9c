"""Follow Up Boss's limits and outages, over HTTP with the stand-in that refuses as the vendor does."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from integrations.crm.connectors.followupboss import VENDOR, connect
from integrations.store.buckets import SharedPaces
from integrations.wire.errors import Unavailable

_ALLOWED = {"people-put": 3, "notes": 2, "events-get": 2, "global": 20}


async def _refusals(block, access) -> int:
    crm = connect(access)
    refused = []
    judge = crm._client._judge

    def counting(reply):
        refused.extend([reply.url] * (reply.status == 429))
        return judge(reply)

    crm._client._judge = counting
    try:
        asked = [crm._client.get("events", params={"limit": "1"}) for _ in range(4)]
        asked += [crm._client.put("people/1001", json={"stage": "Lead"}) for _ in range(5)]
        asked += [crm._client.get("notes", params={"personId": "1001"}) for _ in range(3)]
        await asyncio.gather(*asked)
    finally:
        await crm.aclose()
    return len(refused)


async def test_two_processes_that_keep_every_contexts_limit_are_never_refused(store, block):
    block.behave(quotas=_ALLOWED, window=0.5)  # the rest is what a request may be late in a busy test run
    rates = tuple(
        replace(rate, limit=_ALLOWED["global" if rate.context == "all" else rate.context], seconds=0.8)
        for rate in VENDOR.rates
    )
    paced = [replace(block.access, pace=SharedPaces(store, VENDOR.slug, rates)) for _ in range(2)]
    assert await asyncio.gather(*(_refusals(block, access) for access in paced)) == [0, 0]


async def test_a_storm_of_refusals_is_waited_out_as_long_as_each_says(block):
    block.behave(quotas=_ALLOWED, window=0.3)
    assert await _refusals(block, block.access) > 0  # nobody keeps a pace, and all requests come through


async def test_an_outage_is_logged_once_and_its_end_once(block):
    crm = connect(block.access)
    crm._client._attempts = 1
    with capture_logs() as logged:
        for failing in (True, True, True, False, False, True):
            block.fails = [503] * failing
            if failing:
                with pytest.raises(Unavailable):
                    await crm._client.get("identity")
            else:
                await crm._client.get("identity")
    await crm.aclose()
    assert [one["event"] for one in logged] == ["vendor_down", "vendor_back", "vendor_down"]
