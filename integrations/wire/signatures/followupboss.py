from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from integrations.wire.inbound import Delivery
from integrations.wire.signatures.scheme import Secrets, demand, header, same, usable

_TITLE = "Follow Up Boss"


def check_followupboss(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:  # noqa: ARG001  # signs no time
    """FUB-Signature: hex HMAC-SHA256 with the system's key over the base64 of the raw body, no prefix.

    Source: six public integrations agree; the vendor's own wording was not seen.

    Raises:
        Forged: the signature is missing or wrong, or there is no key to check it with.
    """
    keys = usable(f"{_TITLE} (FOLLOWUPBOSS_SYSTEM_KEY)", secrets)
    given = header(_TITLE, delivery, "FUB-Signature").strip()
    signed = base64.b64encode(delivery.body)
    demand(
        _TITLE,
        "FUB-Signature",
        good=same(given, (hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys)),
    )
