from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from integrations.marketing import Refused
from integrations.models.campaign import CampaignType, Channel
from integrations.store import audiences, sends
from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Challenged, Delivery, Forged, Hint, WebhookSource
from tests.integrations.marketing.square import HOME, NOON, keep, person

SEATTLE = "+12065552001"


async def arrived(square, source):
    """What has come in for a source, verified and read."""
    connector = square.mailchimp() if source == "mailchimp" else square.twilio()
    found = [one for name, one in square.letters if name.split("/")[0] == source]
    hints = []
    for delivery in found:
        connector.verify(delivery)
        hints += connector.read(delivery)
    await connector.aclose()
    return hints


async def test_both_channels_take_webhooks(hub):
    sources = hub.sources()
    assert set(sources) == {"mailchimp", "twilio"}
    assert all(isinstance(one, WebhookSource) for one in sources.values())
    assert isinstance(sources["mailchimp"], Challenged)


async def test_progress_of_a_text_arrives_signed_and_never_goes_back(hub, square, book):
    await hub.listen(square.url)
    square.behave("twilio", late_every=1, steps=(0.01, 0.05))
    await hub.text_owner("Hot lead", key="k")
    await square.until(lambda: len(square.letters) == 2)
    hints = await arrived(square, "twilio")
    assert [hint.payload["status"] for hint in hints] == ["delivered", "sent"]
    assert len({hint.key for hint in hints}) == 2
    for hint in (*hints, *hints):
        await hub.take_hint("twilio", hint)
    assert (await book.read(sends.get, "k")).status == "delivered"


async def test_a_status_that_comes_before_the_answer_is_not_lost(hub, book):
    early = Hint("SM1:delivered", "status", {"sid": "SM1", "status": "delivered", "error_code": ""})
    hearing = asyncio.create_task(hub.take_hint("twilio", early))
    send = sends.Send(key="k", channel="sms", point=SEATTLE, created_at=NOON, updated_at=NOON)
    await book.write(sends.add, send)
    await book.write(sends.advance, "k", "sent", NOON, vendor_id="SM1")
    await hearing
    assert (await book.read(sends.get, "k")).status == "delivered"


async def test_signatures_fail_on_another_address_another_body_and_another_token(hub, square):
    await hub.listen(square.url)
    await hub.text_owner("Hot lead", key="k")
    await square.until(lambda: len(square.letters) == 2)
    (_, good), twilio = square.letters[0], square.twilio()
    twilio.verify(good)
    for bad in (
        Delivery(good.headers, good.body, good.url.replace("127.0.0.1", "example.com")),
        Delivery(good.headers, good.body.replace(b"AccountSid", b"accountSid"), good.url),
        Delivery({name: value for name, value in good.headers.items() if "twilio" not in name}, good.body, good.url),
    ):
        with pytest.raises(Forged):
            twilio.verify(bad)
    with pytest.raises(Forged):
        square.twilio(auth_token="another").verify(good)


@pytest.mark.parametrize("words", ["STOP", "please dont text me anymore", "Take me off your list!", "No mas"])
async def test_an_answer_that_means_stop_suppresses_every_channel(hub, square, book, words):
    ((ana, _),) = await keep(book, person(1))
    await hub.sync_audiences()
    async with square.browser() as page:
        await page.post("/twilio/inbound", data={"From": SEATTLE, "Body": words})
    await square.until(lambda: bool(square.letters))
    (hint,) = await arrived(square, "twilio")
    (heard,) = await hub.take_hint("twilio", hint)
    assert (heard.type, heard.payload["contact_id"]) == ("contact.opted_out", ana.id)
    assert await hub.take_hint("twilio", hint) == []
    with pytest.raises(Refused, match="opted out of all"):
        await hub.text_contact(ana, "Hello", key="k")
    for channel in Channel:
        with pytest.raises(Refused, match="1 opted out of all messages"):
            await hub.plan_campaign(CampaignType.JUST_LISTED, channel, contacts=((ana, ""),), listing=HOME)
    confirmations = [one["body"] for one in square.texts if one["direction"] != "inbound"]
    vendor_does_it = words == "STOP"
    assert confirmations == ([] if vendor_does_it else [
        "Rivera & Co. Realty: you are off our list and get no more messages from us."
    ])  # fmt: skip


async def test_an_answer_that_is_no_stop_is_told_and_changes_nothing(hub, square, book):
    ((ana, _),) = await keep(book, person(1))
    async with square.browser() as page:
        await page.post("/twilio/inbound", data={"From": SEATTLE, "Body": "Can I stop by tomorrow?"})
    await square.until(lambda: bool(square.letters))
    (heard,) = await hub.take_hint("twilio", (await arrived(square, "twilio"))[0])
    assert (heard.type, heard.payload["message"]) == ("contact.replied", "Can I stop by tomorrow?")
    await hub.text_contact(ana, "Sure, at 5.", key="k")


