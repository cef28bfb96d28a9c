"""Whether a webhook comes from whom it says, a check for each vendor. No key or no signature means: forged."""

from __future__ import annotations

import base64
import hashlib
import hmac

from integrations.wire.inbound import Delivery, Forged


def check_followupboss(delivery: Delivery, system_key: str) -> None:
    """FUB-Signature: hex HMAC-SHA256 with the system's key over the base64 of the raw body, no prefix.

    Source: six public integrations agree; the vendor's own wording was not seen.

    Raises:
        Forged: the signature is missing or wrong, or there is no key to check it with.
    """
    given = delivery.headers.get("fub-signature", "").strip()
    if not system_key:
        raise Forged("Follow Up Boss: no system key is set to check webhooks with; set FOLLOWUPBOSS_SYSTEM_KEY.")
    if not given:
        raise Forged("Follow Up Boss: the webhook has no FUB-Signature.")
    expected = hmac.new(system_key.encode(), base64.b64encode(delivery.body), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise Forged("Follow Up Boss: the webhook's FUB-Signature is wrong.")
