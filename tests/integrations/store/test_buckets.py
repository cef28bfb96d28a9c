from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.store import Store, buckets
from integrations.store.buckets import SharedPace, SharedPaces, next_turns
from integrations.wire.client import Client
from integrations.wire.errors import Unavailable
from integrations.wire.pace import Rate


def most_in_a_window(times: list[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in times) for start in times)


async def test_fifteen_jobs_of_three_processes_never_put_more_than_five_into_any_second(store: Store):
    # A process knows nothing of the others but what is in the store.
    paces = [SharedPace(store, "vendor", Rate(5, 1.0)) for _ in range(3)]
    sent: list[float] = []

    async def job(pace: SharedPace):
        await pace.turn()
        sent.append(time.monotonic())

    began = time.monotonic()
    await asyncio.gather(*(job(paces[n % 3]) for n in range(15)))
    assert most_in_a_window(sent, 1.0) == 5
    assert sum(at - began < 0.8 for at in sent) == 5  # a burst goes out at once


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 300),
    st.floats(0.5, 60),
    st.lists(st.tuples(st.floats(0, 20), st.integers(1, 60)), min_size=1, max_size=30),
)
def test_no_window_ever_holds_more_than_allowed_however_requests_come(limit, seconds, asked):
    now, known, turns = 1_700_000_000_000_000, [], []
    for gap, count in asked:
        now += int(gap * 1_000_000)
        given_now, known = next_turns(known, now, Rate(limit, seconds), count)
        turns += given_now
    assert turns == sorted(turns)
    # Kept are the turns that may still count: those within a window and its slack before now, and those given ahead.
    # Where turns are kept in grains each grain of that span has one entry, and the two at its ends are cut.
    span = turns[-1] - now
    kept_for = int(max(seconds * (1 + buckets._SLACK), seconds + buckets._LEAST_SLACK) * 1_000_000)
    assert all(at + kept_for > now for at, _ in known)
    if limit > buckets._GRAINS:
        assert len(known) <= (max(0, span) + kept_for) // (kept_for // buckets._GRAINS) + 2
    else:
        assert len(known) <= limit * ((max(0, span) + kept_for) // kept_for + 1) + 1
    window = int(seconds * 1_000_000)
    assert all(later - earlier > window for earlier, later in zip(turns, turns[limit:], strict=False))


def test_a_free_vendor_is_asked_at_once():
    given_now, _ = next_turns([], 5_000_000, Rate(5, 1.0), 5)
    assert given_now == [5_000_000] * 5


async def test_contexts_are_counted_apart(store: Store):
    for context in ("read", "write"):
        assert await store.write(buckets.take, "vendor", Rate(1, 60.0, context), 1) == [0.0]
    (wait,) = await store.write(buckets.take, "vendor", Rate(1, 60.0, "read"), 1)
    assert wait > 59


async def test_a_request_waits_for_its_own_context_only_and_a_storm_holds_that_alone(store: Store):
    rates = (Rate(2, 60.0, "notes", r"\w+ notes"), Rate(1, 60.0, "people-put", "PUT people"), Rate(250, 60.0))
    paces = SharedPaces(store, "vendor", rates)
    for request in ("GET notes", "POST notes", "PUT people/7", *["GET people"] * 9):
        await asyncio.wait_for(paces.turn(request), 5)
    left = await store.read(buckets.turns_left, {"vendor": rates})
    assert left == {("vendor", "notes"): 0, ("vendor", "people-put"): 0, ("vendor", "all"): 250 - 9}
    await paces.hold(60, "POST notes")
    for request in ("POST notes", "PUT people/7"):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(paces.turn(request), 0.05)
    await asyncio.wait_for(paces.turn("GET people"), 5)


async def test_what_the_vendor_asks_for_holds_for_all(store: Store):
    await SharedPace(store, "vendor", Rate(100, 1.0)).hold(0.4)
    began = time.monotonic()
    await SharedPace(store, "vendor", Rate(100, 1.0)).turn()
    assert time.monotonic() - began > 0.3


async def test_a_client_waits_for_its_turn_at_every_try():
    class Counting:
        turns = 0

        async def turn(self, _request: str) -> None:
            self.turns += 1

        async def hold(self, seconds: float, _request: str) -> None:
            raise AssertionError(seconds)

    pace = Counting()
    client = Client("vendor", "http://127.0.0.1:9", pace=pace, attempts=2)
    with pytest.raises(Unavailable):
        await client.get("nobody-listens")
    assert pace.turns == 2
    await client.aclose()
