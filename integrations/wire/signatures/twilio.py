from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures.scheme import Secrets, demand, header, same, usable

_TITLE = "Twilio"
_MOST_FIELDS = 1000


def check_twilio(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:  # noqa: ARG001  # signs no time
    """X-Twilio-Signature: base64 HMAC-SHA1 with the auth token over the public address and the sorted form fields.

    A JSON body is covered by `bodySHA256` in the address instead. The address must be the one Twilio was given:
    behind a proxy set PUBLIC_BASE_URL. (The vendor's documents.)

    Raises:
        Forged: the signature or the body's hash is missing or wrong, or there is no token.
    """
    keys = usable(_TITLE, secrets)
    given = header(_TITLE, delivery, "X-Twilio-Signature")
    signed = (delivery.url + _covered(delivery)).encode("utf-8", "surrogatepass")
    expected = (base64.b64encode(hmac.new(key.encode(), signed, hashlib.sha1).digest()).decode() for key in keys)
    demand(
        _TITLE,
        "X-Twilio-Signature (with the address " + delivery.url.partition("?")[0] + ")",
        good=same(given, expected),
    )


def _covered(delivery: Delivery) -> str:
    hashes = [value for name, value in parse_qsl(urlsplit(delivery.url).query) if name == "bodySHA256"]
    if hashes:
        demand(_TITLE, "bodySHA256", good=same(hashes[0], [hashlib.sha256(delivery.body).hexdigest()]))
        return ""
    if not delivery.body:
        return ""
    if not delivery.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        # Otherwise a signature over the bare address would vouch for any body at all.
        raise Forged(f"{_TITLE}: a body that is no form needs bodySHA256 in the address.", "malformed")
    try:
        fields = parse_qsl(
            delivery.body.decode(),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise Forged(f"{_TITLE}: the form cannot be read.", "malformed") from error
    return "".join(name + value for name, value in sorted(set(fields)))
