from __future__ import annotations

import base64
import binascii
import time
from collections import defaultdict, deque
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from integrations.simulated.followupboss.habits import HABITS, Habits
from integrations.simulated.followupboss.refusal import Refusal
from integrations.simulated.town import Town

API_KEY = "fka_town_rivera"
SYSTEMS = {
    "Jorge": "town-system-key-jorge",
    "Rivera-Site": "town-system-key-site",
}


@dataclass(frozen=True, slots=True)
class System:
    """A registered integration, or a caller that named none."""

    name: str
    key: str
    is_registered: bool


class Guard:
    """Who calls, and how often. Each context has its own quota within a sliding window, per system."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def admit(self, request: Request, context: str) -> tuple[System, dict[str, str]]:
        """The calling system and the rate headers of this answer.

        Raises:
            Refusal: 401 without the account's key, 429 over the quota of `context`.
        """
        habits: Habits = self._town.habits[HABITS]
        system = _system_of(request)
        quota = habits.quotas.get(context, habits.quotas["global"])
        if not system.is_registered:
            quota = max(1, quota // habits.stranger_share)
        now = time.monotonic()
        calls = self._calls[system.name, context]
        while calls and calls[0] <= now - habits.window:
            calls.popleft()
        headers = {
            "X-RateLimit-Limit": str(quota),
            "X-RateLimit-Remaining": str(max(0, quota - len(calls) - 1)),
            "X-RateLimit-Window": str(int(habits.window)),
            "X-RateLimit-Context": context,
        }
        if len(calls) >= quota:
            wait = max(0.0, calls[0] + habits.window - now)
            headers["Retry-After"] = str(int(wait) + 1) if wait > 1 else f"{max(wait, 0.05):.2f}"
            raise Refusal(429, "Too many requests. Wait as long as Retry-After says.", headers)
        calls.append(now)
        return system, headers


def _system_of(request: Request) -> System:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        user = base64.b64decode(token, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        user = ""
    if scheme.lower() != "basic" or user != API_KEY:
        raise Refusal(401, "Authentication failed. Send the API key as the Basic user name, with no password.")
    name = request.headers.get("x-system", "")
    key = request.headers.get("x-system-key", "")
    is_registered = bool(key) and SYSTEMS.get(name) == key
    return System(name or "unnamed", key if is_registered else "", is_registered)


def add_headers(response: Response, headers: dict[str, str]) -> Response:
    """Put the rate headers on an answer."""
    response.headers.update(headers)
    return response
