from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from integrations.mls.connectors import reso
from integrations.mls.dialect import BRIGHT, CRMLS, DIALECTS, RESO
from integrations.mls.feed import Places, Span
from integrations.mls.odata import judge_odata
from integrations.mls.token import ClientCredentials
from integrations.wire.client import Client
from integrations.wire.errors import NotConfigured, Unreadable
from integrations.wire.vendor import Access

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_filter_has_bounds_on_both_sides_in_utc():
    paris = timezone(timedelta(hours=2))
    span = Span(AT + timedelta(hours=1), since=datetime(2026, 6, 1, 14, tzinfo=paris))
    assert RESO.filter(span) == (
        "ModificationTimestamp ge 2026-06-01T12:00:00.000Z and ModificationTimestamp le 2026-06-01T13:00:00.000Z"
    )


def test_a_cursor_breaks_ties_by_key_and_keys_are_quoted():
    wanted = RESO.filter(Span(AT, cursor=(AT, "O'Neil")))
    assert "(ModificationTimestamp gt 2026-06-01T12:00:00.000Z or (ModificationTimestamp eq " in wanted
    assert "ListingKey gt 'O''Neil'))" in wanted
    assert "ListingKey gt 42" in BRIGHT.filter(Span(AT, cursor=(AT, "42")))


def test_a_place_filter_and_the_filter_an_mls_demands_are_joined():
    wanted = CRMLS.filter(Span(AT, places=Places(("90210",), ("Beverly Hills",))))
    assert wanted.startswith("OriginatingSystemName eq 'CRMLS' and ")
    assert wanted.endswith("(PostalCode eq '90210' or City eq 'Beverly Hills')")


@pytest.mark.parametrize("name", sorted(DIALECTS))
async def test_every_dialect_connects_with_its_credentials(name):
    given = {"client_id": "a", "client_secret": "b", "token_url": "http://127.0.0.1:9/token", "dialect": name}
    feed = reso.connect(Access(DIALECTS[name].root or "http://127.0.0.1:9/odata", given))
    assert feed.title == DIALECTS[name].title
    await feed.aclose()


def test_a_missing_credential_is_named():
    with pytest.raises(NotConfigured, match="client_secret"):
        reso.connect(Access("http://127.0.0.1:9/odata", {"client_id": "a", "token_url": "t"}))
    with pytest.raises(NotConfigured, match="known: reso"):
        reso.connect(Access("http://127.0.0.1:9/odata", {"dialect": "klingon"}))


async def test_a_token_is_renewed_before_it_ends(server):
    now = [0.0]
    client = Client("mls", server.root, judge=judge_odata)
    token = ClientCredentials(client, f"{server.root}/token", "a", "b", clock=lambda: now[0])
    assert await token.current() == "token-1"
    now[0] = 3000.0
    assert await token.current() == "token-1"
    now[0] = 3541.0
    assert await token.current() == "token-2"
    await client.aclose()


async def test_the_token_never_follows_a_link_to_another_host(server):
    feed = reso.connect(server.access())
    assert feed._resolve("Property?$skip=5", "Property") == f"{server.root}/odata/Property?$skip=5"
    with pytest.raises(Unreadable, match="another host"):
        feed._resolve("https://evil.example/odata/Property", "Property")
    await feed.aclose()


async def test_a_gone_record_is_none(server, home):
    server.rows = [home(1)]
    feed = reso.connect(server.access())
    assert (await feed.one("K00001"))["ListingId"] == "1001"
    assert await feed.one("K00002") is None
    await feed.aclose()
