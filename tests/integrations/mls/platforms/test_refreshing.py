"""One record at a time: events of the log, pushes, and what becomes of a record that may no longer be held."""

from __future__ import annotations

import asyncio
import hashlib
import hmac

import orjson
import pytest

from integrations.mls.feed import EntityEvent, NoEvents
from integrations.mls.pushes import CONTEXT, ResoPush, SparkPush, read_events
from integrations.models.listing import StandardStatus
from integrations.store import listings
from integrations.wire.errors import Rejected, Unreadable
from integrations.wire.inbound import Delivery, Forged


async def test_one_record_is_refreshed_or_purged_on_every_platform(ground):
    await ground.sync()
    purged: list[str] = []

    async def purge(refs):
        purged.extend(refs)

    ground.hub.on_purge(purge)
    market, key = ground.town.market, next(k for k, v in ground.town.market.listings.items() if v.status == "Active")
    wire = next(
        one
        for one in await ground.store.read(listings.keys_of, ground.system)
        if one.endswith(key.removeprefix("RMLS"))
    )
    assert await ground.hub.refresh(ground.system, wire) == "same"
    market.reprice(key, 765_000)
    assert await ground.hub.refresh(ground.system, wire) == "changed"
    market.remove(key)
    assert await ground.hub.refresh(ground.system, wire) == "removed"
    assert await ground.hub.refresh(ground.system, wire) == "same"
    assert [ref.endswith(wire) for ref in purged] == [True]


async def test_the_event_log_is_followed_from_where_we_are(plain):
    await plain.sync()
    market, (one, two, three) = plain.town.market, sorted(plain.town.market.listings)[:3]
    assert await plain.hub.follow_events("mls") == []
    market.touch(one)
    market.set_status(two, "Withdrawn")
    market.touch(two)
    market.remove(three)
    assert await plain.hub.follow_events("mls") == [(one, "changed"), (two, "changed"), (three, "removed")]
    assert await plain.hub.follow_events("mls") == []
    (listing,) = await plain.store.read(listings.by_refs, [f"RAINIER:{two}"])
    assert listing.standard_status is StandardStatus.WITHDRAWN


async def test_a_record_that_the_mls_refuses_to_show_holds_up_no_event_behind_it(plain, monkeypatch):
    await plain.sync()
    await plain.hub.follow_events("mls")
    one, two = sorted(plain.town.market.listings)[:2]
    plain.town.market.touch(one)
    plain.town.market.touch(two)
    ask = plain.feed.one

    async def refuse(key):
        if key == one:
            raise Rejected("mls", "400: not this one")
        return await ask(key)

    monkeypatch.setattr(plain.feed, "one", refuse)
    assert await plain.hub.follow_events("mls") == [(one, "unreadable"), (two, "changed")]
    assert await plain.hub.follow_events("mls") == []


async def test_a_platform_without_a_log_says_so(ground):
    if ground.feed._dialect.has_events:
        return
    with pytest.raises(NoEvents):
        await ground.hub.follow_events(ground.system)


async def test_a_push_that_is_replayed_reordered_and_bundled_has_one_effect(plain):
    await plain.sync()
    one, two = sorted(plain.town.market.listings)[:2]
    plain.town.market.touch(one)
    plain.town.market.touch(two)
    events = [EntityEvent(9, "Property", two), EntityEvent(8, "Property", one), EntityEvent(7, "Media", "M1")]
    assert await plain.hub.take_push("mls", events, "feed a") == [(one, "changed"), (two, "changed")]
    assert await plain.hub.take_push("mls", list(reversed(events)), "feed a") == []
    assert await plain.hub.take_push("mls", events[:1], "feed b") == [(two, "same")]


def delivery(body: object, **headers: str) -> Delivery:
    return Delivery(headers, orjson.dumps(body), "http://127.0.0.1/webhooks/mls")


EVENT = {"EntityEventSequence": 5, "ResourceName": "Property", "ResourceRecordKey": "K1"}


