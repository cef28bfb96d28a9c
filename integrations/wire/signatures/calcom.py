from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from integrations.wire.inbound import Delivery
from integrations.wire.signatures.scheme import Secrets, demand, header, same, usable

_TITLE = "Cal.com"


def check_calcom(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:  # noqa: ARG001  # signs no time
    """X-Cal-Signature-256: hex HMAC-SHA256 of the raw body (the vendor's documents).

    Raises:
        Forged: the signature is missing or wrong, or there is no secret.
    """
    keys = usable(_TITLE, secrets)
    given = header(_TITLE, delivery, "X-Cal-Signature-256")
    expected = (hmac.new(key.encode(), delivery.body, hashlib.sha256).hexdigest() for key in keys)
    demand(_TITLE, "X-Cal-Signature-256", good=same(given, expected))
