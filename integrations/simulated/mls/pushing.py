"""What the MLS tells by itself: RESO EntityEvents (RCP-28) under the token it was given, or Spark's signed notices."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from integrations.simulated.mailroom import Envelope, Letter, Mailroom

if TYPE_CHECKING:
    from integrations.simulated.mls.platform import Platform
    from integrations.simulated.town import Town

_CONTEXT = "urn:reso:metadata:2.0:resource:entityevent"


@dataclass(frozen=True, slots=True)
class _Manners:
    twice_every: int
    waits: tuple[float, ...]


_MANNERS = {"reso": _Manners(4, (0.5, 5.0, 60.0, 600.0)), "spark": _Manners(4, (1.0, 5.0))}
_PATIENCE = {"reso": 10.0, "spark": 2.0}


class Pushes(Mailroom):
    """One platform's pushes to `/webhooks/<slug>`; silent until its habits name a secret for `pushes`."""

    def __init__(self, town: Town, platform: Platform) -> None:
        style = platform.pushes
        waiting = town.shelf.drawer(f"{platform.slug}.push")
        super().__init__(waiting, self._signed, lambda: _MANNERS[style], patience=lambda: _PATIENCE[style])
        self._town = town
        self._platform = platform

    def tell(self, resource: str, key: str, number: int) -> None:
        """Something happened to a record; `number` is its place in the log of events."""
        if not self._town.habits[self._platform.slug].pushes or not self._town.webhook_url:
            return
        self.put(str(number), {"number": number, "resource": resource, "key": key}, number)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return  # it goes out with the next one
        self.resume()

    def _signed(self, letter: Letter) -> Envelope:
        secret = self._town.habits[self._platform.slug].pushes
        url = f"{self._town.webhook_url}/webhooks/{self._platform.slug}"
        if self._platform.pushes == "spark":
            # What stands in the body of a notice is not established.
            body = orjson.dumps({"notice": letter["number"]})
            signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            return Envelope(url, body, {"Signature": signature, "User-Agent": "NotificationSystem/0.1"})
        event: dict[str, Any] = {
            "@reso.context": _CONTEXT,
            "EntityEventSequence": letter["number"],
            "ResourceName": letter["resource"],
            "ResourceRecordKey": letter["key"],
        }
        headers = {"Authorization": f"Bearer {secret}", "EntityEventSource": f"town-{self._platform.slug}"}
        return Envelope(url, orjson.dumps(event), {**headers, "Content-Type": "application/json"})
