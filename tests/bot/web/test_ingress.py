from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import orjson
import pytest
from prometheus_client import REGISTRY

from bot.engine.inbox import Inbox
from bot.engine.orchestrator import WebhookOrchestrator
from bot.web.app import create_health, create_web
from bot.web.ingress import LARGEST_BODY
from bot.web.metrics import Probes
from bot.web.server import Server
from integrations.store import Store
from integrations.store import events as book
from integrations.store.intake import CONFLICT_NOTE
from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Delivery, Hint
from integrations.wire.signatures import check_followupboss
from integrations.wire.sources import ConfiguredSource, configured_sources

KEY = "the-system-key"
PUBLIC = "https://jorge.example.com"
SETTINGS = {
    "lofty": {"webhook_secret": "a1b2c3-guess-me-not"},
    "canopy": {"webhook_secret": "canopy-secret"},
    "calcom": {"webhook_secret": "cal-old cal-new"},
    "meta": {"webhook_secret": "app", "webhook_verify_token": "verify-me"},
    "google_lead": {"webhook_secret": "typed-into-the-form"},
    "reso": {"webhook_secret": "issued"},
    "twilio": {"webhook_secret": "token"},
    "mailchimp": {"webhook_secret": "in-the-path", "webhook_scheme": "path"},
    "builder": {"webhook_secret": "whsec_c2VjcmV0", "webhook_scheme": "standard", "webhook_type": "event.name"},
}


class Thin:
    """A CRM's connector, as strict as the real one; it learns to read a new form when it is mended."""

    mended = False

    def verify(self, delivery: Delivery) -> None:
        check_followupboss(delivery, KEY)

    def read(self, delivery: Delivery) -> list[Hint]:
        body = orjson.loads(delivery.body)
        if body.get("crash"):
            raise ZeroDivisionError("a fault of our own")
        if "eventId" not in body and not self.mended:
            raise Unreadable("Follow Up Boss", "no eventId")
        return [Hint(str(body.get("eventId") or body["id"]), body.get("event", "said"), body)]


@dataclass
class Door:
    url: str
    store: Store
    orchestrator: WebhookOrchestrator
    connector: Thin
    http: httpx.AsyncClient
    parts: list

    async def post(self, source: str, body: bytes, headers: dict[str, str] | None = None, **options) -> httpx.Response:
        return await self.http.post(f"/webhooks/{source}", content=body, headers=headers, **options)

    async def send(self, document, **headers: str) -> httpx.Response:
        body = document if isinstance(document, bytes) else orjson.dumps(document)
        return await self.post("followupboss", body, {"FUB-Signature": signature(body)} | headers)

    async def kept(self) -> list[book.Recorded]:
        return await self.store.read(book.unmatched, 1000)


def signature(body: bytes) -> str:
    return hmac.new(KEY.encode(), base64.b64encode(body), hashlib.sha256).hexdigest()


def counted(source: str, outcome: str) -> float:
    return REGISTRY.get_sample_value("jorge_webhooks_total", {"source": source, "outcome": outcome}) or 0.0


@asynccontextmanager
async def open_door(store: Store, tmp_path, **options) -> AsyncIterator[Door]:
    connector = Thin()
    sources = configured_sources(SETTINGS) | {"followupboss": connector}
    orchestrator = WebhookOrchestrator(store, Inbox(store, **options), sources)
    parts = [("Slack", True, "ok")]

    async def state():
        return parts

    server = Server(create_web(orchestrator, public_url=PUBLIC, state=state, reports=tmp_path), 0)
    await server.start()
    url = f"http://127.0.0.1:{server.port}"
    try:
        async with httpx.AsyncClient(base_url=url, timeout=20) as http:
            yield Door(url, store, orchestrator, connector, http, parts)
    finally:
        await server.stop()


@pytest.fixture
async def door(store: Store, tmp_path) -> AsyncIterator[Door]:
    async with open_door(store, tmp_path) as opened:
        yield opened


