from __future__ import annotations

import asyncio

import httpx
import pytest

from integrations.simulated.twilio.habits import ACCOUNT_SID, AUTH_TOKEN, OWN_NUMBER

TO = "+12065552001"


@pytest.fixture
async def api(square):
    base = f"{square.url}/twilio/2010-04-01/Accounts/{ACCOUNT_SID}/"
    async with httpx.AsyncClient(base_url=base, auth=(ACCOUNT_SID, AUTH_TOKEN)) as client:
        yield client


async def send(api, to=TO, body="Hello", **more):
    return await api.post("Messages.json", data={"To": to, "From": OWN_NUMBER, "Body": body, **more})


async def test_a_text_is_queued_then_sent_then_delivered(api, square):
    square.behave("twilio", steps=(0.05, 0.15))
    made = await send(api)
    assert (made.status_code, made.json()["status"], made.json()["num_segments"]) == (201, "queued", "1")
    seen = []
    async with asyncio.timeout(5):
        while seen[-1:] != ["delivered"]:
            status = (await api.get(f"Messages/{made.json()['sid']}.json")).json()["status"]
            seen += [status] if seen[-1:] != [status] else []
    assert seen[-2:] == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"to": "12"}, 21211),
        ({"to": "+12065559998"}, 21211),
        ({"to": "+12065559997"}, 21614),
        ({"body": ""}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"From": "+12065559990"}, 21606),
        ({"From": ""}, 21603),
    ],
)
async def test_its_refusals_have_its_codes(api, square, fields, code):
    square.behave("twilio", dead="+12065559998", mute="+12065559997")
    reply = await send(api, **fields)
    assert (reply.status_code, reply.json()["code"]) == (400, code)


async def test_it_wants_a_form_and_the_right_token(api, square):
    assert (await api.post("Messages.json", json={"To": TO})).json()["code"] == 21604
    base = f"{square.url}/twilio/2010-04-01/Accounts/{ACCOUNT_SID}/"
    async with httpx.AsyncClient(base_url=base, auth=(ACCOUNT_SID, "wrong")) as stranger:
        reply = await stranger.get("Messages.json")
    assert (reply.status_code, reply.json()["code"]) == (401, 20003)


async def test_too_many_a_second_are_turned_away(api, square):
    square.behave("twilio", per_second=1)
    replies = [await send(api), await send(api)]
    assert [one.status_code for one in replies] == [201, 429]
    assert replies[1].json()["code"] == 20429


async def test_who_texts_stop_cannot_be_texted_until_he_texts_start(api, square):
    async with square.browser() as page:
        await page.post("/twilio/inbound", data={"From": TO, "Body": " Stop "})
        assert (await send(api)).json()["code"] == 21610
        await page.post("/twilio/inbound", data={"From": TO, "Body": "START"})
        assert (await send(api)).status_code == 201
        assert (await page.post("/twilio/inbound", data={"From": TO})).status_code == 400


async def test_callbacks_come_late_and_twice(api, square):
    square.behave("twilio", late_every=1, twice_every=1)
    await send(api, StatusCallback=f"{square.url}/webhooks/twilio")
    await square.until(lambda: len(square.letters) == 4)
    statuses = [letter.body.split(b"MessageStatus=")[1].split(b"&")[0] for _, letter in square.letters]
    assert statuses == [b"delivered", b"delivered", b"sent", b"sent"]


async def test_texts_are_listed_by_recipient_and_day(api):
    await send(api)
    await send(api, to="+12065552002")
    found = (await api.get("Messages.json", params={"To": TO})).json()["messages"]
    assert [one["to"] for one in found] == [TO]
    assert (await api.get("Messages.json", params={"DateSent": "2020-01-01"})).json()["messages"] == []
    assert len((await api.get("Messages.json", params={"DateSent>": "2026-03-10"})).json()["messages"]) == 2
    assert (await api.get("Messages/SMnone.json")).status_code == 404


async def test_a_phone_shows_what_came_and_lets_one_answer(api, square):
    await send(api, body="<b>Hi</b>")
    async with square.browser() as page:
        screen = (await page.get(f"/twilio/phone/{TO}")).text
        assert "&lt;b&gt;Hi&lt;/b&gt;" in screen
        headers = {"Accept": "text/html"}
        after = await page.post("/twilio/inbound", data={"From": TO, "Body": "Yes please"}, headers=headers)
        assert "Yes please" in after.text
        assert TO in (await page.get("/twilio/phone")).text
