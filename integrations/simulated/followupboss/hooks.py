from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from typing import Any

import orjson

from integrations.simulated.followupboss.guard import SYSTEMS
from integrations.simulated.followupboss.habits import HABITS, Habits
from integrations.simulated.mailroom import Envelope, Letter, Mailroom, is_success
from integrations.simulated.town import Town

EVENTS = (
    "peopleCreated",
    "peopleUpdated",
    "peopleDeleted",
    "peopleTagsCreated",
    "peopleStageUpdated",
    "notesCreated",
    "eventsCreated",
    "emEventsUnsubscribed",
)
_DISABLING = (406, 410)
_LATE = 0.05


def sign(body: bytes, system_key: str) -> str:
    """FUB-Signature: hex HMAC-SHA256 with the system's key over the base64 of the raw body."""
    return hmac.new(system_key.encode(), base64.b64encode(body), hashlib.sha256).hexdigest()


class Hooks(Mailroom):
    """Thin webhooks after the write that they tell of; a receiver that answers 406 or 410 is told no more."""

    def __init__(self, town: Town) -> None:
        waiting = town.shelf.drawer("followupboss.delivery")
        super().__init__(waiting, self._signed, self._own, heard=self._noted, patience=lambda: self._own().patience)
        self.hooks = town.shelf.drawer("followupboss.hook")
        self.told = town.shelf.drawer("followupboss.webhook_event")
        self._town = town
        self._count = 0

    def tell(self, event: str, ids: list[int], now: str) -> None:
        """Queue a thin webhook for every active hook on `event`."""
        kind = "events" if event.startswith("events") else "notes" if event.startswith("notes") else "people"
        notice_id = str(uuid.uuid4())
        notice = {
            "eventId": notice_id,
            "eventCreated": now,
            "event": event,
            "resourceIds": ids,
            "uri": f"{self._town.public_url}/fub/v1/{kind}/{','.join(map(str, ids))}",
        }
        self.told[notice_id] = notice
        for hook in self.hooks.values():
            if hook["event"] == event and hook["status"] == "Active":
                self._queue(hook, notice)

    def _own(self) -> Habits:
        habits: Habits = self._town.habits[HABITS]
        return habits

    def _queue(self, hook: dict[str, Any], notice: dict[str, Any]) -> None:
        self._count += 1
        late = self._own().reversed_pairs and self._count % 2
        letter = {"hook": str(hook["id"]), "body": orjson.dumps(notice).decode()}
        self.put(f"{notice['eventId']}/{hook['id']}", letter, self._count, after=_LATE if late else 0.0)

    def _signed(self, letter: Letter) -> Envelope | None:
        hook, body = self.hooks.get(letter["hook"]), letter["body"].encode()
        if hook is None or hook["status"] != "Active":
            return None
        signature = sign(body, SYSTEMS[hook["system"]])
        return Envelope(hook["url"], body, {"Content-Type": "application/json", "FUB-Signature": signature})

    def _noted(self, letter: Letter, status: int) -> bool:
        hook = self.hooks.get(letter["hook"])
        if hook and status in _DISABLING:
            self.hooks[letter["hook"]] = {**hook, "status": "Disabled"}
        return status in _DISABLING or is_success(status)
