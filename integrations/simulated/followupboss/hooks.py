from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ssl
import uuid
from typing import Any

import httpx
import orjson

from integrations.simulated.followupboss.guard import SYSTEMS
from integrations.simulated.followupboss.habits import HABITS, Habits
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
# Loading the system's certificates takes tens of milliseconds, and only loopback is called.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def sign(body: bytes, system_key: str) -> str:
    """FUB-Signature: hex HMAC-SHA256 with the system's key over the base64 of the raw body."""
    return hmac.new(system_key.encode(), base64.b64encode(body), hashlib.sha256).hexdigest()


class Mailroom:
    """Sends webhooks after the write that they tell of, repeats the refused ones, and survives a restart."""

    def __init__(self, town: Town) -> None:
        self.hooks = town.shelf.drawer("followupboss.hook")
        self.told = town.shelf.drawer("followupboss.webhook_event")
        self.waiting = town.shelf.drawer("followupboss.delivery")
        self._town = town
        self._tasks: dict[str, asyncio.Task[None]] = {}
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

    def resume(self) -> None:
        """Start sending what waits; needs a running loop."""
        for key in list(self.waiting):
            if key not in self._tasks:
                task = asyncio.get_running_loop().create_task(self._deliver(key))
                self._tasks[key] = task
                task.add_done_callback(lambda _task, key=key: self._tasks.pop(key, None))  # type: ignore[misc]

    async def settle(self) -> None:
        """Wait until nothing is being sent any more."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def stop(self) -> None:
        """Stop sending; what waits stays on the shelf."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def _habits(self) -> Habits:
        habits: Habits = self._town.habits[HABITS]
        return habits

    def _queue(self, hook: dict[str, Any], notice: dict[str, Any]) -> None:
        self._count += 1
        every = self._habits.twice_every
        times = 2 if every and self._count % every == 0 else 1
        for time in range(times):
            key = f"{notice['eventId']}/{hook['id']}/{time}"
            body = orjson.dumps(notice).decode()
            self.waiting[key] = {"hook": str(hook["id"]), "body": body, "order": self._count}

    async def _deliver(self, key: str) -> None:
        letter = self.waiting[key]
        if self._habits.reversed_pairs and letter["order"] % 2:
            await asyncio.sleep(0.05)
        for wait in (*self._habits.waits, None):
            hook = self.hooks.get(letter["hook"])
            if hook is None or hook["status"] != "Active" or await self._send(hook, letter["body"].encode()):
                break
            if wait is not None:
                await asyncio.sleep(wait)
        self.waiting.pop(key, None)

    async def _send(self, hook: dict[str, Any], body: bytes) -> bool:
        headers = {
            "Content-Type": "application/json",
            "FUB-Signature": sign(body, SYSTEMS[hook["system"]]),
        }
        transport = httpx.AsyncHTTPTransport(verify=_NO_TLS)
        try:
            async with httpx.AsyncClient(transport=transport, timeout=self._habits.patience) as client:
                reply = await client.post(hook["url"], content=body, headers=headers)
        except httpx.TransportError:
            return False
        if reply.status_code in _DISABLING:
            hook["status"] = "Disabled"
            self.hooks[str(hook["id"])] = hook
            return True
        return reply.is_success
