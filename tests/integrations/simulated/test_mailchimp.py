from __future__ import annotations

import asyncio
import hashlib

import httpx
import pytest

from integrations.simulated.mailchimp.habits import API_KEY, LIST_ID


@pytest.fixture
async def api(square):
    async with httpx.AsyncClient(base_url=f"{square.url}/mailchimp/3.0/", auth=("any", API_KEY)) as client:
        yield client


def mark(email):
    return hashlib.md5(email.lower().encode(), usedforsecurity=False).hexdigest()


async def put(api, email, **body):
    given = {"email_address": email, **body}
    return await api.put(f"lists/{LIST_ID}/members/{mark(email)}", json=given)


async def draft(api, emails=None, html="<p>Hi *|FNAME|* <a href='*|UNSUB|*'>leave</a></p>"):
    recipients = {"list_id": LIST_ID}
    if emails is not None:
        body = {"name": "some", "static_segment": emails}
        segment = (await api.post(f"lists/{LIST_ID}/segments", json=body)).json()
        recipients["segment_opts"] = {"saved_segment_id": segment["id"]}
    settings = {"subject_line": "Hello", "title": "T", "from_name": "Jorge", "reply_to": "jorge@example.com"}
    made = await api.post("campaigns", json={"type": "regular", "recipients": recipients, "settings": settings})
    key = made.json()["id"]
    await api.put(f"campaigns/{key}/content", json={"html": html})
    return key


async def test_it_wants_the_key_and_says_so_in_a_problem_document(square):
    async with httpx.AsyncClient(base_url=f"{square.url}/mailchimp/3.0/") as stranger:
        reply = await stranger.get("ping")
    assert reply.status_code == 401
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert set(reply.json()) == {"type", "title", "status", "detail", "instance"}


async def test_its_members_are_the_leads_who_agreed_or_left(api, square):
    assert (await api.get("ping")).json() == {"health_status": "Everything's Chimpy!"}
    found = (await api.get("lists")).json()["lists"]
    page = (await api.get(f"lists/{found[0]['id']}/members", params={"count": 1000})).json()
    leads = [lead for lead in square.town.world.leads if lead.email_status != "never" and lead.emails]
    assert page["total_items"] == len(leads)
    assert {one["email_address"]: one["status"] for one in page["members"]} == {
        lead.emails[0]: lead.email_status for lead in leads
    }


async def test_an_upsert_without_status_leaves_who_has_left_alone_and_one_with_status_brings_him_back(api):
    await put(api, "Ann@mail.example.com", status_if_new="unsubscribed")
    again = await put(api, "ann@mail.example.com", status_if_new="subscribed", merge_fields={"FNAME": "Ann"})
    assert (again.json()["status"], again.json()["merge_fields"]) == ("unsubscribed", {"FNAME": "Ann"})
    back = await put(api, "ann@mail.example.com", status_if_new="subscribed", status="subscribed")
    assert back.json()["status"] == "subscribed"


async def test_a_batch_does_not_touch_members_it_was_not_asked_to_update(api):
    await put(api, "ann@mail.example.com", status_if_new="unsubscribed")
    members = [{"email_address": f"{name}@mail.example.com", "status": "subscribed"} for name in ("ann", "bob")]
    done = (await api.post(f"lists/{LIST_ID}", json={"members": members, "update_existing": False})).json()
    assert (done["total_created"], done["error_count"]) == (1, 1)
    assert (await api.get(f"lists/{LIST_ID}/members/{mark('ann@mail.example.com')}")).json()["status"] == "unsubscribed"


async def test_tags_are_put_on_and_taken_off(api):
    await put(api, "ann@mail.example.com", status_if_new="subscribed")
    path = f"lists/{LIST_ID}/members/{mark('ann@mail.example.com')}/tags"
    assert (await api.post(path, json={"tags": [{"name": "hot", "status": "active"}]})).status_code == 204
    assert [one["name"] for one in (await api.get(path)).json()["tags"]] == ["hot"]
    await api.post(path, json={"tags": [{"name": "hot", "status": "inactive"}]})
    assert (await api.get(path)).json()["tags"] == []
    unknown = f"lists/{LIST_ID}/members/{mark('x@y.zz')}/tags"
    assert (await api.post(unknown, json={"tags": [{"name": "hot", "status": "active"}]})).status_code == 404


