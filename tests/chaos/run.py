from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from integrations.store import Store
from integrations.store import events as book
from tests.chaos.cast import Actor, Cast
from tests.chaos.parts import SECRET
from tests.chaos.vendor import Vendors

PARTS = ("web", "matcher", "worker", "schedule")
NEVER = 14.0  # seconds after which a worker that "never returns" comes back after all: longer than an adoption may take


@dataclass(frozen=True)
class Plan:
    """How much chaos."""

    kills: int = 20
    events: int = 160
    pause: float = 2.5  # seconds between two kills
    seed: int = 1
    restart: Callable[[], Awaitable[None]] | None = None  # of the database
    never_returns: bool = True


class Sender:
    """A vendor that delivers each event twice and out of order, each delivery until it is taken."""

    def __init__(self, port: int, count: int, seconds: float, rng: random.Random) -> None:
        self._url = f"http://127.0.0.1:{port}/webhooks/chaos"
        self._gap = seconds / (2 * count)
        keys = [f"e{n}" for n in range(count)]
        self._letters = sorted(keys * 2, key=lambda key: int(key[1:]) + rng.uniform(0, 12))
        self.taken: dict[str, float] = {}
        self.refused = 0
        self.expected = frozenset(keys)

    async def run(self) -> None:
        async with httpx.AsyncClient(timeout=5) as client, asyncio.TaskGroup() as group:
            for key in self._letters:
                group.create_task(self._deliver(client, key))
                await asyncio.sleep(self._gap)

    async def _deliver(self, client: httpx.AsyncClient, key: str) -> None:
        while True:
            with contextlib.suppress(httpx.TransportError):
                reply = await client.post(self._url, json={"key": key, "n": key}, headers={"x-secret": SECRET})
                if reply.status_code == 204:
                    self.taken.setdefault(key, time.monotonic())
                    return
                assert reply.status_code == 503, reply.text
            self.refused += 1
            await asyncio.sleep(0.1)


async def run(folder: Path, url: str, plan: Plan) -> dict[str, Any]:
    """Kill, deliver, wait for the end, count; everything in JSON."""
    store = Store(url)
    store.migrate()
    rng = random.Random(plan.seed)  # noqa: S311  # a repeatable order of kills
    vendors = Vendors()
    await vendors.server.start()
    sender = Sender(port := _free_port(), plan.events, plan.kills * plan.pause + 2, rng)
    given = {"url": url, "vendor": vendors.url, "dbos": str(folder / "dbos.db"), "port": port}
    cast = Cast(
        store,
        [Actor("web", given, folder / "web.log")],
        [Actor("worker", {**given, "name": f"w{n}"}, folder / f"w{n}.log") for n in (1, 2)],
    )
    began = time.monotonic()
    async with _playing(cast):
        sending = asyncio.create_task(sender.run())
        await _mayhem(cast, sender, plan, rng)
        await sending
        settled = await _settle(store, sender)
    report = await _count(store, vendors, sender, cast, settled)
    await vendors.server.stop()
    store.close()
    return {**report, "seconds": round(time.monotonic() - began, 1)}


@asynccontextmanager
async def _playing(cast: Cast) -> AsyncIterator[None]:
    await cast.start()
    try:
        yield
    finally:
        await cast.stop()


async def _mayhem(cast: Cast, sender: Sender, plan: Plan, rng: random.Random) -> None:
    coming = []
    gone_for_long = False
    for number in range(plan.kills):
        await asyncio.sleep(plan.pause * rng.uniform(0.6, 1.4))
        part = PARTS[number % len(PARTS)] if number < len(PARTS) else rng.choice(PARTS)
        long = plan.never_returns and part == "worker" and not gone_for_long
        gone_for_long |= long
        while not (  # noqa: ASYNC110  # nobody has the part yet, and whoever gets it is another process
            back := await cast.kill(part, frozenset(sender.taken), back_after=NEVER if long else 0.2)
        ):
            await asyncio.sleep(0.2)
        coming.append(back)
        if plan.restart is not None and number == plan.kills // 2:
            await plan.restart()
    await asyncio.gather(*coming)


async def _settle(store: Store, sender: Sender) -> bool:
    """Wait until everything has come to an end; False where it does not in time."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        events = await store.read(book.newest, limit=100_000)
        runs = [run for one in events for run in await store.read(book.runs_of, one.event.id)]
        open_runs = [run for run in runs if run.status not in {"done", "failed", "dead"}]
        if len(events) >= len(sender.expected) and all(one.status != "new" for one in events) and not open_runs:
            return True
        await asyncio.sleep(0.5)
    return False


async def _count(store: Store, vendors: Vendors, sender: Sender, cast: Cast, settled: bool) -> dict[str, Any]:
    events = [one.event for one in await store.read(book.newest, limit=100_000)]
    said = {event.key: event for event in events if event.source == "chaos"}
    ticks = [event for event in events if event.source == "schedule"]
    texts = {key: f"said:{event.id}:1:text_owner" for key, event in said.items()}
    posted = {message["text"].partition("\n")[0] for message in vendors.messages}
    missing = [key for key in sender.expected if key not in said or texts[key] not in vendors.texts]
    missing += [key for key in sender.expected if not any(key == words or f"{key} " in f"{words} " for words in posted)]
    missing += [event.key for event in ticks if f"tick:{event.id}:0:text_owner" not in vendors.texts]
    twice = [key for key, count in vendors.arrivals.items() if key.startswith("post:") and count > 1]
    repeats = sum(vendors.arrivals.values()) - len(vendors.arrivals)
    done = {key: vendors.texts[text] for key, text in texts.items() if text in vendors.texts}
    took = [max([done.get(key, 1e9) - kill.at for key in kill.taken] + [0.0]) for kill in cast.kills]
    recovery = sorted(took)
    return {
        "store": "sqlite" if store.is_sqlite else "postgresql",
        "kills": {part: sum(kill.part == part for kill in cast.kills) for part in PARTS},
        "never_returned": sum(kill.back_after >= NEVER for kill in cast.kills),
        "events": len(said),
        "deliveries": 2 * len(sender.expected),
        "deliveries_to_a_dead_web": sender.refused,
        "ticks": len(ticks),
        "effects": len(vendors.arrivals),
        "settled": settled,
        "lost": len(set(missing)),
        "lost_which": sorted(set(missing))[:10],
        "applied_twice": len(twice) + (len(vendors.messages) - len(vendors.posted) if not twice else 0),
        "repeats_absorbed_by_their_key": repeats,
        "recovery_seconds": {"median": round(recovery[len(recovery) // 2], 2), "max": round(recovery[-1], 2)},
        "each": [f"{kill.part} {seconds:.1f}" for kill, seconds in zip(cast.kills, took, strict=True)],
    }


def lock_for(path: Path, seconds: float) -> Callable[[], Awaitable[None]]:
    """A SQLite database that nobody can write to for a while: what a restart is to a server."""

    async def lock() -> None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            connection.execute("ROLLBACK")

    return lock


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
