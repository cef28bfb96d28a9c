from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures import (
    SCHEMES,
    answer_challenge,
    check_followupboss,
    check_gohighlevel,
    check_standard,
    check_twilio,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
URL = "https://jorge.example.com/webhooks/x"
ED = Ed25519PrivateKey.generate()
RSA = generate_private_key(65537, 2048)
KEY = "bGVhc2UtdGhlLWtleS11bmRlci10aGUtbWF0"


def pem(key) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def digest(key: str | bytes, data: bytes, kind=hashlib.sha256) -> bytes:
    return hmac.new(key.encode() if isinstance(key, str) else key, data, kind).digest()


def stamp(at: datetime) -> str:
    return str(int(at.timestamp()))


def followupboss(body: bytes, key: str, _at: datetime) -> Delivery:
    return Delivery({"fub-signature": digest(key, base64.b64encode(body)).hex()}, body, URL)


def stamped(name: str):
    def sign(body: bytes, key: str, at: datetime) -> Delivery:
        value = f"t={stamp(at)},v1={digest(key, f'{stamp(at)}.'.encode() + body).hex()}"
        return Delivery({name: value}, body, URL)

    return sign


def meta(body: bytes, key: str, _at: datetime) -> Delivery:
    return Delivery({"x-hub-signature-256": f"sha256={digest(key, body).hex()}"}, body, URL)


def calcom(body: bytes, key: str, _at: datetime) -> Delivery:
    return Delivery({"x-cal-signature-256": digest(key, body).hex()}, body, URL)


def spark(body: bytes, key: str, _at: datetime) -> Delivery:
    return Delivery({"signature": base64.b64encode(digest(key, body)).decode()}, body, URL)


def twilio(body: bytes, key: str, _at: datetime) -> Delivery:
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = base64.b64encode(digest(key, url.encode(), hashlib.sha1)).decode()
    return Delivery({"x-twilio-signature": signature, "content-type": "application/json"}, body, url)


def standard(body: bytes, key: str, at: datetime) -> Delivery:
    signed = f"msg_1.{stamp(at)}.".encode() + body
    value = "v1," + base64.b64encode(digest(base64.b64decode(key), signed)).decode()
    return Delivery({"webhook-id": "msg_1", "webhook-timestamp": stamp(at), "webhook-signature": value}, body, URL)


def gohighlevel(body: bytes, key: str, at: datetime) -> Delivery:
    whole = orjson.dumps({"timestamp": at.isoformat(), "webhookId": "w1", "said": body.hex()})
    signer = ED if key == KEY else Ed25519PrivateKey.from_private_bytes(hashlib.sha256(key.encode()).digest())
    return Delivery({"x-ghl-signature": base64.b64encode(signer.sign(whole)).decode()}, whole, URL)


def same_secret(key: str) -> str:
    return key


def public_key(key: str) -> str:
    return pem(ED if key == KEY else Ed25519PrivateKey.from_private_bytes(hashlib.sha256(key.encode()).digest()))


@dataclass(frozen=True)
class Case:
    scheme: str
    sign: Callable[[bytes, str, datetime], Delivery]
    proof: str
    minutes: int | None = None
    secret: Callable[[str], str] = same_secret


CASES = [
    Case("followupboss", followupboss, "fub-signature"),
    Case("mailchimp", stamped("x-mailchimp-signature"), "x-mailchimp-signature", 5),
    Case("calendly", stamped("calendly-webhook-signature"), "calendly-webhook-signature", 3),
    Case("meta", meta, "x-hub-signature-256"),
    Case("calcom", calcom, "x-cal-signature-256"),
    Case("spark", spark, "signature"),
    Case("twilio", twilio, "x-twilio-signature"),
    Case("standard", standard, "webhook-signature", 5),
    Case("gohighlevel", gohighlevel, "x-ghl-signature", 5, public_key),
]
signed_schemes = pytest.mark.parametrize("case", CASES, ids=lambda case: case.scheme)
OTHER = base64.b64encode(b"another secret, just as good").decode()
BODY = b'{"eventId": "e1", "said": "\xc3\xa9"}'


@signed_schemes
def test_what_the_vendor_signed_is_taken(case: Case):
    SCHEMES[case.scheme](case.sign(BODY, KEY, NOW), case.secret(KEY), now=NOW)


@signed_schemes
def test_while_a_secret_changes_both_are_good(case: Case):
    both = [case.secret(OTHER), case.secret(KEY)]
    for key in (KEY, OTHER):
        SCHEMES[case.scheme](case.sign(BODY, key, NOW), both, now=NOW)
        SCHEMES[case.scheme](case.sign(BODY, key, NOW), " ".join(both), now=NOW)


@signed_schemes
def test_another_secret_or_none_is_refused(case: Case):
    for secrets in (case.secret(OTHER), "", "  ", [], [""]):
        with pytest.raises(Forged):
            SCHEMES[case.scheme](case.sign(BODY, KEY, NOW), secrets, now=NOW)


@signed_schemes
def test_a_webhook_without_its_signature_is_refused(case: Case):
    letter = case.sign(BODY, KEY, NOW)
    for headers in ({}, {name: value for name, value in letter.headers.items() if name != case.proof}):
        with pytest.raises(Forged):
            SCHEMES[case.scheme](replace(letter, headers=headers), case.secret(KEY), now=NOW)
    with pytest.raises(Forged):
        SCHEMES[case.scheme](replace(letter, headers=dict(letter.headers) | {case.proof: ""}), case.secret(KEY))


@pytest.mark.parametrize("case", [one for one in CASES if one.minutes], ids=lambda case: case.scheme)
def test_a_stale_or_early_webhook_is_refused(case: Case):
    letter = case.sign(BODY, KEY, NOW)
    limit = timedelta(minutes=case.minutes)
    for away in (limit, -limit):
        SCHEMES[case.scheme](letter, case.secret(KEY), now=NOW + away)
    for away in (limit + timedelta(seconds=1), -limit - timedelta(seconds=1)):
        with pytest.raises(Forged, match="away from now"):
            SCHEMES[case.scheme](letter, case.secret(KEY), now=NOW + away)


@signed_schemes
@settings(max_examples=40, deadline=None)
@given(body=st.binary(min_size=1, max_size=60), data=st.data())
def test_a_changed_body_is_never_accepted(case: Case, body: bytes, data: st.DataObject):
    letter = case.sign(body, KEY, NOW)
    at = data.draw(st.integers(0, len(letter.body) - 1))
    put = data.draw(st.binary(max_size=2).filter(lambda new: new != letter.body[at : at + 1]))
    changed = letter.body[:at] + put + letter.body[at + 1 :]
    with pytest.raises(Forged):
        SCHEMES[case.scheme](replace(letter, body=changed), case.secret(KEY), now=NOW)


@signed_schemes
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_changed_signature_is_never_accepted(case: Case, data: st.DataObject):
    letter = case.sign(BODY, KEY, NOW)
    proof = letter.headers[case.proof]
    at = data.draw(st.integers(0, len(proof) - 1))
    put = data.draw(st.text(st.characters(codec="latin-1"), min_size=0, max_size=2).filter(lambda n: n != proof[at]))
    changed = proof[:at] + put + proof[at + 1 :]
    if changed.split() == proof.split():
        return
    with pytest.raises(Forged):
        SCHEMES[case.scheme](
            replace(letter, headers=dict(letter.headers) | {case.proof: changed}), case.secret(KEY), now=NOW
        )


def test_follow_up_boss_signs_the_base64_of_the_body_in_plain_hex():
    letter = followupboss(BODY, KEY, NOW)
    check_followupboss(letter, KEY)
    with pytest.raises(Forged, match="FOLLOWUPBOSS_SYSTEM_KEY"):
        check_followupboss(letter, "")


def test_twilio_signs_its_address_and_the_sorted_fields():
    # The example in the vendor's documents.
    url = "https://example.com/myapp.php?foo=1&bar=2"
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675310",
        "Digits": "1234",
        "From": "+14158675310",
        "To": "+18005551212",
    }
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": "L/OH5YylLD5NRKLltdqwSvS0BnU=",
    }
    letter = Delivery(headers, urlencode(fields).encode(), url)
    check_twilio(letter, "12345")
    check_twilio(letter, "newer 12345")
    for wrong in (
        replace(letter, url=url.replace("https", "http")),
        replace(letter, body=urlencode(fields | {"Digits": ""}).encode()),
        replace(letter, body=letter.body.replace(b"1234", b"1235")),
        replace(letter, headers=headers | {"content-type": "application/json"}),
        replace(letter, body=b"%ff=1"),
        replace(letter, body=b"\xff"),
    ):
        with pytest.raises(Forged):
            check_twilio(wrong, "12345")


