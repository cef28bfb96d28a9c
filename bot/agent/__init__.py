"""The agent: questions in plain words to tool calls and a short answer."""

from bot.agent.agent import Agent
from bot.agent.question import Answer, Question, Watch

__all__ = ["Agent", "Answer", "Question", "Watch"]
