from __future__ import annotations

from datetime import datetime

from integrations.wire.inbound import Delivery
from integrations.wire.signatures.scheme import Secrets, demand, header, same, usable

_TITLE = "Bearer token"


def check_bearer(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:  # noqa: ARG001  # signs no time
    """`Authorization: Bearer <the token we issued>`: webhooks of RESO's RCP-28.

    Raises:
        Forged: the token is missing or wrong, or none is set.
    """
    keys = usable(_TITLE, secrets)
    word, _, given = header(_TITLE, delivery, "Authorization").partition(" ")
    demand(_TITLE, "Authorization", good=same(given, keys) and word.lower() == "bearer")