def test_a_twilio_signature_over_a_bare_address_vouches_for_no_body():
    signature = base64.b64encode(digest("12345", URL.encode(), hashlib.sha1)).decode()
    headers = {"x-twilio-signature": signature, "content-type": "application/json"}
    check_twilio(Delivery(headers, b"", URL), "12345")
    with pytest.raises(Forged, match="bodySHA256"):
        check_twilio(Delivery(headers, b"{}", URL), "12345")


def test_standard_webhooks_take_one_good_signature_of_several():
    # The example in the specification.
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,AAAA v1a,xyz v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    letter = Delivery(headers, b'{"test": 2432232314}', URL)
    at = datetime.fromtimestamp(1614265330, UTC)
    check_standard(letter, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", now=at)
    with pytest.raises(Forged, match="not whsec_"):
        check_standard(letter, "whsec_?", now=at)
    for stamp in ("-1", "1614265330.0", "１", "9" * 40):
        with pytest.raises(Forged, match="timestamp"):
            check_standard(replace(letter, headers=headers | {"webhook-timestamp": stamp}), KEY, now=at)


def test_a_secret_address_a_bearer_token_and_a_form_key_are_compared_whole():
    cases = {
        "path": lambda secret: Delivery({}, b"{}", f"https://x.example.com/webhooks/lofty/{secret}?a=/{KEY}"),
        "bearer": lambda secret: Delivery({"authorization": f"Bearer {secret}"}, b"{}", URL),
        "google_lead": lambda secret: Delivery({}, orjson.dumps({"google_key": secret}), URL),
    }
    for scheme, letter in cases.items():
        SCHEMES[scheme](letter(KEY), [OTHER, KEY])
        for wrong in ("", KEY[:-1], KEY + "x", KEY.lower()):
            with pytest.raises(Forged):
                SCHEMES[scheme](letter(wrong), [OTHER, KEY])
        with pytest.raises(Forged):
            SCHEMES[scheme](letter(KEY), "")


def test_a_form_key_that_is_no_text_or_stands_nowhere_is_refused():
    for body in (b"", b"nonsense", b"[]", b"null", b'{"google_key": 5}', b'{"google_key": null}', b"{}"):
        with pytest.raises(Forged):
            SCHEMES["google_lead"](Delivery({}, body, URL), "5")


def test_gohighlevel_takes_rsa_too_and_reads_its_age_from_the_signed_body():
    body = orjson.dumps({"body": {"data": {"timestamp": int(NOW.timestamp() * 1000), "webhookId": "w"}}})
    signature = base64.b64encode(RSA.sign(body, PKCS1v15(), SHA256())).decode()
    letter = Delivery({"x-wh-signature": signature}, body, URL)
    both = pem(ED) + pem(RSA)
    check_gohighlevel(letter, both, now=NOW)
    check_gohighlevel(letter, both.replace("\n", "\\n"), now=NOW)
    check_gohighlevel(letter, "".join(pem(RSA).splitlines()[1:-1]), now=NOW)
    with pytest.raises(Forged, match="away from now"):
        check_gohighlevel(letter, both, now=NOW + timedelta(hours=1))
    with pytest.raises(Forged, match="wrong"):
        check_gohighlevel(letter, pem(ED), now=NOW)
    with pytest.raises(Forged, match="not a key"):
        check_gohighlevel(letter, "bm90IGEga2V5", now=NOW)


def test_gohighlevel_without_a_timestamp_is_refused():
    for body in (b"{}", b"[]", b"no json", b'{"timestamp": null}', b'{"timestamp": "soon"}'):
        letter = Delivery({"x-ghl-signature": base64.b64encode(ED.sign(body)).decode()}, body, URL)
        with pytest.raises(Forged, match="no timestamp"):
            check_gohighlevel(letter, pem(ED), now=NOW)


def test_meta_is_told_its_challenge_only_if_it_knows_our_token():
    asked = {"hub.mode": "subscribe", "hub.verify_token": "t1", "hub.challenge": "1158201444"}
    assert answer_challenge(asked, "t0 t1") == "1158201444"
    for wrong in ({}, asked | {"hub.verify_token": "t2"}, asked | {"hub.mode": "unsubscribe"}):
        with pytest.raises(Forged):
            answer_challenge(wrong, "t0 t1")
    with pytest.raises(Forged):
        answer_challenge(asked, "")
