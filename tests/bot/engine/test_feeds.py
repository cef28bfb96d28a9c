"""Between two copies of an MLS: event logs, pushes, the daily comparison, and what a crash kept from telling."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from bot.engine.at_work import AtWork
from bot.engine.feeds import Feeds
from bot.engine.inbox import Inbox
from bot.engine.jobs import follow_up
from integrations.events import Event
from integrations.mls import MLSIntegrationHub, ReconcileRefused
from integrations.mls.feed import NoEvents
from integrations.mls.pushes import HINT
from integrations.models.listing import Listing
from integrations.store import events as book
from integrations.store import listings
from integrations.store.tables.marks import marks
from integrations.wire.errors import Unavailable
from tools.tool import Hubs

AT = datetime(2026, 6, 1, 18, 0, tzinfo=UTC)
HOMES = [f"{number} Elm St (K{number}, Active)" for number in range(1, 8)]


def home(price, hours, key="K1"):
    return Listing(
        originating_system="RAINIER", listing_key=key, standard_status="Active", property_type="Residential",
        unparsed_address="1 Elm St", city="Seattle", state_or_province="WA", postal_code="98117",
        list_price=Decimal(price), list_office_name="Other Realty", modification_timestamp=AT + timedelta(hours=hours),
    )  # fmt: skip


class Office:
    """A store with one feed's listings, and a hub whose feed does what a test says."""

    def __init__(self, store):
        self.store, self.now = store, AT
        self.hub = MLSIntegrationHub(store, [], clock=lambda: AT)
        self.inbox = Inbox(store, lambda: AT)
        crm = SimpleNamespace()
        self.feeds = Feeds(Hubs(store, self.hub, crm, SimpleNamespace(), now=lambda: AT), self.inbox, lambda: AT)

    def act(self, **doings):
        """Let the hub's methods do this, by system."""

        async def do(name, system, *args, **more):
            what = doings[name][system]
            if isinstance(what, Exception):
                raise what
            return what(*args, **more) if callable(what) else what

        systems = tuple(dict.fromkeys(system for by_system in doings.values() for system in by_system))
        hub = SimpleNamespace(
            systems=systems, as_of=self.hub.as_of, is_own=self.hub.is_own, title_of=str.upper, door=self.hub.door
        )
        for name in doings:
            setattr(hub, name, lambda *args, name=name, **more: do(name, *args, **more))
        hubs = Hubs(self.store, hub, SimpleNamespace(), SimpleNamespace(), now=lambda: AT)
        self.feeds = Feeds(hubs, self.inbox, lambda: self.now)

    async def copy(self, price, hours, *, first=False):
        """A copy commits; then the process dies before anything is told."""
        await self.store.write(listings.save, "mls", [home(price, hours)], first_copy=first, at=AT)

    async def die_before_the_mark_moved(self):
        await self.store.write(lambda connection: connection.execute(update(marks).values(position=0)))

    async def told(self, kind):
        found = await self.store.read(book.newest, limit=200, type_like=kind)
        return [one.event for one in reversed(found)]


@pytest.fixture
def office(store):
    return Office(store)


async def test_a_change_that_a_crash_kept_from_telling_is_told_at_the_next_start_and_once(office):
    await office.copy(500_000, 0, first=True)
    await office.feeds.news.begin()
    await office.copy(440_000, 1)
    assert await office.feeds.news.catch_up() == 1
    await office.die_before_the_mark_moved()
    assert await office.feeds.news.catch_up() == 1  # looked at once more, and told no second time
    (event,) = await office.told("listing.price_change")
    assert event.payload["change_percent"] == -12.0


async def test_what_the_store_holds_at_the_first_start_is_no_news(office):
    await office.copy(500_000, 0, first=True)
    await office.copy(440_000, 1)
    assert await office.feeds.news.catch_up() == 0
    assert await office.told("listing.") == []


async def test_the_usual_telling_and_the_catching_up_make_one_event(office):
    await office.copy(500_000, 0, first=True)
    await office.feeds.news.begin()
    await office.copy(440_000, 1)
    await office.feeds.news.tell([("price_change", "RAINIER:K1")])
    await office.feeds.news.catch_up()
    assert len(await office.told("listing.price_change")) == 1


