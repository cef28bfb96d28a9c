from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.agent.question import Question, Watch

if TYPE_CHECKING:
    from tools.toolbox import Outcome

MODEL_CALLS = 8
TOOL_CALLS = 8


@dataclass(slots=True)
class Turn:
    """One question while it is being answered: the runtime context of the graph. Identity comes from here only."""

    question: Question
    watch: Watch
    model: str
    outcomes: list[Outcome] = field(default_factory=list)
    model_calls: int = 0
    tool_calls: int = 0
    offline: bool = False
    note: str = ""
