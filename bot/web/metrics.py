from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import Response

from bot.engine.orchestrator import WebhookOrchestrator

log = structlog.get_logger(__name__)

UNWRITTEN: Final = Gauge("jorge_inbox_unwritten_events", "Events that wait for the disk in this process")
QUEUE: Final = Gauge("jorge_inbox_unmatched_events", "Events in the inbox that no rule has looked at yet")
OLDEST: Final = Gauge("jorge_inbox_oldest_unmatched_seconds", "Age of the oldest event that no rule has looked at yet")
DEAD: Final = Gauge("jorge_dead_letters", "What was given up: events, and webhooks in quarantine", ["kind"])
STORE: Final = Gauge("jorge_store_up", "Whether the book of record answered when this was asked")
WAITING: Final = Gauge("jorge_queue_waiting", "Jobs that wait in a lane, in all processes together", ["lane"])
RUNNING: Final = Gauge("jorge_queue_running", "Jobs of a lane that run in this process", ["lane"])
TURNS: Final = Gauge(
    "jorge_vendor_turns_left",
    "Requests that our own limit for a vendor still allows in its window, all processes together",
    ["vendor", "context"],
)

Depths = Callable[[], Awaitable[Mapping[str, tuple[int, int]]]]
Turns = Callable[[], Awaitable[Mapping[tuple[str, str], int]]]


@dataclass(frozen=True, slots=True)
class Probes:
    """What a process can tell beside the inbox: its lanes (only where it works), and what vendors have left."""

    depths: Depths | None = None
    turns: Turns | None = None


NO_PROBES: Final = Probes()


class Metrics:
    """`GET /metrics`: what was counted in this process, and the inbox as the store has it at this moment."""

    def __init__(self, orchestrator: WebhookOrchestrator, probes: Probes = NO_PROBES) -> None:
        self._orchestrator = orchestrator
        self._probes = probes

    async def show(self, _request: Request) -> Response:
        """Look into the store and answer; a store that is away is told as such, by 200."""
        UNWRITTEN.set(self._orchestrator.unwritten)
        try:
            await self._look()
        except Exception:
            log.exception("metrics_without_store")
            STORE.set(0)
        else:
            STORE.set(1)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    async def _look(self) -> None:
        found = await self._orchestrator.figures()
        QUEUE.set(found.waiting)
        OLDEST.set(max(0.0, time.time() - found.oldest_waiting.timestamp()) if found.oldest_waiting else 0)
        DEAD.labels("event").set(found.dead)
        DEAD.labels("quarantine").set(found.quarantined)
        if self._probes.depths is not None:
            for lane, (waiting, running) in (await self._probes.depths()).items():
                WAITING.labels(lane).set(waiting)
                RUNNING.labels(lane).set(running)
        if self._probes.turns is not None:
            for (vendor, context), left in (await self._probes.turns()).items():
                TURNS.labels(vendor, context).set(left)
