from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from tools.toolbox import Outcome


@dataclass(frozen=True, slots=True)
class Question:
    """Plain words from somebody in a thread."""

    text: str
    user: str
    channel: str
    thread: str
    now: datetime
    zone: str


class Watch(Protocol):
    """How the one who answers tells what it is doing meanwhile."""

    async def status(self, text: str) -> None:
        """What is being done now, in a few words."""
        ...

    async def text(self, delta: str) -> None:
        """The next piece of the answer."""
        ...


class Said(Protocol):
    """An answer: words, what the tools brought, answers to choose from where it asks back, and small print."""

    @property
    def text(self) -> str:
        """Markdown."""
        ...

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What each tool call led to, in order."""
        ...

    @property
    def options(self) -> tuple[str, ...]:
        """Answers to choose from, where the text is a question."""
        ...

    @property
    def note(self) -> str:
        """Small print, e.g. that the offline model answered."""
        ...


class Mind(Protocol):
    """Who answers questions in plain words."""

    async def answer(self, question: Any, watch: Watch) -> Said:
        """Answer a `bot.agent` question."""
        ...
