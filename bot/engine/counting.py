"""What a process counts about rules: how their runs ended, and how long an effect took from the event on."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from prometheus_client import Counter, Histogram

from integrations.events import Event

RUNS: Final = Counter("jorge_rule_runs_total", "Runs of rules by how they ended", ["rule", "status"])
STEPS: Final = Counter("jorge_rule_steps_total", "Steps of rules by how they ended", ["action", "outcome"])
LATENCY: Final = Histogram(
    "jorge_effect_seconds", "From the arrival of an event to the end of a step that it caused", ["lane", "action"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)  # fmt: skip


def count_effect(event: Event, lane: str, action: str, now: datetime) -> None:
    """A step came to its end."""
    STEPS.labels(action, "done").inc()
    LATENCY.labels(lane, action).observe(max(0.0, (now - event.received_at).total_seconds()))
