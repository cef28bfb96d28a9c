from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:  # the terminal plans without loading the tools
    from tools.toolbox import Outcome


@dataclass(frozen=True, slots=True)
class Question:
    """Plain words from somebody in a thread. `now` is aware; `zone` is the office's, it says which day it is.

    `at_terminal` says that whoever asks sits at the machine that Jorge runs on, and may do what Jorge may.
    """

    text: str
    user: str
    channel: str
    thread: str
    now: datetime
    zone: str
    at_terminal: bool = False

    @property
    def today(self) -> date:
        """The day it is at the office."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: words, what each tool call led to, answers to choose from, the model and small print."""

    text: str
    outcomes: tuple[Outcome, ...] = ()
    options: tuple[str, ...] = ()
    model: str = ""
    note: str = ""


class Watch(Protocol):
    """How one who waits sees what is going on."""

    async def status(self, text: str) -> None:
        """What is being done now, in a few words."""
        ...

    async def text(self, delta: str) -> None:
        """The next piece of the answer."""
        ...
