from __future__ import annotations

import asyncio
import random
import time

import httpx

from tests.chaos.parts import SECRET


def _said(key: str) -> str:
    # So much that a database on a full disk finds no room for it in what it has.
    return random.Random(key).randbytes(3000).hex()  # noqa: S311  # the same at each delivery


class Sender:
    """A vendor that delivers each event twice and out of order, each delivery until it is taken."""

    def __init__(self, port: int, count: int, seconds: float, rng: random.Random) -> None:
        self._url = f"http://127.0.0.1:{port}/webhooks/chaos"
        self._gap = seconds / (2 * count)
        keys = [f"e{n}" for n in range(count)]
        self._letters = sorted(keys * 2, key=lambda key: int(key[1:]) + rng.uniform(0, 12))
        self.taken: dict[str, float] = {}
        self.unanswered = 0  # deliveries to a web process that is dead
        self.refused = 0  # deliveries answered 503
        self.expected = frozenset(keys)

    async def run(self) -> None:
        async with httpx.AsyncClient(timeout=5) as client, asyncio.TaskGroup() as group:
            for key in self._letters:
                group.create_task(self._deliver(client, key))
                await asyncio.sleep(self._gap)

    async def _deliver(self, client: httpx.AsyncClient, key: str) -> None:
        while True:
            try:
                reply = await client.post(
                    self._url, json={"key": key, "n": key, "said": _said(key)}, headers={"x-secret": SECRET}
                )
            except httpx.TransportError:
                self.unanswered += 1
            else:
                if reply.status_code == 204:
                    self.taken.setdefault(key, time.monotonic())
                    return
                assert reply.status_code == 503, reply.text
                self.refused += 1
            await asyncio.sleep(0.1)
