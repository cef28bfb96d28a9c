from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote, urlsplit

from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures.scheme import Secrets, same, usable


def check_path(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:  # noqa: ARG001  # signs no time
    """The last part of the address is a secret that cannot be guessed: `/webhooks/lofty/{secret}`.

    For vendors that sign nothing (Lofty, Canopy, unsigned Mailchimp hooks). It proves who knows the address, not what
    they say: such a webhook is a hint to read the record again, never truth.

    Raises:
        Forged: the secret is missing or wrong, or none is set.
    """
    keys = usable("Secret address", secrets)
    given = unquote(urlsplit(delivery.url).path.rpartition("/")[2])
    if not same(given, keys):
        raise Forged("Secret address: the last part of the webhook's address is not the secret.")
