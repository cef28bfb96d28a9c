"""Whatever arrives at any source: the unproved gets a 4xx with a reason and leaves nothing, the proved is kept."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.engine.inbox import Inbox
from bot.engine.orchestrator import WebhookOrchestrator
from bot.web.app import create_web
from bot.web.ingress import LARGEST_HEADERS
from integrations.store import Store
from integrations.store import events as book
from integrations.wire.sources import configured_sources

SECRET, PUBLIC = "the-secret", "https://jorge.example.com"
KEY = "whsec_" + base64.b64encode(SECRET.encode()).decode()
SLUGS = ("lofty", "canopy", "mailchimp", "twilio", "meta", "google_lead", "calcom", "calendly", "reso", "spark",
         "gohighlevel", "builder")  # fmt: skip
CASES = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

NASTY = [
    b"", b"null", b"[]", b"0", b'"text"', b"{", b"\xff\xfe\x00", b"\x00" * 40, b'{"a": NaN}', b'{"a": Infinity}',
    b'{"a": 1e999999}', b'{"a": 1, "a": 2}', b'{"eventId": null, "id": {}}', b"[" * 5000 + b"]" * 5000,
    b'{"a":' * 1500 + b"1" + b"}" * 1500, b'{"a": "\\ud800"}', b'{"k": "\\u0000"}', b"a=1&a=2&%zz=%ff", b"&=&=;",
    b'{"entry": [{"changes": "no list"}]}', b'{"value": [1, null, []]}', b'{"lead_id": ' + b"9" * 400 + b"}",
    gzip.compress(b"{}" * 1000), b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
]  # fmt: skip
NAMES = st.sampled_from([
    "x-hub-signature-256", "x-twilio-signature", "x-mailchimp-signature", "x-cal-signature-256", "authorization",
    "calendly-webhook-signature", "webhook-signature", "webhook-timestamp", "webhook-id", "x-ghl-signature",
    "x-wh-signature", "content-type", "fub-signature",
])  # fmt: skip
leaf = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
documents = st.recursive(leaf, lambda inner: st.lists(inner, max_size=4)
                         | st.dictionaries(st.text(max_size=12), inner, max_size=4), max_leaves=20)  # fmt: skip
bodies = (
    st.sampled_from(NASTY)
    | st.binary(max_size=400)
    | documents.map(lambda one: orjson.dumps(one, default=str, option=orjson.OPT_NON_STR_KEYS) if _fits(one) else b"x")
)


def _fits(document: Any) -> bool:
    try:
        orjson.dumps(document)
    except TypeError:
        return False
    return True


@dataclass
class Door:
    app: Starlette
    orchestrator: WebhookOrchestrator
    store: Store
    runner: asyncio.Runner

    def send(
        self, source: str, body: bytes, headers: dict[str, bytes] | None = None, query: str = ""
    ) -> httpx.Response:
        async def go() -> httpx.Response:
            # The transport raises what the application raises: an error of ours fails the test by itself.
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://x") as http:
                return await http.post(f"/webhooks/{source}{query}", content=body, headers=headers)

        return self.runner.run(go())

    def rows(self) -> int:
        return len(self.runner.run(self.store.read(book.newest, limit=10_000)))

    def aside(self) -> int:
        return len(self.runner.run(self.orchestrator.quarantined()))


@pytest.fixture
def door(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'jorge.db'}")
    store.migrate()
    secrets = {slug: {"webhook_secret": SECRET} for slug in SLUGS}
    secrets["builder"] = {"webhook_secret": KEY, "webhook_scheme": "standard", "webhook_type": "event.name"}
    with asyncio.Runner() as runner:
        orchestrator = WebhookOrchestrator(store, Inbox(store), configured_sources(secrets))

        async def state():
            return []

        app = create_web(orchestrator, public_url=PUBLIC, state=state, reports=tmp_path)
        yield Door(app, orchestrator, store, runner)
    store.close()


@pytest.mark.parametrize("source", SLUGS)
def test_what_nothing_proves_is_refused_with_a_reason_and_leaves_nothing(door: Door, source):
    values = st.binary(max_size=40).map(lambda raw: bytes(one for one in raw if one not in b"\r\n\0").strip())

    @CASES
    @given(
        body=bodies, headers=st.dictionaries(NAMES, values, max_size=4), query=st.sampled_from(["", "?a=%ff&b", "?x"])
    )
    @example(body=b"{}", headers={"authorization": b"Bearer "}, query="")
    def check(body: bytes, headers: dict[str, bytes], query: str) -> None:
        answer = door.send(source, body, headers, query)
        assert 400 <= answer.status_code < 500
        assert answer.json()["why"]

    check()
    assert (door.rows(), door.aside()) == (0, 0)


def signed(source: str, body: bytes) -> dict[str, bytes]:
    def sha256(told: bytes) -> str:
        return hmac.new(SECRET.encode(), told, hashlib.sha256).hexdigest()

    now = str(int(time.time()))
    stamped = f"t={now},v1={sha256(now.encode() + b'.' + body)}".encode()
    standard = base64.b64encode(hmac.new(SECRET.encode(), b"m1." + now.encode() + b"." + body, hashlib.sha256).digest())
    proofs: dict[str, dict[str, bytes]] = {
        "mailchimp": {"x-mailchimp-signature": stamped},
        "calendly": {"calendly-webhook-signature": stamped},
        "calcom": {"x-cal-signature-256": sha256(body).encode()},
        "meta": {"x-hub-signature-256": b"sha256=" + sha256(body).encode()},
        "reso": {"authorization": b"Bearer " + SECRET.encode()},
        "builder": {"webhook-id": b"m1", "webhook-timestamp": now.encode(), "webhook-signature": b"v1," + standard},
    }
    return proofs.get(source, {})


@pytest.mark.parametrize("source", ["mailchimp", "calendly", "calcom", "meta", "reso", "builder", "lofty", "canopy"])
def test_what_is_proved_is_taken_or_set_aside_and_never_an_error_of_ours(door: Door, source):
    path = f"{source}/{SECRET}" if source in {"lofty", "canopy"} else source

    @CASES
    @given(body=bodies)
    @example(body=b'{"a": NaN}')
    @example(body=b"\xff\xfe")
    def check(body: bytes) -> None:
        answer = door.send(path, body, signed(source, body))
        if not body:
            assert answer.status_code == 400
        else:
            assert answer.status_code in {202, 204}
            assert answer.status_code == 204 or answer.json()["why"]

    check()


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "GZIP"])
def test_a_packed_body_is_refused_before_anybody_unpacks_it(door: Door, coding):
    bomb = gzip.compress(b"0" * 10_000_000)
    answer = door.send("calcom", bomb, signed("calcom", bomb) | {"content-encoding": coding.encode()})
    assert (answer.status_code, answer.json()["error"]) == (415, "packed")
    assert (door.rows(), door.aside()) == (0, 0)


def test_headers_larger_than_any_vendor_sends_are_refused(door: Door):
    answer = door.send("calcom", b"{}", signed("calcom", b"{}") | {"x-fill": b"x" * LARGEST_HEADERS})
    assert (answer.status_code, answer.json()["error"]) == (431, "headers_too_large")


def test_a_delivery_that_is_played_again_does_nothing_and_one_that_is_changed_is_flagged(door: Door):
    body = orjson.dumps({"event": {"name": "closed"}})
    proof = signed("builder", body)
    assert [door.send("builder", body, proof).status_code for _ in range(3)] == [204] * 3
    assert door.rows() == 1
    other = orjson.dumps({"event": {"name": "opened"}})
    assert door.send("builder", other, signed("builder", other)).status_code == 204
    (kept,) = door.runner.run(door.store.read(book.newest))
    assert (kept.repeats, kept.event.type) == (3, "builder.closed")
    assert "another content" in kept.note
    stale = {**proof, "webhook-timestamp": b"1"}
    assert door.send("builder", body, stale).status_code == 401
