"""Whether a webhook comes from whom it says. Every check fails closed: no key, no signature, no entry."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Incoming:
    """A webhook as it arrived: the full public URL, headers with lower-case names, the exact bytes of the body."""

    url: str
    headers: Mapping[str, str]
    body: bytes


Check = Callable[[Incoming, Mapping[str, str]], bool]


def is_genuine(slug: str, incoming: Incoming, credentials: Mapping[str, str]) -> bool:
    """Whether the vendor `slug` sent this; `credentials` are those of its `Access`. Unknown vendors are refused."""
    check = CHECKS.get(slug)
    return check is not None and check(incoming, credentials)


def check_followupboss(incoming: Incoming, credentials: Mapping[str, str]) -> bool:
    """FUB-Signature: hex HMAC-SHA256 with the system's key over the base64 of the raw body, no prefix.

    Source: six public integrations agree; the vendor's own wording was not seen.
    """
    key, given = credentials.get("system_key", ""), incoming.headers.get("fub-signature", "")
    if not key or not given:
        return False
    expected = hmac.new(key.encode(), base64.b64encode(incoming.body), hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().encode())


CHECKS: Final[Mapping[str, Check]] = {
    "followupboss": check_followupboss,
}