async def test_a_webhook_is_on_disk_when_it_is_answered(door: Door):
    answer = await door.send({"eventId": "e1", "event": "peopleCreated", "resourceIds": [7]})
    assert (answer.status_code, answer.content) == (204, b"")
    (kept,) = await door.kept()
    assert (kept.event.source, kept.event.type, kept.event.key) == ("followupboss", "followupboss.peopleCreated", "e1")
    assert kept.event.payload == {"eventId": "e1", "event": "peopleCreated", "resourceIds": [7]}


async def test_a_second_delivery_is_taken_and_changes_nothing(door: Door):
    answers = [await door.send({"eventId": "e1"}) for _ in range(3)]
    assert [one.status_code for one in answers] == [204] * 3
    (kept,) = await door.kept()
    assert (kept.repeats, kept.note) == (2, "")


async def test_the_same_key_with_another_body_is_flagged(door: Door):
    before = counted("followupboss", "conflict")
    await door.send({"eventId": "e1", "a": 1})
    assert (await door.send({"eventId": "e1", "a": 2})).status_code == 204
    (kept,) = await door.kept()
    assert (kept.event.payload["a"], kept.note) == (1, CONFLICT_NOTE)
    assert counted("followupboss", "conflict") == before + 1


async def test_what_is_not_acceptable_gets_a_reason_and_leaves_no_row(door: Door):
    body = b'{"eventId": "e1"}'
    signed = {"FUB-Signature": signature(body)}
    big = b"x" * (LARGEST_BODY + 1)
    cases = [
        (await door.post("nobody", body, signed), 404, "unknown_source"),
        (await door.post("", body, signed), 404, "unknown_source"),
        (await door.post("followupboss", body), 401, "forged"),
        (await door.post("followupboss", body + b" ", signed), 401, "forged"),
        (await door.post("followupboss", b"", signed), 400, "empty"),
        (await door.post("followupboss", big, signed), 413, "too_large"),
        (await door.http.get("/webhooks/followupboss"), 405, "method"),
        (await door.http.put("/webhooks/followupboss", content=body, headers=signed), 405, "method"),
        (await door.post("spark", body), 401, "forged"),
        (await door.http.get("/elsewhere"), 404, "not_found"),
        (await door.http.post("/healthz"), 405, "method"),
    ]
    for answer, status, code in cases:
        assert answer.status_code == status
        assert answer.json()["error"] == code
        assert answer.json()["why"]
    assert await door.kept() == []
    assert await door.orchestrator.quarantined() == []
    assert counted("unknown", "unknown_source") >= 2
    assert REGISTRY.get_sample_value("jorge_webhooks_total", {"source": "nobody", "outcome": "unknown_source"}) is None


async def test_a_source_without_a_secret_refuses_even_a_well_formed_signature(door: Door):
    body = b"{}"
    given = hmac.new(b"", body, hashlib.sha256).hexdigest()
    answer = await door.post("spark", body, {"Signature": given})
    assert answer.status_code == 401
    assert "no secret" in answer.json()["why"]


async def test_an_endless_body_is_cut_off_while_it_arrives(door: Door):
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 1
            yield b"x" * 65536
            await asyncio.sleep(0)

    try:
        answer = await door.http.post("/webhooks/followupboss", content=endless())
        assert answer.status_code == 413
    except (httpx.NetworkError, httpx.RemoteProtocolError):
        pass  # the server closed the line first
    assert sent < 400
    assert (await door.send({"eventId": "after"})).status_code == 204


async def test_a_body_in_pieces_is_put_together(door: Door):
    body = orjson.dumps({"eventId": "e1", "text": "x" * 100_000})

    async def pieces():
        for start in range(0, len(body), 9_999):
            yield body[start : start + 9_999]

    answer = await door.http.post(
        "/webhooks/followupboss", content=pieces(), headers={"FUB-Signature": signature(body)}
    )
    assert answer.status_code == 204
    assert len((await door.kept())[0].event.payload["text"]) == 100_000


