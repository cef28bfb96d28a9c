"""Signatures of the form `t=<unix>,v1=<hex>`: HMAC-SHA256 over `{t}.{raw body}`. Mailchimp and Calendly use it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from integrations.wire.inbound import Delivery, Forged
from integrations.wire.signatures.scheme import TOLERANCE, Secrets, demand, demand_fresh, header, same, seconds, usable


def check_mailchimp(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:
    """X-Mailchimp-Signature, at most 5 minutes old. Hooks that were set up unsigned use the secret path instead.

    Source: third-party description of the vendor's pages.

    Raises:
        Forged: the signature is missing, wrong or stale, or there is no secret.
    """
    check_stamped("Mailchimp", "X-Mailchimp-Signature", delivery, secrets, now, TOLERANCE)


def check_calendly(delivery: Delivery, secrets: Secrets, /, *, now: datetime | None = None) -> None:
    """Calendly-Webhook-Signature, at most 3 minutes old (the vendor's documents).

    Raises:
        Forged: the signature is missing, wrong or stale, or there is no secret.
    """
    check_stamped("Calendly", "Calendly-Webhook-Signature", delivery, secrets, now, timedelta(minutes=3))


def check_stamped(
    title: str, name: str, delivery: Delivery, secrets: Secrets, now: datetime | None, tolerance: timedelta
) -> None:
    """Check `t=<unix>,v1=<hex>` in the header `name`; several `v1` are taken while a secret is being changed.

    Raises:
        Forged: the signature is missing, wrong or stale, or there is no secret.
    """
    keys = usable(title, secrets)
    parts = [part.strip().partition("=") for part in header(title, delivery, name).split(",")]
    stamps = [value for key, _, value in parts if key == "t"]
    if len(stamps) != 1:
        raise Forged(f"{title}: {name} must look like t=1767225600,v1=5257a8...", "malformed")
    demand_fresh(title, seconds(title, stamps[0]), now, tolerance)
    signed = stamps[0].encode() + b"." + delivery.body
    expected = [hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys]
    good = [same(value, expected) for key, _, value in parts if key == "v1"]
    demand(title, name, good=any(good))
