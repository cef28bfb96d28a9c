from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import datetime

from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures.scheme import Secrets, demand, demand_fresh, header, same, seconds, usable

_TITLE = "Standard Webhooks"


def check_standard(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:
    """webhook-signature: base64 HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{raw body}`, at most 5 minutes old.

    Several `v1,` values may stand there with blanks between, while the sender changes its secret. Ours are written
    `whsec_` and base64. (The specification.)

    Raises:
        Forged: the signature is missing, wrong or stale, or there is no usable secret.
    """
    keys = [_key(secret) for secret in usable(_TITLE, secrets)]
    mark, stamp = header(_TITLE, delivery, "webhook-id"), header(_TITLE, delivery, "webhook-timestamp")
    given = [one.partition(",") for one in header(_TITLE, delivery, "webhook-signature").split()]
    demand_fresh(_TITLE, seconds(_TITLE, stamp), now)
    signed = f"{mark}.{stamp}.".encode("utf-8", "surrogatepass") + delivery.body
    expected = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys]
    good = [same(value, expected) for version, _, value in given if version == "v1"]
    demand(_TITLE, "webhook-signature", good=any(good))


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as error:
        raise Forged(f"{_TITLE}: the secret that is set is not whsec_ and base64.", "no_secret") from error
