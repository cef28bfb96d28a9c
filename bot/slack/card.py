from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """What a message says: `text` alone tells it all (phones, screen readers), `blocks` show it."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was asked and the answer belongs; `thread_ts` empty means the channel itself."""

    channel: str
    user: str
    thread_ts: str = ""

    @property
    def lane(self) -> str:
        """What must happen one after the other."""
        return f"{self.channel}/{self.thread_ts}"
