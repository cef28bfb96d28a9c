from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """The model answers in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """The model calls a tool. `raw` replaces the arguments' JSON text, to be wrong on purpose."""

    name: str
    args: dict[str, Any] = field(default_factory=dict)
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """The provider answers with an HTTP error, or not before `seconds` have passed."""

    status: int = 500
    seconds: float = 0.0


Line = Words | Call | Trouble


class Script:
    """What the model says, line by line; the last line repeats. A function may decide from the request instead.

    `requests` holds the bodies received, so that a test can see what a provider gets to read.
    """

    def __init__(self, *lines: Line, decide: Callable[[dict[str, Any]], Line] | None = None) -> None:
        self._lines: Sequence[Line] = lines
        self._decide = decide
        self._at = 0
        self.requests: list[dict[str, Any]] = []

    def reply(self, request: dict[str, Any]) -> Line:
        """The next line."""
        self.requests.append(request)
        if self._decide is not None:
            return self._decide(request)
        line = self._lines[min(self._at, len(self._lines) - 1)]
        self._at += 1
        return line
