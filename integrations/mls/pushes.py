"""What MLSs push to us: RESO EntityEvents (RCP-28) under a token that we issued, and Spark's signed notices."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final

import orjson

from integrations.mls.feed import EntityEvent
from integrations.wire.errors import Unreadable
from integrations.wire.inbound import Delivery, Forged, Hint

CONTEXT: Final = "urn:reso:metadata:2.0:resource:entityevent"
HINT: Final = "mls.record_changed"
SETTINGS: Final = ("push_token", "push_secret")
_LONGEST_LABEL: Final = 255


class ResoPush:
    """A `WebhookSource` for RESO pushes. `token` is the one that we gave to the MLS."""

    def __init__(self, system: str, token: str) -> None:
        self._system = system
        self._token = token

    def verify(self, delivery: Delivery) -> None:
        """Check the bearer token. Raises `Forged`."""
        if not self._token:
            named = f"{self._system.upper()}_PUSH_TOKEN (or push_token under [vendors.{self._system}])"
            raise Forged(f"{self._system}: no push is taken before {named} is set", "no_secret")
        said = delivery.headers.get("authorization", "")
        wanted = f"Bearer {self._token}"
        if not hmac.compare_digest(said.encode(), wanted.encode()):
            raise Forged(f"{self._system}: the push does not carry our token", "wrong" if said else "missing")

    def read(self, delivery: Delivery) -> list[Hint]:
        """One hint an event, named by source label and sequence. Raises `Unreadable`."""
        return _hints(self._system, delivery)


class SparkPush:
    """A `WebhookSource` for Spark: HMAC-SHA256 of the body in `Signature`.

    What stands in its body is not established: a body that is no EntityEvent becomes one hint to sync the system.
    """

    def __init__(self, system: str, secret: str) -> None:
        self._system = system
        self._secret = secret

    def verify(self, delivery: Delivery) -> None:
        """Check the signature, in hex or base64. Raises `Forged`."""
        digest = hmac.new(self._secret.encode(), delivery.body, hashlib.sha256).digest()
        said = delivery.headers.get("signature", "").removeprefix("sha256=")
        good = (digest.hex(), base64.b64encode(digest).decode())
        if not self._secret or not any(hmac.compare_digest(said.encode(), one.encode()) for one in good):
            raise Forged(f"{self._system}: the push's signature is wrong", "wrong" if said else "missing")

    def read(self, delivery: Delivery) -> list[Hint]:
        """The hints in a notice. Raises `Unreadable`."""
        try:
            return _hints(self._system, delivery)
        except Unreadable:
            mark = hashlib.sha256(delivery.body).hexdigest()[:40]
            return [Hint(f"{self._system}:{mark}", HINT, {"system": self._system})]


def read_events(body: bytes, system: str) -> list[EntityEvent]:
    """The events of a push: one object, or several under `value`. Raises `Unreadable`."""
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unreadable(system, "the push is not JSON") from error
    if not isinstance(document, dict):
        raise Unreadable(system, "the push is no object")
    rows = document["value"] if isinstance(document.get("value"), list) else [document]
    return [_read_row(row, system) for row in rows]


def _read_row(row: Any, system: str) -> EntityEvent:
    try:
        return EntityEvent(int(row["EntityEventSequence"]), str(row["ResourceName"]), str(row["ResourceRecordKey"]))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(system, f"an EntityEvent lacks what RCP-27 demands: {row!r:.120}") from error


def _hints(system: str, delivery: Delivery) -> list[Hint]:
    source = delivery.headers.get("entityeventsource", "")[:_LONGEST_LABEL]
    return [
        Hint(f"{source or system}:{event.sequence}", HINT, _payload(system, source, event))
        for event in read_events(delivery.body, system)
    ]


def _payload(system: str, source: str, event: EntityEvent) -> Mapping[str, Any]:
    sequence = {"source": source, "sequence": event.sequence}
    return {"system": system, "resource": event.resource, "key": event.key, **sequence}
