from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rate:
    """What a vendor allows: at most `limit` requests in any `seconds`, counted in `context` where it has several."""

    limit: int
    seconds: float
    context: str = "all"


class Pace(Protocol):
    """Who says when a request may go out, so that a vendor's limit holds over all processes."""

    async def turn(self) -> None:
        """Return when the next request may go out."""
        ...

    async def hold(self, seconds: float) -> None:
        """The vendor asked everybody to wait."""
        ...