async def test_garbage_on_the_wire_never_is_a_server_error(door: Door):
    host, port = door.url.removeprefix("http://").split(":")
    lines = [
        b"POST /webhooks/followupboss HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        b"POST /webhooks/followupboss HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999\r\n\r\n",
        b"POST /webhooks/%00%ff%f0 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
        b"POST /webhooks/followupboss?%z=%f&= HTTP/1.1\r\nHost: x\r\nFUB-Signature: \xff\r\nContent-Length: 1\r\n\r\nx",
        b"\x16\x03\x01\x02\x00",
    ]
    for line in lines:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(line)
        writer.write_eof()
        said = await reader.read(300)
        writer.close()
        await writer.wait_closed()
        assert said == b"" or said.split()[1].startswith(b"4"), said
    assert await door.kept() == []


async def test_an_authentic_webhook_that_cannot_be_read_is_kept_and_replayed_after_a_fix(door: Door):
    body = orjson.dumps({"id": 5, "text": "x\u0000" * 5000})
    answer = await door.send(body, **{"X-Kind": "new", "Authorization": "Basic abc"})
    again = await door.send(body)
    assert (answer.status_code, again.status_code) == (202, 202)
    (one,) = await door.orchestrator.quarantined()
    assert (one.body, one.source, one.id) == (body, "followupboss", answer.json()["kept"])
    assert "no eventId" in one.reason
    assert one.headers["x-kind"] == "new"
    assert not {"authorization", "fub-signature"} & set(one.headers)
    with pytest.raises(Unreadable):
        await door.orchestrator.replay_quarantined(one.id)
    door.connector.mended = True
    result = await door.orchestrator.replay_quarantined(one.id)
    assert [row.event.id for row in await door.kept()] == list(result.event_ids)
    assert await door.orchestrator.quarantined() == []
    with pytest.raises(LookupError):
        await door.orchestrator.replay_quarantined(one.id)


@pytest.mark.parametrize(
    "document",
    [
        {"crash": True},
        b"not json",
        b"\xff\xfe",
        b'{"eventId": "e", "deep": ' + b"[" * 600 + b"]" * 600 + b"}",
        b'{"eventId": "e", "bad": "\\ud800"}',
    ],
    ids=["our own fault", "no json", "no text", "too deep", "half a character"],
)
async def test_nothing_authentic_is_ever_a_server_error(door: Door, document):
    assert (await door.send(document)).status_code == 202
    assert await door.kept() == []
    assert len(await door.orchestrator.quarantined()) == 1


async def test_odd_keys_and_types_fit_both_databases(door: Door):
    for key in ("k" * 5000, "nul\x00inside", "ü" * 300):
        assert (await door.send({"eventId": key, "event": "t\x00" * 200})).status_code == 204
        assert (await door.send({"eventId": key, "event": "t\x00" * 200})).status_code == 204
    assert [one.repeats for one in await door.kept()] == [1, 1, 1]


async def test_many_at_once_are_all_kept_once(door: Door):
    answers = await asyncio.gather(*(door.send({"eventId": f"e{n % 60}"}) for n in range(120)))
    assert {one.status_code for one in answers} == {204}
    kept = await door.kept()
    assert len({one.event.key for one in kept}) == len(kept) == 60


async def test_a_secret_address_lets_in_only_who_knows_it(door: Door):
    body = b'{"teamId": 1, "listId": 2}'
    assert (await door.post("lofty", body)).status_code == 401
    assert (await door.post("lofty/wrong", body)).status_code == 401
    assert (await door.post("lofty/a1b2c3-guess-me-not", body)).status_code == 204
    assert (await door.http.get("/webhooks/mailchimp/in-the-path")).status_code == 200
    assert (await door.http.get("/webhooks/mailchimp/guess")).status_code == 401
    form = b"type=unsubscribe&fired_at=2026-11-24&data%5Bemail%5D=a%40example.com"
    answer = await door.post(
        "mailchimp/in-the-path", form, {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    )
    assert answer.status_code == 204
    event = (await door.kept())[-1].event
    assert event.type == "mailchimp.unsubscribe"
    assert event.payload["data"] == {"email": "a@example.com"}


async def test_meta_tries_the_address_and_sends_each_lead_as_an_event(door: Door):
    asked = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "<b>42</b>"}
    answer = await door.http.get("/webhooks/meta", params=asked)
    assert (answer.status_code, answer.text) == (200, "<b>42</b>")
    assert answer.headers["content-type"].startswith("text/plain")
    assert (await door.http.get("/webhooks/meta", params=asked | {"hub.verify_token": "no"})).status_code == 401
    changes = [{"field": "leadgen", "value": {"leadgen_id": str(n)}} for n in range(3)]
    body = orjson.dumps({"object": "page", "entry": [{"id": "1", "changes": changes[:2]}, {"changes": changes[2:]}]})
    proof = "sha256=" + hmac.new(b"app", body, hashlib.sha256).hexdigest()
    assert (await door.post("meta", body, {"X-Hub-Signature-256": proof})).status_code == 204
    assert [(one.event.key, one.event.type) for one in await door.kept()] == [
        (str(n), "meta.leadgen") for n in range(3)
    ]


