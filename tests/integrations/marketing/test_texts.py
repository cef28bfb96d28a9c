from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from integrations.marketing import Refused
from integrations.models.campaign import CampaignType, Channel
from integrations.models.contact import Consent
from integrations.store import audiences, sends
from integrations.wire.errors import Unavailable
from tests.integrations.marketing.square import HOME, NOON, change, keep, make_hub, person

SEATTLE, NEW_YORK = "+12065552001", "+12125552002"


async def plan(hub, people, **words):
    options = {"listing": HOME, "audience": "buyers", "subject": None, "message": None} | words
    return await hub.plan_campaign(CampaignType.JUST_LISTED, Channel.SMS, contacts=people, **options)


async def test_jorge_gets_an_urgent_text_once_per_key(hub, square):
    said = await asyncio.gather(*(hub.text_owner("Hot lead: Ana", key="rule:1") for _ in range(3)))
    assert set(said) == {"Texted you at +12065551000."}
    assert [(one["to"], one["body"]) for one in square.texts] == [("+12065551000", "Hot lead: Ana")]
    await hub.text_owner("Hot lead: Ana", key="rule:2")
    assert len(square.texts) == 2


async def test_a_text_whose_answer_was_lost_is_found_and_not_sent_twice(hub, square, book, clock):
    square.behave("twilio", swallow_answers=1)
    assert await hub.text_owner("Hot lead", key="k") == "Texted you at +12065551000."
    again = make_hub(square, book, clock)
    await again.text_owner("Hot lead", key="k")
    await again.aclose()
    assert len(square.texts) == 1


async def test_a_text_that_nobody_can_look_up_yet_is_looked_up_by_the_next_try(hub, square, monkeypatch):
    square.behave("twilio", swallow_answers=1)

    async def down(*_args):
        raise Unavailable("Twilio", "down")

    with monkeypatch.context() as patch:
        patch.setattr(hub._text, "sent_to", down)
        with pytest.raises(Unavailable):
            await hub.text_owner("Hot lead", key="k")
    await hub.text_owner("Hot lead", key="k")
    assert len(square.texts) == 1


async def test_the_same_words_under_another_key_are_another_text(hub, square, book, clock):
    await hub.text_owner("Hot lead", key="first")
    square.behave("twilio", swallow_answers=1)
    await hub.text_owner("Hot lead", key="second")
    assert len(square.texts) == 2
    rows = [await book.read(sends.get, key) for key in ("first", "second")]
    assert {row.vendor_id for row in rows} == {one["sid"] for one in square.texts}


async def test_a_process_that_died_while_sending_looks_before_it_sends_again(hub, square, book, clock):
    task = asyncio.create_task(hub.text_owner("Hot lead", key="k"))
    square.behave("twilio", swallow_answers=1)
    hub._text._client._http.timeout = httpx.Timeout(30)
    await square.until(lambda: bool(square.texts))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    again = make_hub(square, book, clock)
    with pytest.raises(Unavailable, match="being sent"):
        await again.text_owner("Hot lead", key="k")
    clock.now += timedelta(minutes=3)
    assert await again.text_owner("Hot lead", key="k") == "Texted you at +12065551000."
    await again.aclose()
    assert len(square.texts) == 1


async def test_a_contact_is_texted_only_with_consent_and_once(hub, square, book):
    ((ana, _), (bob, _), (cy, _)) = await keep(book, person(1), person(2, sms=None), person(3, sms=False))
    assert await hub.text_contact(ana, "Can we talk at 5?", key="k") == f"Texted Ann01 Miller at {SEATTLE}."
    await hub.text_contact(ana, "Can we talk at 5?", key="k")
    assert len(square.texts) == 1
    with pytest.raises(Refused, match="not agreed to texts"):
        await hub.text_contact(bob, "Hello", key="b")
    with pytest.raises(Refused, match="opted out of texts"):
        await hub.text_contact(cy, "Hello", key="c")
    await change(book, ana, consent=Consent(sms=True, opted_out_at=NOON))
    with pytest.raises(Refused, match="opted out of all"):
        await hub.text_contact(ana, "Hello", key="d")
    assert len(square.texts) == 1