async def test_start_lifts_what_stop_has_stopped(hub, square, book):
    ((ana, _),) = await keep(book, person(1))
    phone = square.text.state.messages
    phone.receive(SEATTLE, "STOP")
    await hub.sync_audiences()
    phone.receive(SEATTLE, "START")
    await hub.sync_audiences()
    assert (await hub.text_contact(ana, "Welcome back", key="k")).startswith("Texted")


async def test_without_webhooks_answers_are_read_by_the_sync_and_each_counts_once(hub, square, book, clock):
    await keep(book, person(1))
    square.text.state.messages.receive(SEATTLE, "stop")
    first = (await hub.sync_audiences())["twilio"]
    second = (await hub.sync_audiences())["twilio"]
    assert (first.read, first.added, second.read, second.added) == (1, 1, 1, 0)
    assert await book.read(audiences.suppressed, "email", ["ann01@mail.example.com"])


async def test_the_audience_is_copied_with_those_who_left(hub, square, book):
    result = (await hub.sync_audiences())["mailchimp"]
    leads = [one for one in square.town.world.leads if one.email_status != "never" and one.emails]
    assert (result.read, result.added, result.error) == (len(leads), len(leads), "")
    gone = [one.emails[0] for one in leads if one.email_status == "unsubscribed"]
    assert gone
    assert set((await book.read(audiences.statuses, gone)).values()) == {"unsubscribed"}
    again = (await hub.sync_audiences())["mailchimp"]
    assert (again.added, again.changed, again.removed) == (0, 0, 0)


async def test_one_broken_channel_does_not_stop_the_other(hub, square):
    hub._mail._list_id = "wrong"
    results = await hub.sync_audiences()
    assert "could not be found" in results["mailchimp"].error
    assert results["twilio"].error == ""


async def test_an_unsubscribe_link_reaches_us_and_is_believed_at_once(hub, square, book):
    people = await keep(book, person(1), person(2))
    await hub.listen(square.url)
    await hub.listen(square.url)
    made = await hub.plan_campaign(CampaignType.JUST_LISTED, Channel.EMAIL, contacts=people, listing=HOME)
    await hub.send_campaign(made, key="k")
    letters = [one for one in square.letters if one[0].startswith("mailchimp")]
    assert letters == []  # our own writes do not come back
    async with square.browser() as page:
        mail = (await page.get(f"/mailchimp/outbox/{square.campaigns[0]['id']}/mail")).text
        link = mail.split('<a href="' + square.url)[1].split('"')[0]
        await page.get(link)
        assert letters == []  # a scanner only looks
        await page.post(link)
    await square.until(lambda: bool(square.letters))
    (hint,) = await arrived(square, "mailchimp")
    (heard,) = await hub.take_hint("mailchimp", hint)
    assert (heard.type, heard.payload["contact_id"]) == ("contact.unsubscribed", people[0][0].id)
    with pytest.raises(Refused, match="1 unsubscribed from e-mail"):
        await hub.plan_campaign(CampaignType.JUST_LISTED, Channel.EMAIL, contacts=people[:1], listing=HOME)


async def test_an_unsigned_hook_is_proved_by_its_address_and_a_signed_one_by_its_signature(hub, square):
    await hub.listen(square.url)
    account = square.mail.state.account
    first, second = [mark for mark, one in square.members.items() if one["status"] == "subscribed"][:2]
    account.leave(first)
    account.mail.resume()
    await square.until(lambda: bool(square.letters))
    (_, letter), mailchimp = square.letters[0], square.mailchimp()
    mailchimp.verify(letter)
    with pytest.raises(Forged):
        mailchimp.verify(Delivery(letter.headers, letter.body, f"{square.url}/webhooks/mailchimp"))
    signing = square.mailchimp(webhook_secret="whsec")
    with pytest.raises(Forged):
        signing.verify(letter)
    await signing.listen(f"{square.url}/webhooks/mailchimp")
    square.behave("mailchimp", hook_secret="whsec")
    square.town.clock = lambda: square.clock.running() - square.clock.shift
    square.letters.clear()
    account.leave(second)
    account.mail.resume()
    await square.until(lambda: len(square.letters) == 2)
    signed = next(one for name, one in square.letters if name == "mailchimp")
    signing.verify(signed)
    with pytest.raises(Forged):
        signing.verify(Delivery(signed.headers, signed.body + b"&x=1", signed.url))
    await signing.aclose()


@pytest.mark.parametrize("body", [b"", b"{}", b"type=unsubscribe", b"\xff\xfe"])
async def test_a_body_that_makes_no_sense_is_unreadable(hub, body):
    for source in hub.sources().values():
        with pytest.raises(Unreadable):
            source.read(Delivery({}, body, "http://x/webhooks/y"))


async def test_what_is_not_settled_is_asked_for_later(hub, square, book, clock):
    square.behave("twilio", steps=(0.2, 0.4))
    await hub.text_owner("Hot lead", key="k")
    assert (await book.read(sends.get, "k")).status == "sent"
    square.behave("twilio", steps=(0.0, 0.0))
    clock.now += timedelta(minutes=1)
    await hub.resume()
    assert (await book.read(sends.get, "k")).status == "delivered"
