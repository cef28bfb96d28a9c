"""Asking no faster than a platform allows, and reading from its refusals when it may be asked again."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from integrations.wire.errors import WireError

HeaderStyle = Literal["none", "trestle", "bridge", "spark"]
SOON: Final = 30.0
A_MINUTE: Final = 65.0
_SHARE: Final = 0.95
_MILLISECONDS: Final = 1e11


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests a platform allows (0: not known), and whose headers tell how many are left."""

    per_second: float = 0.0
    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0
    headers: HeaderStyle = "none"


class QuotaSpent(WireError):
    """The platform takes no more requests for longer than it is worth waiting. `retry_after` is in seconds."""

    def __init__(self, vendor: str, message: str, retry_after: float) -> None:
        super().__init__(vendor, message)
        self.retry_after = retry_after


class Pace:
    """Lets requests through no faster than a quota; those that are too early wait their turn."""

    def __init__(self, quota: Quota, *, clock: Callable[[], float] = time.monotonic) -> None:
        windows = ((60.0, quota.per_minute), (3600.0, quota.per_hour), (86_400.0, quota.per_day))
        self._gap = 1 / quota.per_second if quota.per_second else 0.0
        self._windows = [(length, max(1, int(most * _SHARE)), deque[float]()) for length, most in windows if most]
        self._clock = clock
        self._next = 0.0
        self._lock = asyncio.Lock()

    async def take(self, vendor: str, patience: float = SOON) -> None:
        """Wait until one more request is allowed.

        Raises:
            QuotaSpent: that is more than `patience` seconds away.
        """
        async with self._lock:
            wait = self._wait()
            if wait > patience:
                raise QuotaSpent(vendor, f"our quota of requests is used up for {wait:.0f} s", wait)
            if wait > 0:
                await asyncio.sleep(wait)
            now = self._clock()
            self._next = now + self._gap
            for _, _, sent in self._windows:
                sent.append(now)

    def _wait(self) -> float:
        now = self._clock()
        wait = self._next - now
        for length, most, sent in self._windows:
            while sent and now - sent[0] >= length:
                sent.popleft()
            if len(sent) >= most:
                wait = max(wait, sent[-most] + length - now)
        return wait


def wait_asked(style: HeaderStyle, headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until a refused request may be repeated, from the platform's own quota headers; None if they do not say.

    Trestle: the hour's end in milliseconds since 1970 counts only if the hour's quota is what is used up. Bridge: the
    minute's burst or the hour's quota, whichever has nothing left; its times are ISO or seconds since 1970.
    """
    given = {name.lower(): value for name, value in headers.items()}
    if style == "trestle":
        spent = given.get("hour-quota-available")
        return _until(given.get("hour-quota-resettime"), now) if spent is not None and _is_zero(spent) else None
    if style == "bridge":
        spent_of = [name for name in ("application", "burst") if _is_zero(given.get(f"{name}-ratelimit-remaining"))]
        waits = [_until(given.get(f"{name}-ratelimit-reset"), now) for name in spent_of]
        return max((wait for wait in waits if wait is not None), default=None)
    return None


def _is_zero(value: str | None) -> bool:
    try:
        return value is not None and float(value) <= 0
    except ValueError:
        return False


def _until(value: str | None, now: datetime) -> float | None:
    if not value:
        return None
    try:
        number = float(value)
        at = datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, UTC)
    except (ValueError, OverflowError):
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
