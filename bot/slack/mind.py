from __future__ import annotations

from typing import Protocol

from bot.agent.question import Answer, Question, Watch


class Mind(Protocol):
    """Who answers questions in plain words: `bot.agent.Agent`, or a script in tests."""

    async def answer(self, question: Question, watch: Watch) -> Answer:
        """Answer one question; may be cancelled at any time."""
        ...
