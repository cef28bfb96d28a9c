"""Nurture sequences: steps over days, each a tool call; what reaches people waits for approval each time."""

from bot.engine.sequences.plan import SequenceError, SequencePlan, SequenceStep, read_plans
from bot.engine.sequences.running import Sequences

__all__ = ["SequenceError", "SequencePlan", "SequenceStep", "Sequences", "read_plans"]
