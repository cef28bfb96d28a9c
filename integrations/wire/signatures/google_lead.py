from __future__ import annotations

from datetime import datetime

import orjson

from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures.scheme import Secrets, demand, same, usable

_TITLE = "Google lead form"


def check_google_lead(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:  # noqa: ARG001  # signs no time
    """`google_key` in the JSON body is the key that was typed into the form's settings (the vendor's documents).

    Raises:
        Forged: the key is missing or wrong, or none is set.
    """
    keys = usable(_TITLE, secrets)
    try:
        body = orjson.loads(delivery.body)
    except ValueError as error:
        raise Forged(f"{_TITLE}: the body is no JSON, so it has no google_key.", "malformed") from error
    given = body.get("google_key") if isinstance(body, dict) else None
    demand(_TITLE, "google_key", good=isinstance(given, str) and same(given, keys))