async def test_a_campaign_goes_to_the_subscribed_of_its_segment_and_once(api, square):
    await put(api, "ann@mail.example.com", status_if_new="subscribed", merge_fields={"FNAME": "Ann"})
    await put(api, "bob@mail.example.com", status_if_new="unsubscribed")
    key = await draft(api, ["ann@mail.example.com", "bob@mail.example.com"])
    assert (await api.get(f"campaigns/{key}/send-checklist")).json()["is_ready"]
    assert (await api.post(f"campaigns/{key}/actions/send")).status_code == 204
    assert (await api.post(f"campaigns/{key}/actions/send")).status_code == 400
    sent = (await api.get(f"campaigns/{key}")).json()
    assert (sent["status"], sent["emails_sent"]) == ("sent", 1)
    report = (await api.get(f"reports/{key}")).json()
    assert (report["emails_sent"], report["bounces"]["hard_bounces"]) == (1, 0)
    async with square.browser() as page:
        assert "Hello" in (await page.get("/mailchimp/outbox")).text
        shown = await page.get(f"/mailchimp/outbox/{key}")
        assert "ann@mail.example.com" in shown.text
        mail = await page.get(f"/mailchimp/outbox/{key}/mail")
    assert "Hi Ann" in mail.text
    assert "script" not in mail.headers["content-security-policy"]
    assert "default-src 'none'" in mail.headers["content-security-policy"]


async def test_a_campaign_without_a_way_out_is_not_ready(api):
    key = await draft(api, html="<p>Buy!</p>")
    checked = (await api.get(f"campaigns/{key}/send-checklist")).json()
    assert not checked["is_ready"]
    assert [one["heading"] for one in checked["items"] if one["type"] == "error"] == ["Unsubscribe"]
    assert (await api.post(f"campaigns/{key}/actions/send")).status_code == 400


async def test_a_scheduled_campaign_goes_when_its_time_comes(api, square):
    key = await draft(api)
    body = {"schedule_time": "2026-03-10T20:00:00+00:00"}
    assert (await api.post(f"campaigns/{key}/actions/schedule", json=body)).status_code == 204
    assert (await api.get(f"campaigns/{key}")).json()["status"] == "schedule"
    square.town.clock = lambda: square.clock.now.replace(hour=21)
    assert (await api.get(f"campaigns/{key}")).json()["status"] == "sent"


async def test_under_load_it_throttles_without_a_body_and_over_ten_connections_with_429(api, square):
    square.behave("mailchimp", throttled=1)
    first = await api.get("ping")
    assert (first.status_code, first.content) == (403, b"")
    square.behave("mailchimp", too_many=1)
    assert (await api.get("ping")).status_code == 429
    square.behave("mailchimp", swallow_sends=11)
    keys = [await draft(api, html="*|UNSUB|*") for _ in range(11)]
    waiting = [asyncio.create_task(api.post(f"campaigns/{key}/actions/send", timeout=60)) for key in keys]
    done, _ = await asyncio.wait(waiting, timeout=2, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result().status_code for task in done] == [429]
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_a_webhook_is_repeated_until_it_is_taken(api, square):
    events, sources = {"unsubscribe": True}, {"user": True, "admin": True, "api": False}
    hook = {"url": f"{square.url}/webhooks/mailchimp/secret", "events": events, "sources": sources}
    assert (await api.post(f"lists/{LIST_ID}/webhooks", json=hook)).status_code == 200
    assert (await api.post(f"lists/{LIST_ID}/webhooks", json=hook)).status_code == 400
    await put(api, "ann@mail.example.com", status_if_new="subscribed")
    square.answers.append(500)
    async with square.browser() as page:
        await page.post(f"/mailchimp/unsubscribe/{mark('ann@mail.example.com')}")
    await square.until(lambda: len(square.letters) == 2)
    first, second = (letter.body for _, letter in square.letters)
    assert first == second
    assert b"data%5Bemail%5D=ann%40mail.example.com" in first
