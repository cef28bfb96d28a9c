from __future__ import annotations

import asyncio
import hashlib
import hmac
import ssl
from typing import Any
from urllib.parse import urlencode

import httpx

from integrations.simulated.mailchimp.habits import HABITS, Habits
from integrations.simulated.town import Town

EVENTS = ("subscribe", "unsubscribe", "profile", "cleaned", "upemail", "campaign")
SOURCES = ("user", "admin", "api")
# Loading the system's certificates takes tens of milliseconds, and only loopback is called.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def sign(body: bytes, secret: str, at: int) -> str:
    """X-Mailchimp-Signature: `t=<unix>,v1=<hex>`, HMAC-SHA256 over `{t}.{raw body}`."""
    made = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


class Mailroom:
    """Posts form-encoded webhooks and repeats those that are not taken; what waits survives a restart."""

    def __init__(self, town: Town) -> None:
        self.hooks = town.shelf.drawer("mailchimp.hook")
        self.waiting = town.shelf.drawer("mailchimp.delivery")
        self._town = town
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def tell(self, event: str, source: str, fields: dict[str, str]) -> None:
        """Queue a webhook for every hook that wants this event from this source."""
        now = self._town.clock()
        body = urlencode(
            {"type": event, "fired_at": f"{now:%Y-%m-%d %H:%M:%S}"} | {f"data[{k}]": v for k, v in fields.items()}
        )
        for hook in self.hooks.values():
            if not (hook["events"].get(event) and hook["sources"].get(source)):
                continue
            count = int(self._town.shelf.meta("mailchimp.told", "0") or "0") + 1
            self._town.shelf.set_meta("mailchimp.told", str(count))
            every = self._habits.twice_every
            for time in range(2 if every and count % every == 0 else 1):
                self.waiting[f"{count}/{time}"] = {"hook": hook["id"], "body": body}

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

    async def _deliver(self, key: str) -> None:
        letter = self.waiting[key]
        for wait in (*self._habits.waits, None):
            hook = self.hooks.get(str(letter["hook"]))
            if hook is None or await self._send(hook, letter["body"].encode()):
                break
            if wait is not None:
                await asyncio.sleep(wait)
        self.waiting.pop(key, None)

    async def _send(self, hook: dict[str, Any], body: bytes) -> bool:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "MailChimp"}
        if secret := self._habits.hook_secret:
            headers["X-Mailchimp-Signature"] = sign(body, secret, int(self._town.clock().timestamp()))
        transport = httpx.AsyncHTTPTransport(verify=_NO_TLS)
        try:
            async with httpx.AsyncClient(transport=transport, timeout=10) as client:
                return (await client.post(hook["url"], content=body, headers=headers)).is_success
        except httpx.TransportError:
            return False
