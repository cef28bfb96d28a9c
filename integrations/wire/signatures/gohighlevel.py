from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import orjson

from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures.scheme import Secrets, demand, demand_fresh

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

_TITLE: Final = "GoHighLevel"
_PEM: Final = re.compile(r"-----BEGIN PUBLIC KEY-----(.+?)-----END PUBLIC KEY-----", re.DOTALL)
_MILLISECONDS: Final = 10**11


def check_gohighlevel(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:
    """x-ghl-signature (Ed25519) or x-wh-signature (RSA, SHA-256), base64 over the raw body; at most 5 minutes old.

    `secrets` are the vendor's public keys as PEM (or its base64 alone), several while they change. The age is told by
    the body's own `timestamp`, which the signature covers. (The vendor's documents.)

    Raises:
        Forged: the signature is missing, wrong or stale, or there is no key.
    """
    keys = [_key(one) for one in _written(secrets)]
    if not keys:
        raise Forged(f"{_TITLE}: no public key is set to check webhooks with, so none is taken.", "no_secret")
    given = {name: delivery.headers.get(name, "") for name in ("x-ghl-signature", "x-wh-signature")}
    if not any(given.values()):
        raise Forged(f"{_TITLE}: the webhook has neither x-ghl-signature nor x-wh-signature.", "missing")
    good = [_verifies(key, given, delivery.body) for key in keys]
    demand(_TITLE, "x-ghl-signature or x-wh-signature", good=any(good))
    demand_fresh(_TITLE, _signed_at(delivery.body), now)


def _written(secrets: Secrets) -> Iterator[str]:
    for one in [secrets] if isinstance(secrets, str) else secrets:
        plain = one.replace("\\n", "\n")
        yield from _PEM.findall(plain) if "-----BEGIN" in plain else plain.split()


def _key(written: str) -> PublicKeyTypes:
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        return load_der_public_key(base64.b64decode("".join(written.split()), validate=True))
    except ValueError as error:
        raise Forged(f"{_TITLE}: the public key that is set is not a key in PEM.", "no_secret") from error


def _verifies(key: PublicKeyTypes, given: dict[str, str], body: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(_decoded(given["x-ghl-signature"]), body)
            return True
        if isinstance(key, RSAPublicKey):
            key.verify(_decoded(given["x-wh-signature"]), body, PKCS1v15(), SHA256())
            return True
    except InvalidSignature:
        return False
    return False


def _decoded(signature: str) -> bytes:
    """The bytes, if they are spelled in the one right way; else none, which no key verifies."""
    try:
        raw = base64.b64decode(signature.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return b""
    return raw if base64.b64encode(raw).decode() == signature else b""


def _signed_at(body: bytes) -> float:
    try:
        stamp = _stamp(orjson.loads(body))
        if isinstance(stamp, int | float):
            return stamp / 1000 if stamp > _MILLISECONDS else stamp
        at = datetime.fromisoformat(stamp)
    except (ValueError, TypeError) as error:
        raise Forged(f"{_TITLE}: the webhook has no timestamp to tell its age by.", "malformed") from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _stamp(body: Any) -> Any:
    """The timestamp, which stands in the body itself or below `data` or `body.data`."""
    for path in ((), ("data",), ("body", "data"), ("body",)):
        here = body
        for step in path:
            here = here.get(step) if isinstance(here, dict) else None
        if isinstance(here, dict) and "timestamp" in here:
            return here["timestamp"]
    return None