@pytest.mark.parametrize(
    ("hour_utc", "minute", "number", "allowed"),
    [
        # 10 March is in summer time: Seattle is UTC-7, New York UTC-4.
        (0, 59, NEW_YORK, True),  # 20:59 there
        (1, 0, NEW_YORK, False),  # 21:00 there
        (1, 0, SEATTLE, True),  # 18:00 there
        (3, 59, SEATTLE, True),  # 20:59 there
        (4, 0, SEATTLE, False),  # 21:00 there
        (11, 59, NEW_YORK, False),  # 7:59 there
        (12, 0, NEW_YORK, True),  # 8:00 there
        (12, 0, SEATTLE, False),  # 5:00 there
    ],
)
async def test_hours_are_the_recipients(hub, square, book, clock, hour_utc, minute, number, allowed):
    ((ana, _),) = await keep(book, person(1, phone=number))
    clock.now = NOON.replace(hour=hour_utc, minute=minute)
    if allowed:
        await hub.text_contact(ana, "Hello", key="k")
    else:
        with pytest.raises(Refused, match="from 8:00 to 21:00"):
            await hub.text_contact(ana, "Hello", key="k")
    assert len(square.texts) == int(allowed)


async def test_an_approved_text_campaign_goes_out_one_by_one_with_its_cost_told_before(hub, square, book):
    people = await keep(book, *(person(n) for n in range(5)), person(9, sms=None))
    made = await plan(hub, people)
    assert made.body_text == (
        "Just listed: 5984 29th Ave NW, Seattle. 3 bd, 2.5 ba, 1,820 sq ft, $750,000. "
        "Jorge Rivera, Rivera & Co. Realty. Reply STOP to opt out."
    )
    assert (len(made.audience.included), made.cost) == (5, Decimal("0.05"))
    assert [one.why for one in made.audience.excluded] == ["has not agreed to texts"]
    sent = await hub.send_campaign(made, key="k")
    again = await hub.send_campaign(made, key="k")
    assert (sent.status, sent.recipients, sent.delivered) == ("sent", 5, 5)
    assert again == sent
    assert sorted(one["to"] for one in square.texts) == sorted(one.to for one in made.audience.included)


async def test_texts_outside_the_hours_wait_for_the_morning_and_pass_the_gates_again(hub, square, book, clock):
    people = await keep(book, person(1, phone=SEATTLE), person(2, phone=NEW_YORK), person(3, phone="+12125552003"))
    made = await plan(hub, people)
    clock.now = NOON.replace(hour=2)  # 19:00 in Seattle, 22:00 in New York
    sent = await hub.send_campaign(made, key="k")
    assert (sent.status, sent.recipients, [one["to"] for one in square.texts]) == ("waiting", 3, [SEATTLE])
    assert await hub.resume() == 0
    await change(book, people[2][0], consent=Consent(sms=False))
    clock.now = NOON.replace(hour=12)
    await hub.resume()
    assert sorted(one["to"] for one in square.texts) == [SEATTLE, NEW_YORK]
    done = await hub.refresh_campaign(sent)
    assert (done.status, done.recipients, done.delivered) == ("sent", 2, 2)
    assert "1 opted out of texts" in done.note


async def test_a_refusal_for_opting_out_fills_the_suppression(hub, square, book):
    people = await keep(book, person(1), person(2))
    square.text.state.messages.receive(SEATTLE, "STOP")
    sent = await hub.send_campaign(await plan(hub, people), key="k")
    assert (sent.recipients, sent.delivered) == (1, 1)
    assert await book.read(audiences.suppressed, "sms", ["2065552001"]) == {"2065552001": "opted out of texts"}
    with pytest.raises(Refused, match="opted out of texts"):
        await hub.text_contact(people[0][0], "Hello", key="x")


async def test_numbers_that_cannot_be_texted_fail_with_a_reason(hub, square, book):
    people = await keep(book, person(1), person(2), person(3), person(4))
    numbers = [one.phones[0] for one, _ in people]
    square.behave("twilio", dead=numbers[0], mute=numbers[1], landlines=numbers[2])
    sent = await hub.send_campaign(await plan(hub, people), key="k")
    assert (sent.delivered, sent.failed) == (1, 3)
    for words in ("the phone number is not valid", "not a number that can be texted", "a landline"):
        assert words in sent.note


async def test_a_rate_limit_is_waited_out(hub, square, book):
    square.behave("twilio", per_second=2)
    people = await keep(book, *(person(n) for n in range(4)))
    assert (await hub.send_campaign(await plan(hub, people), key="k")).recipients == 4
    assert len(square.texts) == 4


async def test_an_emoji_is_told_to_cost_more_than_double(hub, book):
    people = await keep(book, person(1))
    made = await plan(hub, people, message="New on the market 🏡 come and see it.")
    assert any("more than double" in one for one in made.warnings)
    assert made.cost == Decimal("0.03")


async def test_without_a_number_of_his_own_jorge_is_told_so(square, book, clock):
    quiet = make_hub(square, book, clock)
    quiet._owner_phone = ""
    assert "no mobile number" in await quiet.text_owner("Hot lead", key="k")
    await quiet.aclose()
    assert square.texts == []
