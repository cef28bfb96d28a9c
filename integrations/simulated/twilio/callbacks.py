from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ssl
from collections.abc import Mapping

import httpx

from integrations.simulated.town import Town
from integrations.simulated.twilio.habits import AUTH_TOKEN, HABITS, Habits

# Loading the system's certificates takes tens of milliseconds, and only loopback is called.
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def sign(url: str, fields: Mapping[str, str], token: str = AUTH_TOKEN) -> str:
    """X-Twilio-Signature: base64 HMAC-SHA1 with the auth token over the URL and the sorted POST fields."""
    text = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class Callbacks:
    """Posts form-encoded, signed webhooks, and repeats those that are not taken."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._tasks: set[asyncio.Task[None]] = set()
        self._count = 0

    def post(self, url: str, fields: Mapping[str, str], *, after: float = 0.0) -> None:
        """Send a webhook `after` seconds; needs a running loop."""
        self._count += 1
        habits = self._habits
        twice = habits.twice_every and self._count % habits.twice_every == 0
        for _ in range(2 if twice else 1):
            task = asyncio.get_running_loop().create_task(self._deliver(url, dict(fields), after))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing is being sent any more."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def stop(self) -> None:
        """Stop sending."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def _habits(self) -> Habits:
        habits: Habits = self._town.habits[HABITS]
        return habits

    async def _deliver(self, url: str, fields: dict[str, str], after: float) -> None:
        await asyncio.sleep(after)
        headers = {"X-Twilio-Signature": sign(url, fields)}
        for wait in (*self._habits.waits, None):
            transport = httpx.AsyncHTTPTransport(verify=_NO_TLS)
            try:
                async with httpx.AsyncClient(transport=transport, timeout=15) as client:
                    if (await client.post(url, data=fields, headers=headers)).is_success:
                        return
            except httpx.TransportError:
                pass
            if wait is not None:
                await asyncio.sleep(wait)
