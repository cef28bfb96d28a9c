from __future__ import annotations

import asyncio

import httpx
import pytest
from prometheus_client import REGISTRY

from integrations.store import buckets
from integrations.wire.client import Client
from integrations.wire.errors import Rejected, Unavailable
from integrations.wire.pace import Rate


def value(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_a_run_counts_how_it_ended_and_how_long_its_effects_took(room):
    await room.start()
    await room.runs(await room.put("said", "a", who="Ann", why="x"), "done")
    assert value("jorge_rule_runs_total", rule="news", status="done") >= 1
    assert value("jorge_effect_seconds_count", lane="hot", action="text_owner") >= 1
    before = value("jorge_rule_runs_total", rule="news", status="dead")
    room.phone.trouble = [Unavailable("phone", "down", 0.01)] * 9
    await room.runs(await room.put("said", "b", who="Bob", why="x"), "dead")
    assert value("jorge_rule_runs_total", rule="news", status="dead") == before + 1
    assert value("jorge_rule_steps_total", action="text_owner", outcome="waits") >= 3


async def test_what_a_vendor_refuses_counts_as_a_failed_run(room):
    before = value("jorge_rule_runs_total", rule="news", status="failed")
    room.phone.trouble = [Rejected("phone", "no such number")]
    await room.start()
    await room.runs(await room.put("said", "a", who="Ann", why="x"), "failed")
    assert value("jorge_rule_runs_total", rule="news", status="failed") == before + 1


async def test_the_lanes_tell_what_waits_in_them(room, parts):
    room.rules[:] = [parts.rule("late", "said", parts.text, lane="bulk")]
    room.phone.trouble = [Unavailable("phone", "down", 30.0)] * 3
    engine = await room.start()
    assert await engine.workflows.depths() == {"hot": (0, 0), "normal": (0, 0), "bulk": (0, 0)}
    await room.runs(await room.put("said", "a", who="Ann"), "waiting")
    async with asyncio.timeout(12):
        while (await engine.workflows.depths())["bulk"][0] != 1:  # noqa: ASYNC110  # a thread of DBOS puts it there
            await asyncio.sleep(0.02)


async def test_a_client_counts_answers_and_reads_the_quota_that_is_left():
    answers = [(200, {"X-RateLimit-Remaining": "41", "X-RateLimit-Context": "notes"}), (400, {}), (503, {}), (429, {})]

    def answer(_request: httpx.Request) -> httpx.Response:
        status, headers = answers.pop(0)
        return httpx.Response(status, headers=headers)

    client = Client("Test Vendor", "http://vendor.test", attempts=1)
    client._http = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://vendor.test")
    await client.get("x")
    for wrong in (Rejected, Unavailable, Unavailable):
        with pytest.raises(wrong):
            await client.get("x")
    await client.aclose()
    assert value("jorge_vendor_quota_left", vendor="Test Vendor", context="notes") == 41
    for outcome in ("ok", "rejected", "unavailable", "throttled"):
        assert value("jorge_vendor_requests_total", vendor="Test Vendor", outcome=outcome) == 1
    assert value("jorge_vendor_request_seconds_count", vendor="Test Vendor") == 4


async def test_the_turns_that_are_left_are_those_of_all_processes(store):
    rate = Rate(5, 60.0)
    await store.write(buckets.take, "vendor", rate, 2)
    assert await store.read(buckets.turns_left, {"vendor": (rate,), "other": (rate,)}) == {("vendor", "all"): 3}
    await store.write(buckets.hold, "vendor", "all", 30.0)
    assert await store.read(buckets.turns_left, {"vendor": (rate,)}) == {("vendor", "all"): 0}