async def test_a_change_written_after_a_takedown_is_told_though_the_database_gives_a_number_twice(office):
    await office.copy(500_000, 0, first=True)
    await office.feeds.news.begin()
    await office.store.write(listings.save, "mls", [home(300_000, 0, "K2")], first_copy=False, at=AT)
    assert await office.feeds.news.catch_up() == 1
    await office.store.write(listings.remove, "mls", ["RAINIER:K2"], reason="gone", at=AT)
    await office.copy(440_000, 1)
    assert await office.feeds.news.catch_up() == 1
    assert len(await office.told("listing.price_change")) == 1


async def test_a_change_that_commits_after_a_later_one_is_told(office):
    if office.store.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    await office.feeds.news.begin()
    with office.store.writing() as slow:
        listings.save(slow, "mls", [home(500_000, 0, "K2")], first_copy=False, at=AT)
        await office.copy(500_000, 0)
        telling = asyncio.create_task(office.feeds.news.catch_up())
        await asyncio.wait([telling], timeout=0.3)
    await telling
    await office.feeds.news.catch_up()
    assert len(await office.told("listing.new")) == 2


async def test_the_event_logs_are_followed_and_one_feeds_trouble_stops_no_other(office):
    await office.copy(500_000, 0, first=True)
    await office.feeds.news.begin()
    await office.copy(450_000, 1)
    office.act(
        follow_events={"a": NoEvents("a", "keeps none"), "b": Unavailable("b", "down"), "c": [("K1", "changed")]}
    )
    said = await office.feeds.follow()
    assert said.startswith("b: ")
    assert said.endswith("c: 1 records")
    assert len(await office.told("listing.price_change")) == 1


async def test_what_a_look_at_a_log_finds_is_told_though_its_job_went_on_without_it(office):
    await office.copy(500_000, 0, first=True)
    await office.feeds.news.begin()
    office.act(follow_events={"a": []})
    gate = asyncio.Event()

    async def find(_system):
        await gate.wait()
        await office.copy(450_000, 1)
        return [("K1", "changed")]

    office.feeds.hubs.mls.follow_events = find
    feeds = replace(office.feeds, at_work=AtWork(patience=0.0))
    assert await feeds.follow() == "a: still at it"
    gate.set()
    await asyncio.wait(feeds.at_work._tasks.values())
    assert len(await office.told("listing.price_change")) == 1


async def test_a_suspicious_gap_is_told_once_a_day_and_the_other_feeds_are_compared(office):
    office.act(reconcile={"a": ReconcileRefused("a", 900, 1000, HOMES), "b": 2, "c": Unavailable("c", "down")})
    for _ in range(2):
        said = await office.feeds.reconcile()
    assert said.startswith("a: refused, 900 of 1000 missing, b: 2 removed, c: ")
    (event,) = await office.told("feed.takedown")
    assert event.payload == {
        "system": "a", "title": "A", "missing": 900, "held": 1000, "listings": HOMES,
        "examples": "1 Elm St (K1, Active); 2 Elm St (K2, Active); 3 Elm St (K3, Active); "
        "4 Elm St (K4, Active); 5 Elm St (K5, Active)",
    }  # fmt: skip
    assert len(await office.told("sync.failed")) == 1
    assert await office.told("feed.complete") == []
    office.act(reconcile={"a": 0})
    for _ in range(2):
        await office.feeds.reconcile()
    assert len(await office.told("feed.complete")) == 1


async def test_a_gap_that_comes_again_after_it_was_settled_is_told_again(office):
    for _ in range(2):
        office.act(reconcile={"a": ReconcileRefused("a", 900, 1000, HOMES)})
        await office.feeds.reconcile()
        office.now += timedelta(minutes=1)
        office.act(reconcile={"a": 0})
        await office.feeds.reconcile()
        office.now += timedelta(minutes=1)
    assert len(await office.told("feed.takedown")) == len(await office.told("feed.complete")) == 2


async def test_a_push_leads_to_reading_that_record_at_once(office):
    pushed = []

    def take(events, source):
        pushed.extend((one.sequence, one.key, source) for one in events)
        return [("K1", "changed")]

    office.act(take_push={"nwmls": take})
    payload = {"system": "nwmls", "resource": "Property", "key": "K1", "source": "log", "sequence": 7}
    event = office.inbox.new_event("nwmls", f"nwmls.{HINT}", "log:7", payload)
    assert follow_up(event, crms=()) == ("hot", "read_push")
    assert await office.feeds.take_push(event) == "changed"
    assert pushed == [(7, "K1", "log")]


def test_an_event_that_only_looks_like_a_push_is_none():
    event = Event(id="1", source="rule", type=f"nwmls.{HINT}", key="k", occurred_at=AT, received_at=AT, payload={})
    assert follow_up(event, crms=()) is None