async def test_a_form_lead_is_kept_without_its_key_and_a_trial_is_told_apart(door: Door):
    for number, trial in ((1, False), (2, True)):
        body = orjson.dumps({"lead_id": f"L{number}", "google_key": "typed-into-the-form", "is_test": trial})
        assert (await door.post("google_lead", body)).status_code == 204
    first, second = (one.event for one in await door.kept())
    assert (first.type, second.type) == ("google_lead.lead", "google_lead.test.lead")
    assert first.payload == {"lead_id": "L1", "is_test": False}


async def test_reso_hints_are_one_event_for_each_sequence(door: Door):
    headers = {"Authorization": "Bearer issued", "EntityEventSource": "north"}
    rows = [{"EntityEventSequence": n, "ResourceName": "Property", "ResourceRecordKey": "K"} for n in (8, 9)]
    context = "urn:reso:metadata:2.0:resource:entityevent"
    many = orjson.dumps({"@reso.context": context, "value": rows})
    assert (await door.post("reso", many, headers)).status_code == 204
    assert (await door.post("reso", orjson.dumps({"@reso.context": context, **rows[1]}), headers)).status_code == 204
    assert [(one.event.key, one.event.type) for one in await door.kept()] == [
        ("north:8", "reso.Property"),
        ("north:9", "reso.Property"),
    ]


async def test_twilio_is_checked_against_the_public_address(door: Door):
    form = b"MessageSid=SM1&MessageStatus=delivered&To=%2B12065550100"
    signed = f"{PUBLIC}/webhooks/twilio?a=b%20cMessageSidSM1MessageStatusdeliveredTo+12065550100"
    proof = base64.b64encode(hmac.new(b"token", signed.encode(), hashlib.sha1).digest()).decode()
    headers = {"X-Twilio-Signature": proof, "content-type": "application/x-www-form-urlencoded"}
    assert (await door.post("twilio?a=b%20c", form, headers)).status_code == 204
    assert (await door.post("twilio?a=b", form, headers)).status_code == 401
    assert (await door.kept())[0].event.key == "SM1:delivered"


async def test_any_sender_of_standard_webhooks_is_a_matter_of_settings(door: Door):
    body, stamp = b'{"event": {"name": "home.built"}}', str(int(time.time()))
    digest = hmac.new(b"secret", f"m1.{stamp}.".encode() + body, hashlib.sha256).digest()
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": stamp,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
    assert (await door.post("builder", body, headers)).status_code == 204
    assert (await door.kept())[0].event.type == "builder.home.built"


async def test_a_database_that_cannot_take_it_is_503_and_never_2xx(tmp_path):
    store = Store.at(tmp_path / "jorge.db")
    store.migrate()
    other = sqlite3.connect(tmp_path / "jorge.db", isolation_level=None)
    async with open_door(store, tmp_path, patience=0.2) as door:
        other.execute("BEGIN IMMEDIATE")
        answers = await asyncio.gather(*(door.send({"eventId": str(n)}) for n in range(4)))
        assert {one.status_code for one in answers} == {503}
        assert {one.headers["retry-after"] for one in answers} == {"5"}
        assert answers[0].json()["error"] == "not_stored"
        other.execute("ROLLBACK")
        other.close()
        for n in range(4):
            while (answer := await door.send({"eventId": str(n)})).status_code == 503:
                pass  # as a vendor does
            assert answer.status_code == 204
        assert len(await door.kept()) == 4
    store.close()


