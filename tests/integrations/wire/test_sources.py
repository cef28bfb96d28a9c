from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Delivery, Forged, WebhookSource
from integrations.wire.signatures import SCHEMES
from integrations.wire.sources import CARDS, ConfiguredSource, SourceCard, UnknownScheme, configured_sources
from integrations.wire.sources.finding import find

JSON = {"content-type": "application/json"}


def source(**card) -> ConfiguredSource:
    return ConfiguredSource(
        SourceCard("x", "X", "path", **card), "secret", now=lambda: datetime(2026, 11, 24, tzinfo=UTC)
    )


def letter(body: bytes, **headers: str) -> Delivery:
    return Delivery(headers or JSON, body, "https://x.example.com/webhooks/x/secret", {"mode": "live"})


def test_every_card_names_a_scheme_and_where_it_is_from():
    for card in CARDS:
        assert card.scheme in SCHEMES
        assert card.source
    assert all(isinstance(one, WebhookSource) for one in configured_sources({}).values())


def test_without_a_secret_every_source_refuses():
    for one in configured_sources({}).values():
        with pytest.raises(Forged):
            one.verify(letter(b"{}"))


def test_a_scheme_that_there_is_not_is_refused_by_name():
    with pytest.raises(UnknownScheme, match=r"builder.*'sha1'.*standard"):
        configured_sources({"builder": {"webhook_scheme": "sha1", "webhook_secret": "x"}})


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("a.b.1.c", "7"),
        ("nowhere | a.d", "true"),
        ("header:X-Id", "h"),
        ("param:mode", "live"),
        ("nowhere | =fixed", "fixed"),
        ("a", None),
        ("a.b.9", None),
        ("empty", None),
        ("zero", "0"),
        ("", None),
    ],
)
def test_a_rule_leads_to_a_value(rule: str, found: str | None):
    document = {"a": {"b": [0, {"c": 7}], "d": True}, "empty": "", "zero": 0}
    assert find(rule, document, letter(b"", **{"x-id": "h"})) == found


def test_a_key_needs_all_its_parts_else_the_body_is_the_key():
    one = source(key=("id", "state"), type="kind")
    (whole,) = one.read(letter(b'{"id": 1, "state": "done", "kind": "a b/c"}'))
    assert (whole.key, whole.type) == ("1:done", "a_b_c")
    (part,) = one.read(letter(b'{"id": 1}'))
    (other,) = one.read(letter(b'{"id": 2}'))
    assert part.key.startswith("sha256:")
    assert part.key != other.key
    assert part.type == "notification"


def test_a_list_is_an_event_for_each_item_whatever_it_arrives_with():
    one = source(each="value")
    (alone,) = one.read(letter(b'{"value": [{"n": 1, "m": 2}]}'))
    pair = one.read(letter(b'{"value": [{"m": 2, "n": 1}, {"n": 2}]}'))
    assert [hint.payload for hint in pair] == [{"m": 2, "n": 1}, {"n": 2}]
    assert pair[0].key == alone.key != pair[1].key
    assert source().read(letter(b"[]")) == []


@pytest.mark.parametrize("body", [b"", b"nonsense", b"5", b'"text"', b"\xff", b"null"])
def test_a_body_that_is_no_document_is_unreadable(body: bytes):
    with pytest.raises(Unreadable):
        source().read(letter(body))


@pytest.mark.parametrize("body", [b'{"value": [1, 2]}', b"[]", b'{"value": []}'])
def test_a_list_without_objects_is_unreadable(body: bytes):
    with pytest.raises(Unreadable):
        source(each="value").read(letter(body))


def test_a_form_becomes_a_document_however_odd_its_names():
    form = {"content-type": "application/x-www-form-urlencoded"}
    body = b"type=cleaned&data%5Bmerges%5D%5BEMAIL%5D=a%40b.c&data=x&a%5Bb=1&%5B%5D=2&type=later"
    (hint,) = source(type="type").read(letter(body, **form))
    assert hint.type == "later"
    assert hint.payload["data"] == "x"
    assert hint.payload["a"] == {"b": "1"}