def test_a_reso_push_carries_the_token_that_we_gave_and_names_each_event():
    push = ResoPush("mls", "our-token")
    with pytest.raises(Forged):
        push.verify(delivery({}, authorization="Bearer other"))
    with pytest.raises(Forged):
        ResoPush("mls", "").verify(delivery({}, authorization="Bearer "))
    sent = delivery({"@reso.context": CONTEXT, "value": [EVENT, {**EVENT, "EntityEventSequence": 6}]},
                    authorization="Bearer our-token", entityeventsource="north")  # fmt: skip
    push.verify(sent)
    assert [hint.key for hint in push.read(sent)] == ["north:5", "north:6"]
    assert read_events(orjson.dumps({"@reso.context": CONTEXT, **EVENT}), "mls") == [EntityEvent(5, "Property", "K1")]
    for body in (b"nonsense", b"[1]", b'{"value": [{}]}'):
        with pytest.raises(Unreadable):
            read_events(body, "mls")


def test_a_spark_notice_is_signed_and_one_we_cannot_read_asks_for_a_sync():
    push, body = SparkPush("spark", "secret"), b'{"something": "happened"}'
    signature = hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    sent = Delivery({"signature": signature}, body, "http://127.0.0.1/webhooks/spark")
    push.verify(sent)
    (hint,) = push.read(sent)
    assert hint.payload == {"system": "spark"}
    with pytest.raises(Forged):
        push.verify(Delivery({"signature": signature}, body + b" ", sent.url))


@pytest.mark.parametrize("ground", ["reso", "spark"], indirect=True)
async def test_a_platform_tells_of_a_change_by_itself_until_it_is_heard(ground):
    await ground.sync()
    ground.town.market.touch(ground.some())
    ground.behave(pushes="ours")
    key = next(key for key, one in ground.town.market.listings.items() if one.status == "Active")
    ground.town.market.reprice(key, 765_000)
    async with asyncio.timeout(5):
        while len(ground.pushed) < 2:  # the first is refused  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    _, sent = ground.pushed[:2]
    if ground.system == "spark":
        (hint,) = read_by(SparkPush("spark", "ours"), sent)
        assert hint.payload == {"system": "spark"}
        assert sent.headers["user-agent"] == "NotificationSystem/0.1"
        assert (await ground.sync()).changed >= 1
    else:
        (hint,) = read_by(ResoPush("mls", "ours"), sent)
        assert hint.payload["source"] == "town-mls"
        events = read_events(sent.body, "mls")
        assert await ground.hub.take_push("mls", events, "town-mls") == [(key, "changed")]


def read_by(push, sent):
    push.verify(sent)
    return push.read(sent)


async def test_the_copy_is_measured_against_its_source(ground):
    await ground.sync()
    result = await ground.hub.verify(ground.system, sample=20, seed=1)
    assert (result.sampled, result.share, result.differences) == (20, 1.0, ())
    key = next(iter(await ground.store.read(listings.keys_of, ground.system)))
    ref = (await ground.store.read(listings.keys_of, ground.system))[key]
    (listing,) = await ground.store.read(listings.by_refs, [ref])
    wrong = listing.model_copy(update={"bedrooms_total": 33})
    await ground.store.write(listings.save, ground.system, [wrong], first_copy=True, at=ground.clock[0])
    result = await ground.hub.verify(ground.system, sample=1000, seed=1)
    assert [(one.field, one.ours) for one in result.differences] == [("bedrooms_total", "33")]
    assert result.share > 0.999


async def test_a_feed_that_ages_is_told_before_it_hides(plain):
    await plain.sync()
    assert await plain.hub.aging_feeds() == []
    listing = (await plain.store.read(listings.offered))[0]
    assert await plain.hub.permit(listing, "client") is None
    plain.clock[0] = plain.clock[0].replace(hour=22)
    (warning,) = await plain.hub.aging_feeds()
    assert "at 12 h" in warning
    plain.clock[0] = plain.clock[0].replace(day=plain.clock[0].day + 1)
    refused = await plain.hub.permit(listing, "client")
    assert refused is not None
    assert "Sync it first" in refused.said
