from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """What a vendor allows: at most `limit` requests in any `seconds`, counted in `context` where it has several.

    `only` is a regular expression for "METHOD path" of the requests that it counts; empty means all.
    """

    limit: int
    seconds: float
    context: str = "all"
    only: str = ""

    def counts(self, request: str) -> bool:
        """Whether a request ("GET events/7") is counted."""
        return re.match(self.only, request) is not None


class Pace(Protocol):
    """Who says when a request may go out, so that a vendor's limit holds over all processes."""

    async def turn(self, request: str = "") -> None:
        """Return when the next request may go out; `request` is its method and path."""
        ...

    async def hold(self, seconds: float, request: str = "") -> None:
        """The vendor asked everybody to wait with such requests."""
        ...
