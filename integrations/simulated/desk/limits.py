"""Slack's rate limits: tiers by method, and about one message a second in a channel."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Literal

from integrations.simulated.desk.options import DeskOptions

Tier = Literal["tier1", "tier2", "tier3", "tier4", "post", "free"]
_PER_MINUTE = {"tier1": 1, "tier2": 20, "tier3": 50, "tier4": 100}


class Limits:
    """Token buckets, in memory."""

    def __init__(self, options: DeskOptions, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with every allowance full."""
        self._options = options
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait_for(self, method: str, tier: Tier, channel: str) -> int:
        """Take one call from its allowance; return 0, or the seconds to wait as Retry-After."""
        if not self._options.limit_rates or tier == "free":
            return 0
        if tier == "post":
            return self._take(f"post/{channel}", self._options.post_burst, self._options.posts_per_second)
        most = _PER_MINUTE[tier]
        return self._take(method, most, most / 60)

    def _take(self, bucket: str, most: float, refill: float) -> int:
        now = self._clock()
        left, seen = self._buckets.get(bucket, (most, now))
        left = min(most, left + (now - seen) * refill)
        if left < 1:
            self._buckets[bucket] = (left, now)
            return max(1, math.ceil((1 - left) / refill))
        self._buckets[bucket] = (left - 1, now)
        return 0
