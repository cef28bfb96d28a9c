from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from integrations.models.campaign import Audience, Campaign, CampaignPlan, CampaignType, Channel, Recipient
from integrations.models.contact import Contact
from integrations.store import audiences, campaigns, contacts, sends
from integrations.store.audiences import Member
from integrations.store.sends import Send

NOW = datetime(2026, 3, 10, 19, tzinfo=UTC)
PLAN = CampaignPlan(
    campaign_type=CampaignType.NEWSLETTER, channel=Channel.SMS, title="News", body_text="Hello",
    audience=Audience(description="all", included=(Recipient(contact_id="c1", name="Ann", to="+12065552001"),)),
)  # fmt: skip
CAMPAIGN = Campaign(
    id="cmp_1",
    campaign_type=CampaignType.NEWSLETTER,
    channel=Channel.SMS,
    title="News",
    status="sending",
    vendor="twilio",
)


def row(**values):
    return Send(
        **{"key": "k", "channel": "sms", "point": "+12065552001", "created_at": NOW, "updated_at": NOW} | values
    )


def begin(connection, campaign, key):
    rows = [row(key=f"{campaign.id}:c1:0", campaign_id=campaign.id, contact_id="c1").model_dump()]
    return campaigns.begin(connection, campaign, key, PLAN, rows, NOW)


async def test_a_campaign_is_written_down_once_for_its_key(store):
    first = await store.write(begin, CAMPAIGN, "key")
    other = CAMPAIGN.model_copy(update={"id": "cmp_2"})
    assert await store.write(begin, other, "key") == first == CAMPAIGN
    assert len(await store.read(sends.of_campaign, "cmp_1")) == 1
    assert await store.read(campaigns.plan_of, "cmp_1") == PLAN
    assert await store.read(campaigns.newest, 5) == [CAMPAIGN]


async def test_a_campaign_writes_once_to_a_person_whatever_the_key(store):
    await store.write(begin, CAMPAIGN, "key")
    twice = row(key="another", campaign_id="cmp_1", contact_id="c1")
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(sends.add, twice)


async def test_a_message_is_taken_by_one_and_by_another_only_when_the_first_is_gone(store):
    await store.write(sends.add, row())
    assert await store.write(sends.start, "k", NOW, stale=NOW - timedelta(minutes=2))
    assert not await store.write(sends.start, "k", NOW, stale=NOW - timedelta(minutes=2))
    later = NOW + timedelta(minutes=5)
    assert await store.write(sends.start, "k", later, stale=later - timedelta(minutes=2))
    assert (await store.read(sends.get, "k")).attempted_at == NOW
    await store.write(sends.release, "k", later, "unsure")
    assert await store.write(sends.start, "k", later, stale=NOW)


async def test_a_status_only_goes_forward(store):
    await store.write(sends.add, row())
    assert await store.write(sends.advance, "k", "sent", NOW, vendor_id="SM1", sent_at=NOW)
    assert await store.write(sends.advance_by_vendor_id, "SM1", "delivered", NOW) == "k"
    assert await store.write(sends.advance_by_vendor_id, "SM1", "sent", NOW) == "k"
    assert await store.write(sends.advance_by_vendor_id, "SM2", "sent", NOW) is None
    assert (await store.read(sends.get, "k")).status == "delivered"
    assert await store.read(sends.claimed, ["SM1", "SM2"]) == {"SM1"}


async def test_deferred_messages_come_when_they_are_due(store):
    await store.write(sends.add, row())
    await store.write(sends.defer, "k", NOW + timedelta(hours=8), "night", NOW)
    assert await store.read(sends.due, NOW, 10) == []
    assert [one.key for one in await store.read(sends.due, NOW + timedelta(hours=8), 10)] == ["k"]


async def test_an_audience_is_copied_and_who_has_left_it_stays_known(store):
    both = [Member(email="Ann@x.com", status="subscribed"), Member(email="bob@x.com", status="unsubscribed")]
    assert await store.write(audiences.replace, "mailchimp", "l", both, NOW) == (2, 0, 0)
    assert await store.read(audiences.statuses, ["ANN@x.com", "bob@x.com", "cy@x.com"]) == {
        "ann@x.com": "subscribed",
        "bob@x.com": "unsubscribed",
    }
    left = [Member(email="ann@x.com", status="unsubscribed")]
    assert await store.write(audiences.replace, "mailchimp", "l", left, NOW) == (0, 1, 1)
    # Bob was deleted at the vendor: an import must not bring him back.
    assert await store.read(audiences.suppressed, "email", ["bob@x.com"]) == {"bob@x.com": "unsubscribed from e-mail"}
    await store.write(audiences.replace, "mailchimp", "l", [Member(email="bob@x.com", status="subscribed")], NOW)
    assert await store.read(audiences.suppressed, "email", ["bob@x.com"]) == {}


async def test_a_suppression_holds_until_the_person_lifts_it(store):
    await store.write(audiences.suppress, "all", ["(206) 555-2001", "Ann@x.com"], "opted out", "twilio", NOW)
    points = ["2065552001", "ann@x.com"]
    assert set(await store.read(audiences.suppressed, "sms", points)) == set(points)
    assert set(await store.read(audiences.suppressed, "email", points)) == set(points)
    await store.write(audiences.lift, ["+12065552001"], NOW)
    assert set(await store.read(audiences.suppressed, "sms", points)) == {"ann@x.com"}


async def test_everything_that_belongs_to_a_number_is_found(store):
    ann = Contact(id="", external_ids={"fub": "1"}, emails=("ann@x.com",), phones=("(206) 555-2001",))
    await store.write(contacts.save, "fub", [ann], seen_at=NOW)
    assert await store.read(audiences.points_with, "+12065552001") == ["2065552001", "ann@x.com"]
    assert await store.read(audiences.points_with, "+12065559999") == ["2065559999"]
