from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from integrations.wire.inbound import Delivery
from integrations.wire.signatures.scheme import Secrets, demand, header, same, usable

_TITLE = "Spark"


def check_spark(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:  # noqa: ARG001  # signs no time
    """Signature: HMAC-SHA256 of the raw body. Whether it is written in hex or base64 is not established: both pass.

    Source: third-party description.

    Raises:
        Forged: the signature is missing or wrong, or there is no secret.
    """
    keys = usable(_TITLE, secrets)
    given = header(_TITLE, delivery, "Signature")
    digests = [hmac.new(key.encode(), delivery.body, hashlib.sha256).digest() for key in keys]
    spelled = [digest.hex() for digest in digests] + [base64.b64encode(digest).decode() for digest in digests]
    demand(_TITLE, "Signature", good=same(given, spelled))
