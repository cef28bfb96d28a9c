from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from integrations.wire.client import Client
from integrations.wire.errors import NotConfigured


def signed_headers(key: str, body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """The headers of the Standard Webhooks specification; `key` is the message's id, the same for every try.

    Raises:
        NotConfigured: the secret is not `whsec_` and base64.
    """
    try:
        raw = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raw = b""
    if not raw:
        raise NotConfigured("webhook_out", "the secret that is set is not whsec_ and base64")
    stamp = str(int(at.timestamp()))
    proof = hmac.new(raw, f"{key}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(proof).decode()}",
    }


@dataclass(frozen=True, slots=True)
class WebhooksOut:
    """Other systems that want to hear of events: for each name a `url` and a `secret` (whsec_ and base64)."""

    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def send(self, to: str, key: str, kind: str, occurred_at: datetime, data: Mapping[str, Any]) -> int:
        """POST an event to one of them, signed; the answer's HTTP status. The receiver knows a repetition by its id.

        Raises:
            NotConfigured: no address or no usable secret is set under this name.
            WireError: the receiver does not take it.
        """
        place = self.places.get(to, {})
        if not place.get("url") or not place.get("secret"):
            raise NotConfigured(
                "webhook_out", f"no address is set for {to!r} ([vendors.{to}] url and secret in jorge.toml)"
            )
        body = orjson.dumps({"type": kind, "timestamp": occurred_at.isoformat(), "data": dict(data)}, default=str)
        client = Client(to, place["url"])
        try:
            headers = signed_headers(key, body, place["secret"], self.now())
            reply = await client.post(place["url"], content=body, headers=headers)
        finally:
            await client.aclose()
        return reply.status
