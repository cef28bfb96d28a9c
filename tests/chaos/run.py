from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integrations.events import Event
from integrations.store import Store
from integrations.store import events as book
from tests.chaos.cast import NEVER, PARTS, Actor, Cast, Kill
from tests.chaos.count import count
from tests.chaos.sender import Sender
from tests.chaos.trouble import Trouble
from tests.chaos.vendor import Vendors


@dataclass(frozen=True)
class Plan:
    """How much chaos. `troubles` come between the kills, each from beginning to end."""

    kills: int = 20
    events: int = 160
    pause: float = 2.5  # seconds between two kills
    seed: int = 1
    troubles: tuple[Trouble, ...] = ()
    never_returns: bool = True


async def run(folder: Path, url: str, plan: Plan) -> dict[str, Any]:
    """Kill, deliver, wait for the end, count; everything in JSON."""
    store = Store(url)
    rng = random.Random(plan.seed)  # noqa: S311  # a repeatable order of kills
    vendors = Vendors()
    await vendors.server.start()
    sender = Sender(port := _free_port(), plan.events, plan.kills * plan.pause + 2, rng)
    given = {
        "url": url,
        "vendor": vendors.url,
        "dbos": str(Path(url.removeprefix("sqlite:///")).parent / "dbos.db"),
        "port": port,
    }
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
        events = await _settle(store, sender)
    report = count(store, vendors, sender, cast, events)
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
    troubles = {plan.kills * (n + 1) // (len(plan.troubles) + 1): one for n, one in enumerate(plan.troubles)}
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
        if number in troubles:
            await _go_through(troubles[number], cast, sender)
    await asyncio.gather(*coming)


async def _go_through(trouble: Trouble, cast: Cast, sender: Sender) -> None:
    # While processes are killed too: whoever was killed a moment ago starts in the middle of it.
    before, began = sender.refused, time.monotonic()
    await trouble.happen(lambda: sender.refused > before)
    lasted, refused = time.monotonic() - began, sender.refused - before
    cast.kills.append(Kill(trouble.name, time.monotonic(), frozenset(sender.taken), lasted=lasted, refused=refused))


async def _settle(store: Store, sender: Sender) -> list[Event] | None:
    """Wait until everything has come to an end; returns all events, or None where they do not in time."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        events = await store.read(book.newest, limit=100_000)
        runs = [await store.read(book.runs_of, one.event.id) for one in events]
        if len(events) >= len(sender.expected) and all(_is_over(each) for each in runs):
            return [one.event for one in events]
        await asyncio.sleep(0.2)
    return None


def _is_over(runs: Sequence[book.RuleRun]) -> bool:
    return bool(runs) and all(run.status in {"done", "failed", "dead"} for run in runs)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