async def test_health_readiness_and_metrics_tell_how_it_stands(door: Door):
    assert (await door.http.get("/healthz")).text == "ok"
    await door.send({"eventId": "e1"})
    await door.send({"eventId": "e2"})
    (first, _) = await door.kept()
    await door.store.write(book.mark, [first.event.id], "dead")
    await door.send(b"nonsense")
    ready = await door.http.get("/readyz")
    assert (ready.status_code, ready.json()["parts"]["Inbox"]["state"]) == (200, "ok, 1 events wait for the rules")
    text = (await door.http.get("/metrics")).text
    for line in (
        "jorge_inbox_unmatched_events 1.0",
        'jorge_dead_letters{kind="event"} 1.0',
        'jorge_dead_letters{kind="quarantine"} 1.0',
        "jorge_store_up 1.0",
        'jorge_webhooks_total{outcome="new",source="followupboss"}',
    ):
        assert line in text
    assert 0 <= float(text.split("\njorge_inbox_oldest_unmatched_seconds ")[1].split()[0]) < 60
    door.parts.append(("CRM", False, "does not answer"))
    assert (await door.http.get("/readyz")).status_code == 503


async def test_a_vendor_that_is_away_keeps_nobody_from_taking_webhooks_in(store: Store, tmp_path):
    orchestrator = WebhookOrchestrator(store, Inbox(store), {})

    async def state():
        return [("Slack", True, "ok"), ("CRM", False, "does not answer")]

    app = create_web(orchestrator, public_url=PUBLIC, state=state, reports=tmp_path, needed={"Slack"})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        answer = await http.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["parts"]["CRM"] == {"ok": False, "state": "does not answer"}


async def test_a_worker_tells_health_lanes_and_what_vendors_have_left(store: Store):
    orchestrator = WebhookOrchestrator(store, Inbox(store), {})
    working = [True]

    async def state():
        return [("Worker", working[0], "ok")]

    async def depths():
        return {"hot": (3, 1)}

    async def turns():
        return {("followupboss", "all"): 17}

    app = create_health(orchestrator, state, Probes(depths, turns))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        assert (await http.get("/readyz")).status_code == 200
        text = (await http.get("/metrics")).text
        working[0] = False
        assert (await http.get("/readyz")).status_code == 503
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.post("/webhooks/followupboss", content=b"{}")).status_code == 404
    for line in (
        'jorge_queue_waiting{lane="hot"} 3.0',
        'jorge_queue_running{lane="hot"} 1.0',
        'jorge_vendor_turns_left{context="all",vendor="followupboss"} 17.0',
    ):
        assert line in text


@pytest.mark.parametrize(
    ("source", "headers", "reason"),
    [
        ("followupboss", {}, "missing"),
        ("followupboss", {"FUB-Signature": "00"}, "wrong"),
        ("keyless", {"webhook-signature": "v1,x"}, "no_secret"),
        ("builder", {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": "v1,x"}, "stale"),
        ("builder", {"webhook-id": "m", "webhook-timestamp": "soon", "webhook-signature": "v1,x"}, "malformed"),
    ],
)
async def test_a_refusal_is_counted_by_source_and_reason(door: Door, source, headers, reason):
    door.orchestrator._sources.update(configured_sources({"keyless": {"webhook_scheme": "standard"}}))

    def forged() -> float:
        given = {"source": source, "reason": reason}
        return REGISTRY.get_sample_value("jorge_webhooks_forged_total", given) or 0.0

    before = forged()
    assert (await door.post(source, b"{}", headers)).status_code == 401
    assert forged() == before + 1


async def test_a_bare_hint_counts_again_a_minute_later(door: Door):
    sources = door.orchestrator._sources
    lofty: ConfiguredSource = sources["lofty"]
    body, first = b'{"teamId": 1, "listId": 2}', lofty._now()
    lofty._now = lambda: first.replace(second=1)
    for _ in range(2):
        await door.post("lofty/a1b2c3-guess-me-not", body)
    lofty._now = lambda: first.replace(second=1, hour=(first.hour + 1) % 24)
    await door.post("lofty/a1b2c3-guess-me-not", body)
    assert [one.repeats for one in await door.kept()] == [1, 0]
