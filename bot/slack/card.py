from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """What a message says: `text` alone tells it all (phones, screen readers), `blocks` show it.

    `shows` are the refs of the listings in it: where the MLS withdraws one, the message is taken back.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    shows: tuple[str, ...] = ()

    def showing(self, refs: Iterable[str | None]) -> Card:
        """The same card, which shows these listings."""
        return replace(self, shows=tuple(ref for ref in refs if ref))


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
