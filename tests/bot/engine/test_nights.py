"""What is done with every MLS once a night: keys are compared, and a sample of our copy is checked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.engine.actions.notifying import alert_for
from bot.engine.feeds import Feeds
from bot.engine.inbox import Inbox
from bot.rules import read_book
from integrations.mls.verifying import Difference, Verification
from integrations.models.alert import AlertStatus
from integrations.models.listing import Listing
from integrations.store import events as book
from integrations.store import listings, rounds
from integrations.wire.errors import Unavailable
from tools.tool import Hubs

NOON = datetime(2026, 6, 1, 19, 0, tzinfo=UTC)  # in Seattle
BOOK = {rule.rule_id: rule for rule in read_book()}


def checked(equal, *differences):
    return Verification(system="nwmls", title="NWMLS", sampled=200, fields=8000, equal=equal, differences=differences)


class Office:
    """An engine's feeds over one MLS, with a clock that moves when told."""

    def __init__(self, store):
        self.store, self.time, self.compared, self.checked = store, NOON, [], []
        self.trouble, self.found = None, checked(8000)
        self.inbox = Inbox(store, lambda: self.time)
        mls = SimpleNamespace(systems=("nwmls",), title_of=str.upper, reconcile=self.reconcile, verify=self.verify)
        hubs = Hubs(store, mls, SimpleNamespace(), SimpleNamespace(), now=lambda: self.time)
        self.feeds = Feeds(hubs, self.inbox, lambda: self.time)

    async def reconcile(self, _system):
        self.compared.append(self.time)
        if self.trouble:
            raise self.trouble
        return 0

    async def verify(self, _system, _sample):
        self.checked.append(self.time)
        return self.found

    async def hours(self, count):
        for _ in range(count):
            await self.feeds.reconcile(due=True)
            await self.feeds.check(due=True)
            self.time += timedelta(hours=1)

    async def told(self, kind):
        return [one.event for one in reversed(await self.store.read(book.newest, limit=50, type_like=kind))]


@pytest.fixture
def office(store):
    return Office(store)


async def test_keys_are_compared_and_a_sample_is_checked_once_each_night_of_the_office(office):
    await office.hours(1)  # never done before
    await office.hours(71)
    local = [f"{at - timedelta(hours=7):%d %H}" for at in office.compared]
    assert local == ["01 12", "02 01", "03 01", "04 01"]
    assert office.checked == office.compared


async def test_what_fails_in_the_night_is_tried_again_in_the_next_hour(office):
    await office.hours(13)
    office.trouble = Unavailable("nwmls", "down")
    await office.hours(2)
    office.trouble = None
    await office.hours(20)
    assert [f"{at - timedelta(hours=7):%d %H}" for at in office.compared] == ["01 12", "02 01", "02 02", "02 03"]


async def test_a_night_in_which_the_machine_was_off_is_made_up_for_by_day(office):
    await office.hours(1)
    office.time += timedelta(hours=40)
    await office.hours(2)
    assert len(office.compared) == 2


async def test_a_copy_that_agrees_less_than_the_aim_is_told_with_fields_and_listings_and_that_it_agrees_again(office):
    differ = [Difference(ref="NW:K1", field="list_price", ours="500000", theirs="480000")] * 9
    office.found = checked(7991, *differ)
    assert await office.feeds.check() == "nwmls: 99.89 % of 8,000 fields equal"
    (event,) = await office.told("feed.differs")
    card = alert_for(BOOK["feed_differs"].actions[0], BOOK["feed_differs"], event, office.time)
    assert card.title == "NWMLS: 99.89 % of the fields in our copy agree, 99.90 % is the aim"
    assert "list_price (9)" in card.why
    assert "NW:K1 (NW:K1): list_price is 500000 here and 480000 there" in card.why
    kept = await office.store.read(rounds.load, "nwmls", "check")
    assert (kept.outcome["equal"], kept.done_at) == (7991, NOON)
    office.found = checked(8000)
    for _ in range(2):
        await office.feeds.check()
    (event,) = await office.told("feed.agrees")
    over = alert_for(BOOK["feed_agrees"].actions[0], BOOK["feed_agrees"], event, office.time)
    assert (over.status, over.story) == (AlertStatus.DONE, card.story)


async def test_of_a_home_whose_seller_hides_it_only_the_field_that_differs_is_told(office):
    hidden = Listing(
        originating_system="NW", listing_key="K1", standard_status="Active", unparsed_address="12 Secret Lane",
        internet_address_display=False, modification_timestamp=NOON,
    )  # fmt: skip
    await office.store.write(listings.save, "nwmls", [hidden], first_copy=True, at=NOON)
    differ = Difference(ref="NW:K1", field="unparsed_address", ours="12 Secret Lane", theirs="14 Secret Lane")
    office.found = checked(7991, differ)
    await office.feeds.check()
    (event,) = await office.told("feed.differs")
    assert event.payload["examples"] == "NW:K1: unparsed_address differs"


async def test_a_check_by_hand_leaves_it_to_the_night_to_tell_that_the_copy_agrees_again(office):
    office.found = checked(7000)
    await office.feeds.check()
    await office.store.write(rounds.found, "nwmls", "check", checked(8000).kept, NOON)
    office.found = checked(8000)
    for _ in range(2):
        await office.feeds.check()
    assert len(await office.told("feed.agrees")) == 1
