from __future__ import annotations

import time
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


class Metrics:
    """`GET /metrics`: what was counted in this process, and the inbox as the store has it at this moment."""

    def __init__(self, orchestrator: WebhookOrchestrator) -> None:
        self._orchestrator = orchestrator

    async def show(self, _request: Request) -> Response:
        """Look into the store and answer; a store that is away is told as such, by 200."""
        UNWRITTEN.set(self._orchestrator.unwritten)
        try:
            found = await self._orchestrator.figures()
        except Exception:
            log.exception("metrics_without_store")
            STORE.set(0)
        else:
            STORE.set(1)
            QUEUE.set(found.waiting)
            OLDEST.set(max(0.0, time.time() - found.oldest_waiting.timestamp()) if found.oldest_waiting else 0)
            DEAD.labels("event").set(found.dead)
            DEAD.labels("quarantine").set(found.quarantined)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
