from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures.scheme import Secrets, demand, header, same, usable

_TITLE = "Meta"


def check_meta(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:  # noqa: ARG001  # signs no time
    """X-Hub-Signature-256: `sha256=` and the hex HMAC-SHA256 of the raw body with the app's secret.

    Source: long-standing practice, not verified for the current version.

    Raises:
        Forged: the signature is missing or wrong, or there is no secret.
    """
    keys = usable(_TITLE, secrets)
    given = header(_TITLE, delivery, "X-Hub-Signature-256")
    expected = ("sha256=" + hmac.new(key.encode(), delivery.body, hashlib.sha256).hexdigest() for key in keys)
    demand(_TITLE, "X-Hub-Signature-256", good=same(given, expected))


def answer_challenge(params: Mapping[str, str], verify_tokens: Secrets) -> str:
    """What to answer to Meta's GET when the hook is set up: its `hub.challenge`, if it knows our verify token.

    Raises:
        Forged: it does not, or none is set.
    """
    tokens = usable(f"{_TITLE} (verify token)", verify_tokens)
    if params.get("hub.mode") != "subscribe" or not same(params.get("hub.verify_token", ""), tokens):
        raise Forged(f"{_TITLE}: hub.mode or hub.verify_token is wrong.")
    return params.get("hub.challenge", "")
